"""A cursor comes back as it went out, or not at all."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chophien.web.paging import BadCursor, decode_cursor, encode_cursor


def test_every_kind_of_sort_value_comes_back_as_it_was():
    values = (
        185_000,
        "chè shan",
        Decimal("2.500"),
        datetime(2026, 11, 24, 5, tzinfo=UTC),
        date(2026, 1, 2),
        None,
        True,
    )

    assert decode_cursor(encode_cursor(values, purpose="goods:price"), purpose="goods:price") == values


def test_a_cursor_fits_into_an_address():
    cursor = encode_cursor((185_000, "mật ong"))

    assert cursor.isascii()
    assert not set(cursor) & set("&=?#/+ %")


@pytest.mark.parametrize("bend", ["", "x", "a" * 2_000, "%00", "eyJ:1", "WzFd:abc"])
def test_nonsense_is_no_cursor(bend):
    with pytest.raises(BadCursor):
        decode_cursor(bend)


def test_a_bent_cursor_is_refused():
    cursor = encode_cursor((1,))

    with pytest.raises(BadCursor):
        decode_cursor(cursor[:-1] + ("A" if cursor[-1] != "A" else "B"))


def test_a_cursor_of_another_list_is_refused():
    cursor = encode_cursor((1,), purpose="orders")

    with pytest.raises(BadCursor):
        decode_cursor(cursor, purpose="goods")
