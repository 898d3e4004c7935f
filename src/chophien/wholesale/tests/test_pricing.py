"""Formula and penalties to the đồng, for whatever is drawn."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chophien.wholesale.calendar import due_days
from chophien.wholesale.pricing import Formula, Part, Penalties, reckon

DAY = date(2027, 3, 1)
prices = some.integers(1, 10_000_000)
amounts = some.decimals("0.001", "100000", places=3)
RATES = Penalties(late_permyriad=50, short_percent=5, most_percent=8)


@pytest.mark.parametrize(
    ("index", "price"), [("50", 100_000), ("55", 106_000), ("45", 94_000), ("100", 120_000), ("1", 80_000)]
)
def test_s04_a_price_follows_its_index_within_floor_and_cap(index, price):
    formula = Formula(100_000, Decimal(50), share_percent=60, floor_vnd=80_000, cap_vnd=120_000)

    assert formula.price_at(Decimal(index)) == price


@given(base=prices, index=amounts, base_index=amounts, share=some.integers(1, 100), floor=prices, more=prices)
def test_the_formula_is_exact_to_half_a_dong_and_never_leaves_floor_and_cap(
    base, index, base_index, share, floor, more
):
    exact = base * (1 - Fraction(share, 100) * (1 - Fraction(index) / Fraction(base_index)))

    free = Formula(base, base_index, share).price_at(index)
    bound = Formula(base, base_index, share, floor, floor + more).price_at(index)

    assert abs(free - exact) <= Fraction(1, 2)
    assert bound == min(max(free, floor), floor + more)


def reckoned(*parts, on=DAY, is_closed=False, quantity="100", price=10_000):
    return reckon(
        quantity=Decimal(quantity),
        due_on=DAY,
        price_vnd=price,
        parts=[Part(DAY + timedelta(days=late), Decimal(amount)) for late, amount in parts],
        rates=RATES,
        on=on,
        is_closed=is_closed,
    )


def test_s04_late_and_short_delivery_is_computed():
    late = reckoned((0, "60"), (4, "40"), is_closed=True, on=DAY + timedelta(days=9))
    short = reckoned((0, "60"), is_closed=True, on=DAY + timedelta(days=9))
    waiting = reckoned((0, "60"), on=DAY + timedelta(days=2))

    assert (late.days_late, late.late_vnd, late.short_vnd, late.penalty_vnd) == (4, 8_000, 0, 8_000)
    assert (short.missing, short.late_vnd, short.short_vnd, short.penalty_vnd) == (40, 0, 20_000, 20_000)
    assert (waiting.days_late, waiting.late_vnd, waiting.short_vnd) == (2, 4_000, 0)


def test_penalties_stop_at_what_the_law_allows():
    never = reckoned(on=DAY + timedelta(days=400))

    assert (never.late_vnd, never.penalty_vnd) == (2_000_000, 80_000)


@given(
    price=prices,
    quantity=amounts,
    parts=some.lists(some.tuples(some.integers(-5, 60), amounts), max_size=4),
    days=some.integers(0, 90),
    closed=some.booleans(),
)
def test_whatever_comes_penalties_are_whole_dong_and_within_the_limit(price, quantity, parts, days, closed):
    on = DAY + timedelta(days=days)
    came = [(late, amount) for late, amount in parts]

    found = reckoned(*came, on=on, is_closed=closed, quantity=quantity, price=price)

    exact = sum(Fraction(amount) * max(late, 0) for late, amount in came) + Fraction(found.missing) * (
        0 if closed else days
    )
    assert abs(found.late_vnd - price * exact * 50 / 10_000) <= Fraction(1, 2)
    assert 0 <= found.penalty_vnd <= Fraction(found.worth_vnd * 8, 100)
    assert found.penalty_vnd <= found.late_vnd + found.short_vnd


@pytest.mark.parametrize(
    ("rhythm", "first", "last", "days"),
    [
        ("once", date(2027, 1, 31), date(2027, 5, 1), [(1, 31)]),
        ("weekly", date(2027, 1, 25), date(2027, 2, 8), [(1, 25), (2, 1), (2, 8)]),
        ("monthly", date(2027, 1, 31), date(2027, 4, 30), [(1, 31), (2, 28), (3, 31), (4, 30)]),
    ],
)
def test_the_calendar_of_a_rhythm(rhythm, first, last, days):
    assert [(day.month, day.day) for day in due_days(rhythm, first, last)] == days
