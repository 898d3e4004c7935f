"""What a sale brings to the lots that it was packed of, and each household's part of it."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chophien.lots.actions.earning import SoldLine, share_sale, take_back_of_sale
from chophien.lots.actions.growers import the_shop_itself
from chophien.lots.actions.making import Made
from chophien.lots.models import Earning, Grower, LotShare
from chophien.lots.selectors.composition import composition
from chophien.lots.tests.factories import (
    NOON,
    a_brought_lot,
    a_lot,
    brings,
    drawn,
    fresh,
    goods_of,
    made_of,
    making,
    packed,
)

pytestmark = pytest.mark.django_db


def sold(order_code, variant, quantity, net_vnd):
    drawn(order_code, variant, quantity)
    return shared(order_code, quantity, net_vnd)


def shared(order_code, quantity, net_vnd):
    return share_sale(order_code=order_code, lines=[SoldLine("1", net_vnd, Decimal(quantity))], at=NOON)


def brings_less(order_code, net_vnd, *, cause="HT-1"):
    """Money went back: the line brings so much now."""
    line = SoldLine("1", net_vnd, Decimal(0))
    return take_back_of_sale(order_code=order_code, cause=cause, lines=[line], at=NOON)


def shares():
    """All shares by household."""
    sums = {}
    for one in LotShare.objects.select_related("grower"):
        sums[one.grower.name] = sums.get(one.grower.name, 0) + one.amount_vnd
    return sums


def test_each_household_gets_its_part_of_a_sale_by_weight_and_grade():
    lot, [may, in_] = a_brought_lot(None, "12.5", "5", fee_basis_points=500, cost_vnd=80_000)
    brings(lot, in_, "11.25", "Loại 2")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 250)

    told = sold("CP-1", boxes, 125, 1_000_000)

    [earning] = Earning.objects.all()
    assert (earning.net_vnd, earning.fee_vnd, earning.cost_vnd, earning.shared_vnd) == (
        1_000_000,
        50_000,
        34_782,
        915_218,
    )
    assert {one.grower_code: one.amount_vnd for one in told} == {may.code: 457_609, in_.code: 457_609}
    assert shared("CP-1", 125, 1_000_000) == []


def test_three_households_share_to_the_dong_in_however_many_sales():
    lot, growers = a_brought_lot(None, "1", "1", "1")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 30)

    for number in range(3):
        sold(f"CP-{number}", boxes, 10, 100_000)

    assert shares() == {one.name: 100_000 for one in growers}


def test_a_lot_that_was_made_of_lots_pays_the_households_behind_it():
    one, [may] = a_brought_lot(None, "10")
    other = a_lot(one.seller)
    brings(other, may, "1")
    second = brings(other, Grower.objects.get(pk=may.pk), "4")
    assert second.grower == may
    act = making(one.seller, {one: 10_000, other: 5_000}, Made("Chè khô", 3_000), reason="Sao kỹ")
    [dry] = made_of(act)
    boxes = goods_of(one.seller)
    packed(dry, boxes, 30)

    told = sold("CP-1", boxes, 30, 900_000)

    assert [(each.lot_code, each.grower_code, each.amount_vnd) for each in told] == [(dry.code, may.code, 900_000)]


def test_goods_that_no_lot_had_part_in_are_the_shops_own():
    lot, _growers = a_brought_lot(None, "1")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 10)
    drawn("CP-1", boxes, 5)

    told = shared("CP-1", 10, 100_000)

    assert [one.amount_vnd for one in told] == [50_000]


def test_a_household_that_sells_alone_is_owed_nothing_by_itself():
    lot = a_lot()
    brings(lot, the_shop_itself(seller=lot.seller, at=NOON), "1")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 10)

    assert sold("CP-1", boxes, 10, 100_000) == []
    assert LotShare.objects.get().amount_vnd == 100_000


def test_money_that_goes_back_takes_its_part_of_fee_costs_and_shares_with_it():
    lot, growers = a_brought_lot(None, "1", "2", fee_basis_points=1_000, cost_vnd=30_000)
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 30)
    sold("CP-1", boxes, 30, 330_000)

    back, again = (brings_less("CP-1", 110_000) for _time in range(2))

    assert {one.grower_code: one.amount_vnd for one in back} == {growers[0].code: -59_333, growers[1].code: -118_667}
    assert (again, shares()) == ([], {growers[0].name: 29_667, growers[1].name: 59_333})
    brings_less("CP-1", 0, cause="HT-2")
    assert (shares(), fresh(lot).cost_open_vnd) == ({one.name: 0 for one in growers}, 30_000)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(1, 300), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3_000_000), st.booleans()), min_size=1, max_size=4),
    st.integers(0, 2_000),
    st.integers(0, 500_000),
)
def test_every_dong_of_a_lot_is_the_fee_a_cost_or_somebodys(kilos, sales, fee, cost):
    lot, growers = a_brought_lot(None, *[str(one) for one in kilos], fee_basis_points=fee, cost_vnd=cost)
    boxes = goods_of(lot.seller, holds_g=10)
    packed(lot, boxes, 100, 10)

    for number, (units, net, goes_back) in enumerate(sales):
        sold(f"{lot.code}-{number}", boxes, units, net)
        if goes_back:
            brings_less(f"{lot.code}-{number}", net // 3)

    rows = list(Earning.objects.filter(lot=lot))
    total = sum(one.shared_vnd for one in rows)
    given_out = {one.code: sum(share.amount_vnd for share in one.shares.all()) for one in growers}
    assert sum(given_out.values()) == total
    assert sum(one.net_vnd for one in rows) == total + sum(one.fee_vnd + one.cost_vnd for one in rows)
    weights = composition(lot.pk)
    whole = sum(weights.values())
    assert all(abs(given_out[code] - total * weight / whole) < 1 for code, weight in weights.items())
    assert fresh(lot).cost_charged_vnd == sum(one.cost_vnd for one in rows)
