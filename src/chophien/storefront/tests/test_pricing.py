"""Prices as they are said."""

import pytest

from chophien.storefront.pricing import whole_price


@pytest.mark.parametrize(
    ("price", "unit", "pack", "whole"),
    [
        (185_000, "box", "100 g", (1_850_000, "kg")),
        (120_000, "bottle", "500 ml", (240_000, "litre")),
        (36_000, "kg", "1 kg", None),
        (36_000, "sack", "1 kg", None),
        (90_000, "bunch", "", None),
        (90_000, "box", "10 túi", None),
        (0, "box", "100 g", None),
        (90_000, "box", "0 g", None),
    ],
)
def test_the_price_of_a_kilogram_or_litre_is_told_where_it_tells_something(price, unit, pack, whole):
    found = whole_price(price, unit, pack)

    assert (found and (found.vnd, found.unit.code)) == whole
