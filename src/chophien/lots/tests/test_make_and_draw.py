"""From the scales to the shelf and into the parcel: what lots are made of, what packs hold, what an order is packed of."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from chophien.catalog.tests.factories import a_category, an_offer
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotFound
from chophien.lib.tests.racing import race
from chophien.lots.actions.drawing import _hold, draw, give_back, take_in
from chophien.lots.actions.making import Made, sell_without_lots
from chophien.lots.errors import (
    LotShort,
    LotTooSmall,
    MoreThanWentIn,
    NotTheSameTerms,
    OddPack,
    OddYield,
    PacksHoldMore,
)
from chophien.lots.models import Draw, Grower, Pack
from chophien.lots.selectors.composition import ancestors, composition
from chophien.lots.selectors.lots import odd_packs
from chophien.lots.selectors.yields import usual_yield
from chophien.lots.states import LotStatus
from chophien.lots.tests.factories import (
    NOON,
    a_brought_lot,
    a_cooperative,
    brings,
    drawn,
    fresh,
    goods_of,
    made_of,
    making,
    needs,
    packed,
)
from chophien.supply.selectors import available, moved_in_all

pytestmark = pytest.mark.django_db


def test_420_kg_of_leaves_become_84_kg_of_tea_and_840_boxes():
    tea = a_category(slug="che", name_vi="Chè")
    leaves, _growers = a_brought_lot(None, "140", "280", category=tea)
    boxes = goods_of(leaves.seller)

    act = making(leaves.seller, {leaves: 420_000}, Made("Chè khô", 84_000, best_before=date(2027, 11, 21)))
    [dry] = made_of(act)
    pack = packed(dry, boxes, 840)

    assert (fresh(leaves).status, fresh(leaves).left_g) == (LotStatus.FROZEN, 0)
    assert (fresh(dry).left_g, pack.remaining, pack.best_before) == (0, 840, date(2027, 11, 21))
    assert available([boxes.pk]) == moved_in_all([boxes.pk]) == {boxes.pk: Decimal(840)}
    assert ancestors([dry.pk, leaves.pk]) == {dry.pk: {leaves.pk}, leaves.pk: set()}


@pytest.mark.parametrize(("grams", "refusal"), [(420_001, MoreThanWentIn), (10_000, OddYield), (200_000, OddYield)])
def test_more_cannot_come_out_than_went_in_and_odd_yields_need_a_reason(grams, refusal):
    leaves, _growers = a_brought_lot(None, "420", category=a_category(slug="che", name_vi="Chè"))

    with pytest.raises(refusal) as refused:
        making(leaves.seller, {leaves: 420_000}, Made("Chè khô", grams))

    assert refused.value.facts.get("here") == {10_000: "2,4", 200_000: "47,6"}.get(grams)
    assert (fresh(leaves).left_g, fresh(leaves).status) == (420_000, LotStatus.OPEN)
    if refusal is OddYield:
        assert (
            making(leaves.seller, {leaves: 420_000}, Made("Chè khô", grams), reason="Chè mốc một nửa").made_g == grams
        )


def test_the_usual_yield_is_that_of_what_comes_out_by_the_day_and_kinds_without_a_row_ask_nothing():
    roots = a_category(slug="rau-cu", name_vi="Rau, củ tươi")
    noodles = a_category(slug="mien-dong", name_vi="Miến dong")
    before, after = date(2026, 11, 22), date(2026, 11, 23)

    assert [usual_yield(one, at=after) for one in (noodles, roots, None)] == [(8, 22), (0, 100), (0, 100)]
    assert usual_yield(noodles, at=before) == (0, 100)
    branch = a_category(slug="mien-dao", name_vi="Miến đao", parent=noodles)
    assert usual_yield(branch, at=after) == (8, 22)


def test_what_is_split_keeps_its_name_and_needs_no_usual_yield():
    leaves, [may, in_] = a_brought_lot(None, "1", "2", category=a_category(slug="che", name_vi="Chè"), cost_vnd=100_000)

    act = making(leaves.seller, {leaves: 1_000}, Made("Chè búp tươi", 400), Made("Chè búp tươi", 600))

    one, other = made_of(act)
    assert composition(one.pk)[in_.code] == 2 * composition(one.pk)[may.code]
    assert [lot.cost_in_vnd for lot in (one, other)] == [13_333, 20_000]
    assert fresh(leaves).cost_open_vnd == 66_667


def test_lots_of_different_terms_are_not_put_together():
    one, _growers = a_brought_lot(None, "10")
    other, _growers = a_brought_lot(one.seller, fee_basis_points=500)
    brings(other, Grower.objects.order_by("pk")[0], "5")

    with pytest.raises(NotTheSameTerms):
        making(one.seller, {one: 1_000, other: 1_000}, Made("Chè", 2_000))


def test_a_lot_of_another_shop_is_not_there():
    lot, _growers = a_brought_lot(None, "10")

    with pytest.raises(NotFound):
        making(a_cooperative(), {lot: 1_000}, Made("Chè", 500))
    with pytest.raises(NotFound):
        packed(lot, goods_of(a_cooperative()), 1)


def test_more_than_is_left_is_neither_processed_nor_packed():
    lot, _growers = a_brought_lot(None, "1")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 9)

    with pytest.raises(LotTooSmall):
        packed(lot, boxes, 2)
    with pytest.raises(LotTooSmall):
        making(lot.seller, {lot: 101}, Made("Chè", 50))
    assert (fresh(lot).left_g, available([boxes.pk])) == (100, {boxes.pk: Decimal(9)})


@pytest.mark.parametrize(
    ("units", "unit_g", "faults"),
    [
        ("0", 100, ["units"]),
        ("1.5", 100, ["units"]),
        ("1", 0, ["unit_g"]),
    ],
)
def test_packs_that_cannot_be_are_named(units, unit_g, faults):
    lot, _growers = a_brought_lot(None, "1")

    with pytest.raises(Invalid) as refusal:
        packed(lot, goods_of(lot.seller), units, unit_g)

    assert list(refusal.value.field_errors) == faults


def test_what_a_pack_says_that_it_holds_is_what_goes_out_of_the_lot():
    lot, _growers = a_brought_lot(None, "10")
    boxes = goods_of(lot.seller)
    jars = goods_of(lot.seller, offers=[an_offer(pack="", unit="jar", weight_g=300)])

    packed(lot, boxes, 10, 110)
    packed(lot, jars, 1, 300)
    with translation.override("en"), pytest.raises(OddPack, match="weighs 300\xa0g with its wrapping; 301\xa0g do not"):
        packed(lot, jars, 1, 301)
    with translation.override("en"), pytest.raises(OddPack, match="holds 100\xa0g; here it would be 1\xa0g"):
        packed(lot, boxes, 1_000, 1)

    assert fresh(lot).left_g == 10_000 - 1_100 - 300


@pytest.mark.parametrize("unit_g", [89, 111])
def test_packs_that_hold_much_more_or_less_than_goods_say_need_a_reason_which_stays_with_who_gave_it(unit_g):
    lot, _growers = a_brought_lot(None, "10")
    boxes = goods_of(lot.seller)

    with pytest.raises(OddPack):
        packed(lot, boxes, 10, unit_g, reason=" … ")
    pack = packed(lot, boxes, 10, unit_g, reason="  Gói quà   Tết ")
    usual = packed(lot, boxes, 10, 100, reason="Không cần")

    pack.refresh_from_db()
    assert (pack.reason, pack.packed_by, usual.reason) == ("Gói quà Tết", SYSTEM.code, "")
    assert odd_packs(lot) == [pack]
    assert fresh(lot).left_g == 10_000 - 10 * unit_g - 1_000


def test_no_reason_makes_packs_hold_more_in_all_than_ever_came_into_their_lot():
    lot, _growers = a_brought_lot(None, "10")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 80, 50, reason="Gói thử")

    with translation.override("en"), pytest.raises(PacksHoldMore, match="then hold 10,1\xa0kg, and 10\xa0kg are there"):
        packed(lot, boxes, 21, 50, reason="Gói thử")
    with pytest.raises(LotTooSmall):
        packed(lot, boxes, 61, 100)

    assert packed(lot, boxes, 20, 50, reason="Gói thử").units == 20
    assert fresh(lot).left_g == 10_000 - 5_000


def test_a_pack_says_when_it_was_made_and_until_when_it_is_good_and_the_one_is_before_the_other():
    lot, _growers = a_brought_lot(None, "10", best_before=date(2027, 5, 1))
    boxes = goods_of(lot.seller)

    today = packed(lot, boxes, 1)
    earlier = packed(lot, boxes, 1, made_on=date(2026, 11, 1), best_before=date(2027, 1, 1))

    assert (today.day_made, today.best_before) == (date(2026, 11, 21), date(2027, 5, 1))
    assert (earlier.day_made, earlier.best_before) == (date(2026, 11, 1), date(2027, 1, 1))
    for wrong, field in (
        ({"made_on": date(2026, 11, 22)}, "made_on"),
        ({"best_before": date(2026, 11, 20)}, "best_before"),
    ):
        with pytest.raises(Invalid) as refusal:
            packed(lot, boxes, 1, **wrong)
        assert list(refusal.value.field_errors) == [field]


def test_nothing_is_made_before_it_was_harvested_and_days_that_look_mistyped_are_asked_about_once():
    told, _growers = a_brought_lot(None, "10", harvested_on=date(2026, 11, 10))
    weighed, _growers = a_brought_lot(told.seller, "10")
    boxes = goods_of(told.seller)
    [dry] = made_of(making(told.seller, {told: 5_000}, Made("Chè khô", 1_000)))

    def refused(lot, **days):
        with pytest.raises(Invalid) as refusal, translation.override("en"):
            packed(lot, boxes, 1, days_are_right=days.pop("days_are_right", False), **days)
        return {name: [str(one) for one in said] for name, said in refusal.value.field_errors.items()}

    early, past = date(2026, 11, 9), date(2026, 11, 20)
    before = {"made_on": ["It was harvested on 10/11/2026: nothing was made of it before that day."]}
    over = "20/11/2026 is past already. Correct the last day; if it is right, tick here."
    later = "It was weighed in on 21/11/2026 only. Correct the day it was made; if it was weighed later, tick here."

    assert refused(told, made_on=early, days_are_right=True) == before
    assert refused(dry, made_on=early, best_before=early, days_are_right=True) == before
    assert refused(told, made_on=past, best_before=past) == {"days_are_right": [over]}
    assert refused(weighed, made_on=early, best_before=past) == {"days_are_right": [later, over]}
    assert packed(told, boxes, 1, made_on=date(2026, 11, 10), days_are_right=False).day_made == date(2026, 11, 10)
    assert packed(weighed, boxes, 1, made_on=early, best_before=past).day_made == early


def test_a_lot_that_is_made_has_a_past_last_day_only_if_that_is_said_to_be_right_and_never_one_before_the_harvest():
    leaves, _growers = a_brought_lot(None, "10", harvested_on=date(2026, 11, 10))
    past, never = (Made("Chè khô", 1_000, best_before=day) for day in (date(2026, 11, 20), date(2026, 11, 9)))

    fields = []
    for made, said in ((past, False), (never, True)):
        with pytest.raises(Invalid) as refusal:
            making(leaves.seller, {leaves: 5_000}, made, days_are_right=said)
        fields.append(list(refusal.value.field_errors))
    [dry] = made_of(making(leaves.seller, {leaves: 5_000}, past, days_are_right=True))

    assert fields == [["days_are_right"], ["best_before"]]
    assert (dry.best_before, fresh(leaves).left_g) == (date(2026, 11, 20), 5_000)


def keeps(variant, days):
    """Its page says how long it keeps."""
    version = variant.listing.live
    version.attributes = {**version.attributes, "hsd_ngay": days}
    version.save(update_fields=["attributes"])


def test_what_expires_first_is_drawn_first_and_remembered():
    lot, _growers = a_brought_lot(None, "10")
    boxes = goods_of(lot.seller)
    keeps(boxes, 90)
    last, first, expired = (
        packed(lot, boxes, 5, best_before=day, made_on=date(2026, 11, 1))
        for day in (None, date(2027, 1, 1), date(2026, 11, 20))
    )

    draws = drawn("CP-1", boxes, 7)

    assert [(one.pack, one.units) for one in draws] == [(first, 5), (last, 2)]
    assert [Pack.objects.get(pk=one.pk).remaining for one in (last, first, expired)] == [3, 0, 5]


def test_goods_that_come_from_no_lot_are_packed_as_ever(django_assert_num_queries):
    plain = goods_of(a_cooperative(), available=5)

    with django_assert_num_queries(3):
        assert drawn("CP-1", plain, 2) == []


def test_an_order_is_drawn_once():
    lot, _growers = a_brought_lot(None, "1")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 10)

    assert len(drawn("CP-1", boxes, 4)) == 1
    assert drawn("CP-1", boxes, 4) == []
    assert Pack.objects.get().remaining == 6


def test_too_little_in_packs_draws_nothing_and_says_how_much_is_there():
    lot, _growers = a_brought_lot(None, "1")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 10)

    with pytest.raises(LotShort) as refusal:
        drawn("CP-1", boxes, 11)

    assert refusal.value.facts["left"].startswith("10")
    assert (Pack.objects.get().remaining, Draw.objects.count()) == (10, 0)
    sell_without_lots(variant=boxes, actor=SYSTEM, at=NOON)
    assert drawn("CP-1", boxes, 11) == []


def test_what_comes_back_good_is_in_its_pack_again_once():
    lot, _growers = a_brought_lot(None, "1")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 10)
    drawn("CP-1", boxes, 4)

    counts = [take_in(order_code="CP-1", quantities={"1": Decimal(3)}, at=NOON) for _time in range(2)]

    assert (counts, Pack.objects.get().remaining) == ([1, 1], 10)
    drawn("CP-2", boxes, 4)
    assert [give_back(order_codes=["CP-2"]) for _time in range(2)] == [1, 0]
    assert Pack.objects.get().remaining == 10


@pytest.mark.django_db(transaction=True)
def test_two_packers_draw_the_last_kilogram_once():
    lot, _growers = a_brought_lot(None, "5")
    loose = goods_of(lot.seller, offers=[an_offer(unit="kg", pack="", weight_g=1_000)])
    packed(lot, loose, 5, 1_000)

    ends = race([lambda code=code: drawn(code, loose, 3) for code in ("CP-1", "CP-2", "CP-1", "CP-2")], at_once=4)

    assert ends["lot_short"] >= 1
    assert Pack.objects.get().remaining == 2
    assert Draw.objects.count() == 1


def test_the_day_after_it_expired_a_pack_is_not_drawn():
    lot, _growers = a_brought_lot(None, "1")
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 10, best_before=date(2026, 11, 21))

    assert len(drawn("CP-1", boxes, 1)) == 1
    with pytest.raises(LotShort):
        draw(order_code="CP-2", needs=needs(boxes, 1), at=NOON + timedelta(days=1))


def test_light_packs_do_not_say_more_in_all_than_ever_came_and_what_is_left_can_still_be_packed():
    lot, _growers = a_brought_lot(None, "84")
    boxes = goods_of(lot.seller)

    with translation.override("en"), pytest.raises(PacksHoldMore, match="hold 93,3\xa0kg, and 84\xa0kg are there"):
        packed(lot, boxes, 933, 90)
    packed(lot, boxes, 800, 90)

    assert packed(lot, boxes, 100, 120, reason="Hộp đầy").reason == "Hộp đầy"
    assert fresh(lot).left_g == 0


def test_packs_without_a_day_go_out_by_how_long_goods_keep_else_behind_those_that_end():
    lot, _growers = a_brought_lot(None, "30")
    boxes = goods_of(lot.seller)
    soon = packed(lot, boxes, 10, best_before=NOON.date() + timedelta(days=9))
    old = packed(lot, boxes, 10, made_on=NOON.date() - timedelta(days=5))
    late = packed(lot, boxes, 10, best_before=NOON.date() + timedelta(days=90))

    def order():
        return [one.pk for one in _hold([boxes.pk], on=NOON.date())]

    assert order() == [soon.pk, late.pk, old.pk]
    keeps(boxes, 30)
    assert order() == [soon.pk, old.pk, late.pk]
