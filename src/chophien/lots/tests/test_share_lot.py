"""Sharing a lot, as arithmetic: to the đồng, whatever it is processed into and in however many sales it goes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lots.selectors.allocating import Want, allocate
from chophien.lots.sharing import (
    Used,
    flow,
    moved_cost,
    newly_shared,
    share,
    take_off,
    weights_of,
)
from chophien.lots.states import Allocation

HOUSEHOLDS = ("HO-1", "HO-2", "HO-3", "HO-4", "HO-5")
brought = st.lists(
    st.tuples(st.sampled_from(HOUSEHOLDS), st.integers(1, 500_000), st.integers(1, 400_000)), min_size=1, max_size=8
)
sums = st.lists(st.integers(0, 50_000_000), min_size=1, max_size=8)


def test_three_households_of_one_lot_get_what_they_brought_by_weight_and_grade():
    weights = weights_of([("HO-1", 12_500, 30_000), ("HO-2", 20_000, 20_000), ("HO-3", 7_500, 30_000)])

    assert share(1_000_001, weights) == {"HO-1": 375_000, "HO-2": 400_001, "HO-3": 225_000}


def test_what_one_brought_twice_counts_together_and_what_was_sorted_out_does_not():
    assert weights_of([("HO-1", 100, 3), ("HO-1", 50, 4), ("HO-2", 0, 9)]) == {"HO-1": Fraction(500)}


@given(brought, st.integers(0, 10**12))
def test_shares_sum_up_to_what_is_shared_and_are_within_a_dong_of_the_exact_part(rows, total):
    weights = weights_of(rows)

    shares = share(total, weights)

    whole = sum(weights.values())
    assert sum(shares.values()) == total
    assert all(abs(shares[one] - total * weight / whole) < 1 for one, weight in weights.items())


@given(brought, sums)
def test_in_however_many_sales_a_lot_goes_each_has_its_share_of_the_sum(rows, sales):
    weights, given_so_far, total = weights_of(rows), {}, 0
    for sale in sales:
        total += sale
        for one, amount in newly_shared(total, weights, given_so_far).items():
            given_so_far[one] = given_so_far.get(one, 0) + amount

    assert given_so_far == {
        one: amount for one, amount in share(total, weights).items() if amount or one in given_so_far
    }
    assert sum(given_so_far.values()) == total


@given(brought, sums)
def test_what_goes_back_whole_leaves_nobody_a_dong(rows, sales):
    weights = weights_of(rows)
    given_so_far = share(sum(sales), weights)

    back = newly_shared(0, weights, given_so_far)

    assert all(given_so_far[one] + amount == 0 for one, amount in back.items())


@given(brought, brought, st.integers(1, 10_000), st.integers(1, 10_000), st.integers(0, 10**10))
def test_a_dong_of_what_was_split_and_put_together_again_finds_back_to_the_households(one, other, cut, rest, total):
    first, second = weights_of(one), weights_of(other)
    grams = [sum(weight for _who, weight, _price in rows) for rows in (one, other)]
    all_of = [Used(first, grams[0], grams[0]), Used(second, grams[1], grams[1])]
    parts = [flow(all_of, made_g=made, all_made_g=cut + rest) for made in (cut, rest)]

    again = flow([Used(parts[0], cut, cut), Used(parts[1], rest, rest)], made_g=1, all_made_g=1)

    together = {who: first.get(who, 0) + second.get(who, 0) for who in {*first, *second}}
    assert again == together
    assert share(total, again) == share(total, together)


def test_what_is_lost_of_one_lot_before_it_is_put_together_weighs_on_its_own_households_only():
    whole = flow(
        [Used({"HO-1": Fraction(100)}, 50, 100), Used({"HO-2": Fraction(100)}, 100, 100)], made_g=1, all_made_g=1
    )

    assert share(300, whole) == {"HO-1": 100, "HO-2": 200}


def test_more_than_all_cannot_be_made():
    with pytest.raises(ValueError, match="a part of all"):
        flow([], made_g=2, all_made_g=1)


def test_fee_and_costs_come_off_before_anybody_shares():
    taken = take_off(1_000_000, fee_basis_points=500, cost_open_vnd=200_000, sold_g=25_000, unsold_g=100_000)

    assert (taken.fee_vnd, taken.cost_vnd, taken.shared_vnd) == (50_000, 50_000, 900_000)


def test_the_half_dong_of_a_fee_is_the_households():
    assert take_off(10, fee_basis_points=500, cost_open_vnd=0, sold_g=1, unsold_g=1).fee_vnd == 0
    assert take_off(11, fee_basis_points=500, cost_open_vnd=0, sold_g=1, unsold_g=1).fee_vnd == 1


@given(
    st.integers(0, 10**9), st.integers(0, 10_000), st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1)
)
def test_costs_are_borne_once_and_never_more_than_there_is(net, fee, cost, sales):
    unsold, open_cost = sum(sales), cost
    for sold in sales:
        taken = take_off(net, fee_basis_points=fee, cost_open_vnd=open_cost, sold_g=sold, unsold_g=unsold)
        assert taken.fee_vnd >= 0
        assert taken.cost_vnd >= 0
        assert taken.shared_vnd >= 0
        open_cost, unsold = open_cost - taken.cost_vnd, unsold - sold

    assert open_cost >= 0
    assert open_cost == 0 or taken.shared_vnd == 0


def test_costs_go_on_with_what_is_processed():
    assert moved_cost(100_001, used_g=50, unsold_g=100) == 50_000
    assert moved_cost(50_001, used_g=50, unsold_g=50) == 50_001


WANTS = (Want("a", Decimal(6), rank=2), Want("b", Decimal(3), rank=1), Want("c", Decimal(3), rank=2))


@pytest.mark.parametrize(
    ("rule", "parts"),
    [
        (Allocation.FIRST_COME, {"a": 6, "b": 0, "c": 0}),
        (Allocation.PRIORITY, {"b": 3, "a": 3, "c": 0}),
        (Allocation.PRO_RATA, {"a": 3, "b": 2, "c": 1}),
    ],
)
def test_a_lot_that_is_too_short_goes_by_the_rule_that_was_fixed(rule, parts):
    assert allocate(Decimal(6), WANTS, rule, step=Decimal(1)) == {key: Decimal(part) for key, part in parts.items()}


def test_a_lot_that_is_enough_goes_to_everybody():
    assert allocate(Decimal(12), WANTS, Allocation.PRO_RATA, step=Decimal(1)) == {"a": 6, "b": 3, "c": 3}


@given(
    st.decimals(0, 100, places=1),
    st.lists(st.decimals(0, 50, places=1), max_size=6),
    st.sampled_from(list(Allocation)),
    st.sampled_from([Decimal("0.1"), Decimal("0.5"), Decimal(1)]),
)
def test_nobody_gets_more_than_wanted_and_nothing_is_given_that_is_not_there(left, quantities, rule, step):
    wants = [Want(str(place), quantity, rank=place % 2) for place, quantity in enumerate(quantities)]

    parts = allocate(left, wants, rule, step=step)

    assert sum(parts.values()) <= left
    assert all(0 <= parts[one.key] <= one.quantity for one in wants)
