from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.money import (
    MAX_VND,
    AmountTooLarge,
    NotAnAmount,
    format_vnd,
    line_total,
    parse_vnd,
    share_by_largest_remainder,
)

AMOUNTS = st.integers(0, MAX_VND)
WEIGHTS = st.lists(
    st.one_of(st.integers(0, 10**12), st.decimals(0, 10**6, allow_nan=False, places=3)), min_size=1, max_size=30
)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (2, [1, 1, 1], [1, 1, 0]),
        (25_000, [120_000, 60_000, 20_000], [15_000, 7_500, 2_500]),
        (10, [Decimal("0.5"), Decimal("1.5")], [3, 7]),
        (7, [0, 3, 0, 4], [0, 3, 0, 4]),
        (1, [0, 1, 1], [0, 1, 0]),
        (100, [1, 2, 3], [17, 33, 50]),
        (0, [5, 5], [0, 0]),
        (5, [0, 0], [3, 2]),
        (0, [], []),
        (MAX_VND, [1], [MAX_VND]),
    ],
)
def test_a_total_is_shared_to_the_last_dong(total, weights, shares):
    assert share_by_largest_remainder(total, weights) == shares


@given(AMOUNTS, WEIGHTS)
def test_shares_sum_to_the_total_and_lie_within_one_dong_of_their_due(total, weights):
    shares = share_by_largest_remainder(total, weights)

    assert sum(shares) == total
    whole = sum(Decimal(weight) for weight in weights)
    if whole:
        assert all(
            abs(share * whole - total * Decimal(weight)) < whole * Decimal("1.000001")
            for share, weight in zip(shares, weights, strict=True)
        )
        assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if weight == 0)


@given(AMOUNTS, WEIGHTS)
def test_a_heavier_part_never_gets_less(total, weights):
    shares = share_by_largest_remainder(total, weights)

    by_weight = sorted(zip(weights, shares, strict=True), key=lambda part: (Decimal(part[0]), part[1]))
    assert [share for _weight, share in by_weight] == sorted(shares)


@pytest.mark.parametrize(
    ("total", "weights"), [(-1, [1]), (1, [-1, 2]), (1, [Decimal("NaN")]), (1, [Decimal("Infinity")]), (1, [])]
)
def test_what_cannot_be_shared_is_refused(total, weights):
    with pytest.raises(ValueError, match="share"):
        share_by_largest_remainder(total, weights)


@pytest.mark.parametrize(("total", "weights"), [(1.5, [1]), (1, [0.5])])
def test_floats_are_never_shared(total, weights):
    with pytest.raises(TypeError):
        share_by_largest_remainder(total, weights)


@pytest.mark.parametrize(
    ("price", "quantity", "total"),
    [
        (350_000, Decimal("2.5"), 875_000),
        (1, Decimal("0.5"), 1),
        (1, Decimal("0.499"), 0),
        (3, Decimal("0.5"), 2),
        (999, Decimal("1.001"), 1_000),
        (0, Decimal(5), 0),
        (10_000_000_000, Decimal(1), 10_000_000_000),
        (MAX_VND, Decimal(1), MAX_VND),
    ],
)
def test_a_line_costs_price_times_quantity_half_a_dong_rounded_up(price, quantity, total):
    assert line_total(price, quantity) == total


@given(st.integers(0, 10**9), st.decimals(0, 10**5, places=3))
def test_a_line_total_is_within_half_a_dong(price, quantity):
    assert abs(line_total(price, quantity) - price * quantity) <= Decimal("0.5")


def test_a_total_beyond_the_largest_amount_is_refused():
    with pytest.raises(AmountTooLarge):
        line_total(MAX_VND, Decimal("1.001"))


@pytest.mark.parametrize(("price", "quantity"), [(-1, Decimal(1)), (1, Decimal(-1)), (1, Decimal("NaN"))])
def test_negative_prices_and_quantities_are_bugs(price, quantity):
    with pytest.raises(ValueError, match="zero or more"):
        line_total(price, quantity)


@pytest.mark.parametrize(("price", "quantity"), [(1.0, Decimal(1)), (1, 1.0)])
def test_no_money_comes_from_floats(price, quantity):
    with pytest.raises(TypeError):
        line_total(price, quantity)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "0\u00a0đ"),
        (999, "999\u00a0đ"),
        (1_250_000, "1.250.000\u00a0đ"),
        (10_000_000_000, "10.000.000.000\u00a0đ"),
        (-45_000, "-45.000\u00a0đ"),
    ],
)
def test_an_amount_is_written_with_dots_and_an_unbreakable_space(amount, written):
    assert format_vnd(amount) == written


@pytest.mark.parametrize(
    "typed",
    [
        "1.250.000 đ", "1.250.000\u00a0đ", "1.250.000đ", "1250000", " 1,250,000 ", "1 250 000 đồng", "1.250.000 VND",
        "1.250.000 vnđ", "1250000₫", "１２５００００", "1\u202f250\u202f000", "01250000", "1.250.000 Đ",
    ],
)  # fmt: skip
def test_an_amount_is_read_in_every_common_form(typed):
    assert parse_vnd(typed) == 1_250_000


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "đ", "abc", "12.5", "12,50", "1.25.000", "1.250,000", "1,250.000", "1.2500", "-5", "+5", "1e6", "1.250k",
        "1.250.000 đ 5", "1.250.000 $", "1\x00000", "..", "1..000", "½", "٣٠٠٠", "🍵", "1 2", "1.250.000,00",
    ],
)  # fmt: skip
def test_what_can_be_misread_is_refused(typed):
    with pytest.raises(NotAnAmount):
        parse_vnd(typed)


def test_a_price_of_the_moon_is_refused_before_it_becomes_a_number():
    with pytest.raises(AmountTooLarge):
        parse_vnd("9" * 5_000)


@pytest.mark.parametrize("value", [1.5, 1_000, None, b"1000"])
def test_amounts_are_read_from_text_only(value):
    with pytest.raises(TypeError):
        parse_vnd(value)


@given(AMOUNTS)
def test_what_is_written_is_read_back(amount):
    assert parse_vnd(format_vnd(amount)) == amount


def test_the_largest_amount_is_exact_in_browsers_and_thousands_of_them_fit_the_database():
    assert MAX_VND < 2**53
    assert MAX_VND * 9_000 < 2**63
