"""How long goods keep by their label is the last day of packs that were told none: orders draw by it, the page says it."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from chophien.catalog.actions.bulk import BulkListing, write_listings
from chophien.catalog.actions.texts import OfferText
from chophien.catalog.actions.versions import approved_copy, put_live
from chophien.catalog.models import Listing, ListingVersion, Variant
from chophien.catalog.tests.factories import a_text, an_offer
from chophien.labels.actions.printing import Order, print_labels, write_label
from chophien.labels.models import LabelPrint, ProductLabel
from chophien.labels.selectors.drafts import Dates
from chophien.labels.tests.test_print_labels import TEA_TEXTS, TODAY, again, tea
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid
from chophien.lots.actions.drawing import Need, draw, give_back
from chophien.lots.models import LotStep, Pack
from chophien.lots.tests.factories import NOON, a_brought_lot, a_cooperative, packed
from chophien.sellers.tests.factories import a_mandate, helper_in, manager_of
from chophien.traceability.selectors.codes import gtin_of

pytestmark = pytest.mark.django_db
SAID = {key: TEA_TEXTS[key] for key in ("use", "storage", "origin")}


@pytest.fixture
def goods():
    """A size of tea, and a lot of its cooperative that it is packed of."""
    seller = a_cooperative()
    return tea(seller), a_brought_lot(seller, "30")[0]


def keeps(variant, days, *, actor=SYSTEM):
    write_label(variant=again(variant), texts={**SAID, "hsd_ngay": days}, actor=actor, at=NOON)


def days_of(*packs):
    return [Pack.objects.get(pk=one.pk).best_before for one in packs]


def drawn(code, variant, units):
    needs = [Need("1", variant.pk, Decimal(units), "Chè", "piece")]
    return [(one.pack.code, int(one.units)) for one in draw(order_code=code, needs=needs, at=NOON)]


def printed(variant, pack, **said):
    dates = Dates(said.pop("made_on", None), said.pop("best_before", None))
    order = Order("a4-3x8", 1, pack=Pack.objects.select_related("lot").get(pk=pack.pk), dates=dates, **said)
    return print_labels(variant=again(variant), order=order, actor=SYSTEM, at=NOON)


def test_a_shelf_life_on_the_label_is_the_day_of_packs_told_none_until_they_go_out_and_orders_draw_by_it(client, goods):
    variant, lot = goods
    manager = manager_of(lot.seller)
    told = packed(lot, variant, 10, best_before=date(2027, 1, 1))
    new, old = (packed(lot, variant, 10, made_on=day) for day in (date(2026, 11, 1), date(2026, 10, 1)))
    page = f"/01/{gtin_of(variant)}/10/{lot.code}"
    before = client.get(page).content.decode()

    keeps(variant, "90", actor=manager)

    assert days_of(told, new, old) == [date(2027, 1, 1), date(2027, 1, 30), date(2026, 12, 30)]
    assert "30/01/2027" not in before
    assert "30/12/2026 – 30/01/2027" in re.sub(r"<[^>]+>", "", client.get(page).content.decode())
    steps = LotStep.objects.filter(lot=lot, step="day").order_by("pk")
    assert list(steps.values_list("note", "actor_code", "at")) == [
        (f"{new.code}: 01/11/2026 – 30/01/2027", manager.code, NOON),
        (f"{old.code}: 01/10/2026 – 30/12/2026", manager.code, NOON),
    ]
    assert drawn("CP-1", variant, 4) == [(old.code, 4)]
    keeps(variant, "60")
    assert days_of(told, new, old) == [date(2027, 1, 1), date(2026, 12, 31), date(2026, 12, 30)]
    assert drawn("CP-2", variant, 18) == [(old.code, 6), (new.code, 10), (told.code, 2)]
    give_back(order_codes=["CP-1", "CP-2"])  # they never went out: their days move again
    keeps(variant, "")
    assert days_of(told, new, old) == [date(2027, 1, 1), None, None]
    assert drawn("CP-3", variant, 11) == [(told.code, 10), (old.code, 1)]
    assert LotStep.objects.filter(lot=lot, step="day").count() == 2 + 1 + 2


def test_goods_that_a_table_puts_on_sale_tell_how_long_their_packs_keep(do_jobs, django_assert_num_queries):
    seller = a_cooperative()
    lot = a_brought_lot(seller, "30")[0]
    text = a_text(offers=[an_offer()], attributes={"hsd_ngay": "90"})

    def rows(*names):
        return [BulkListing(seller, name, text, text.offers[0], stars=None) for name in names]

    def bring(rows, *, publish):
        write_listings(rows, publish=publish, actor=SYSTEM, at=NOON)

    bring(rows("CHE-1"), publish=False)
    pack = packed(lot, Variant.objects.get(listing__sku="CHE-1"), 10, made_on=date(2026, 11, 1))
    do_jobs()
    waiting = days_of(pack)
    with CaptureQueriesContext(connection) as one:
        bring(rows("CHE-2"), publish=True)

    with django_assert_num_queries(len(one)):
        bring(rows("CHE-3", "CHE-4", "CHE-5"), publish=True)
    bring(rows("CHE-1"), publish=True)
    do_jobs()

    assert (waiting, days_of(pack)) == ([None], [date(2027, 1, 30)])


def test_a_pack_of_later_gets_its_day_when_it_is_packed_and_keeps_it_once_it_is_printed_or_another_is_typed(goods):
    variant, lot = goods
    helper = helper_in(lot.seller.commune.code)
    a_mandate(seller=lot.seller, helper=helper, at=NOON)
    keeps(variant, "730", actor=helper)

    first, second, third = (packed(lot, variant, 10) for _each in range(3))
    printed(variant, first)
    printed(variant, second, best_before=date(2026, 12, 24))
    keeps(variant, "30", actor=helper)

    assert days_of(first, second, third) == [date(2028, 11, 20), date(2026, 12, 24), date(2026, 12, 21)]
    lines = LabelPrint.objects.order_by("pk").values_list("lines", flat=True)
    assert [dict(one)["hsd_ngay"] for one in lines] == ["20/11/2028", "24/12/2026"]
    steps = LotStep.objects.filter(step="day").order_by("pk").values_list("note", "on_behalf_of")
    assert list(steps) == [
        (f"{second.code}: 21/11/2026 – 24/12/2026", ""),
        (f"{third.code}: 21/11/2026 – 21/12/2026", lot.seller.code),
    ]


def test_a_pack_of_another_lot_that_came_meanwhile_is_left_to_its_own_packing(goods):
    variant, lot = goods
    first, other = packed(lot, variant, 10), a_brought_lot(lot.seller, "20")[0]
    came = []

    def pack_once_lots_are_held(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if not came and "FOR UPDATE" in sql and 'FROM "lots_lot"' in sql:
            came.append(None)
            came[0] = packed(other, variant, 10)
            Pack.objects.filter(pk=came[0].pk).update(best_before=None, follows_since=None)
        return answer

    with connection.execute_wrapper(pack_once_lots_are_held):
        keeps(variant, "30")

    assert days_of(first, *came) == [date(2026, 12, 21), None]


def test_a_pack_that_something_is_out_of_gets_no_other_day_by_printing(goods):
    variant, lot = goods
    keeps(variant, "30")
    pack = packed(lot, variant, 10)
    drawn("CP-1", variant, 4)

    with pytest.raises(Invalid) as refused:
        printed(variant, pack, best_before=date(2027, 8, 1))
    printed(variant, pack)

    assert refused.value.field_errors["best_before"] == [
        "Gói này đã có hàng gửi đi với hạn dùng 21/12/2026: không đổi sang ngày khác được nữa.",
        "Bà con để trống ô này, hoặc ghi đúng ngày đó.",
    ]
    assert [dict(one.lines)["hsd_ngay"] for one in LabelPrint.objects.all()] == ["21/12/2026"]
    assert days_of(pack) == [date(2026, 12, 21)]
    back = packed(lot, variant, 10)
    drawn("CP-2", variant, 16)
    give_back(order_codes=["CP-2"])
    printed(variant, back, best_before=date(2027, 8, 1))
    assert days_of(back) == [date(2027, 8, 1)]


def test_days_of_a_pack_from_before_that_cannot_be_are_named_and_put_right_where_it_is_printed(goods):
    variant, lot = goods
    keeps(variant, "")
    ended, early, other = (packed(lot, variant, 10) for _each in range(3))
    Pack.objects.filter(pk__in=[ended.pk, early.pk]).update(made_on=None, best_before=date(2026, 8, 1))

    with pytest.raises(Invalid) as refused:
        printed(variant, ended)
    with pytest.raises(Invalid) as tomorrow:
        printed(variant, ended, made_on=date(2026, 11, 22))
    with pytest.raises(Invalid) as past:
        printed(variant, early, made_on=date(2026, 7, 1))
    kept = days_of(ended, early)
    printed(variant, ended, best_before=date(2027, 8, 1))
    printed(variant, early, made_on=date(2026, 7, 1), past_is_right=True)
    printed(variant, other, best_before=date(2027, 8, 1), made_on=date(2026, 7, 1))

    [said, how] = refused.value.field_errors["best_before"]
    assert said == "Gói này đang ghi hạn dùng 01/08/2026 mà ngày sản xuất 21/11/2026: không thể như vậy."
    assert how == "Bà con ghi ngày đúng vào đây: ngày đó giữ luôn cho gói này."
    assert [list(one.value.field_errors) for one in (tomorrow, past)] == [["made_on"], ["past_is_right"]]
    assert kept == [date(2026, 8, 1)] * 2
    assert [(one.day_made, one.best_before) for one in Pack.objects.order_by("pk")] == [
        (TODAY, date(2027, 8, 1)),
        (date(2026, 7, 1), date(2026, 8, 1)),
        (TODAY, date(2027, 8, 1)),
    ]


def test_packs_and_labels_from_before_meet(goods):
    variant, lot = goods
    plain, told, empty = (
        packed(lot, variant, 10, made_on=date(2026, 11, 1), best_before=day) for day in (None, date(2027, 1, 1), None)
    )
    Pack.objects.filter(pk=empty.pk).update(remaining=0)
    ProductLabel.objects.create(variant=variant, texts={"hsd_ngay": "90"}, written_by="x", written_at=NOON)
    follow = MigrationExecutor(connection).loader.get_migration(
        "labels", "0003_packs_get_the_last_day_that_their_label_says"
    )

    with connection.cursor() as cursor:
        cursor.execute(follow.operations[0].sql)

    assert days_of(plain, told, empty) == [date(2027, 1, 30), date(2027, 1, 1), None]
    followed = Pack.objects.filter(follows_since__isnull=False).values_list("code", flat=True)
    assert list(followed) == [plain.code]
    step = LotStep.objects.get(step="day")
    assert (step.note, step.actor_code) == (f"{plain.code}: 01/11/2026 – 30/01/2027", SYSTEM.code)


def test_a_page_of_goods_that_says_another_number_moves_the_days_that_orders_draw_by_and_the_page_of_the_lot_tells(
    client, goods, do_jobs
):
    variant, lot = goods
    told = packed(lot, variant, 10, best_before=date(2026, 12, 1))
    pack = packed(lot, variant, 10, made_on=date(2026, 11, 1))
    listing, page = variant.listing, f"/01/{gtin_of(variant)}/10/{lot.code}"
    offers = [OfferText.from_json(one) for one in listing.live.offers]
    anew = approved_copy(listing.live, offers, actor=SYSTEM, at=NOON)
    ListingVersion.objects.filter(pk=anew.pk).update(attributes={**anew.attributes, "hsd_ngay": "15"})

    put_live(Listing.objects.get(pk=listing.pk), ListingVersion.objects.get(pk=anew.pk), at=NOON)
    do_jobs()

    assert days_of(told, pack) == [date(2026, 12, 1), date(2026, 11, 16)]
    assert "16/11/2026 – 01/12/2026" in re.sub(r"<[^>]+>", "", client.get(page).content.decode())
    keeps(variant, "45")  # what stands on the label goes before what stands on the page
    put_live(Listing.objects.get(pk=listing.pk), ListingVersion.objects.get(pk=listing.live_id), at=NOON)
    do_jobs()
    assert days_of(pack) == [date(2026, 12, 16)]
