"""A label is printed when everything is there that the law of the day wants, and never before."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.catalog.tests.factories import a_category, an_offer
from chophien.labels.actions.printing import Order, print_labels, write_label
from chophien.labels.errors import LabelIncomplete, NotThisPack, TooManyLabels
from chophien.labels.fields import mandatory
from chophien.labels.forms import PrintForm
from chophien.labels.models import LabelPrint
from chophien.labels.selectors.drafts import Dates, draft_of, variants_to_label
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotPermitted
from chophien.lots.actions.drawing import Need, draw
from chophien.lots.models import Pack
from chophien.lots.tests.factories import NOON, a_brought_lot, a_cooperative, goods_of, packed
from chophien.sellers.tests.factories import manager_of
from chophien.traceability.selectors.codes import gtin_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
TEA_TEXTS = {
    "thanh_phan": "100 % búp chè Shan",
    "hsd_ngay": "730",
    "use": "Hãm 5 g với 200 ml nước 90 °C",
    "storage": "Nơi khô ráo",
    "origin": "Xã Bằng Phúc, Việt Nam",
}


def tea(seller=None, **listing):
    """A size of tea as the label's pages fetch it; nothing is said of how it is used or kept."""
    food = a_category("thuc-pham", name_vi="Thực phẩm")
    kind = a_category("che-tra", name_vi="Chè, trà", parent=food)
    said = {"use": "", "storage": "", "origin": "", "offers": [an_offer(pack="100 g", unit="hop")], **listing}
    made = goods_of(seller or a_cooperative(name="Hợp tác xã Bằng Phúc"), category=kind, **said)
    return variants_to_label(made.listing)[0]


def again(variant):
    return variants_to_label(variant.listing)[0]


def test_s14_what_is_missing_is_named_with_its_law_and_nothing_is_printed_before():
    variant = tea()

    draft = draft_of(variant, on=TODAY)
    with pytest.raises(LabelIncomplete) as refused:
        print_labels(variant=variant, order=Order("a4-3x8", 24), actor=SYSTEM, at=NOON)

    assert {line.key: line.rule.source for line in draft.missing} == {
        "made_on": "Nghị định 37/2026/NĐ-CP, phụ lục I (lương thực, thực phẩm)",
        "hsd_ngay": "Nghị định 37/2026/NĐ-CP, phụ lục I (lương thực, thực phẩm)",
        "use": "Nghị định 37/2026/NĐ-CP, phụ lục I (lương thực, thực phẩm)",
        "storage": "Nghị định 37/2026/NĐ-CP, phụ lục I (lương thực, thực phẩm)",
        "origin": "Nghị định 37/2026/NĐ-CP, điều 42",
    }
    assert refused.value.facts == {"fields": "ngày sản xuất, hạn dùng, cách dùng, cách bảo quản, xuất xứ"}
    assert not LabelPrint.objects.exists()


def test_s14_a_whole_label_says_who_what_when_and_leads_to_its_lot():
    seller = a_cooperative(name="Hợp tác xã Bằng Phúc")
    manager = manager_of(seller)
    variant = tea(seller)
    lot, _growers = a_brought_lot(seller, "30", "20")
    pack = packed(lot, variant, 100, best_before=date(2028, 5, 1))
    texts = {key: TEA_TEXTS[key] for key in ("use", "storage", "origin")}
    write_label(variant=variant, texts=texts, actor=manager, at=NOON)

    done = print_labels(variant=again(variant), order=Order("a4-2x4", 3, pack=pack), actor=manager, at=NOON)

    [page] = PdfReader(io.BytesIO(done.pdf)).pages
    words = " ".join(page.extract_text().split()).replace("\xa0", " ")
    home = f"{seller.commune.full_name}, {seller.commune.province.full_name}"
    for said in (
        "Ngày sản xuất: 21/11/2026",
        "Hạn dùng: 01/05/2028",
        f"Mã lô: {lot.code}",
        "Định lượng: 100 g",
        "Cách dùng: Hãm 5 g với 200 ml nước 90 °C",
        "Xuất xứ: Xã Bằng Phúc, Việt Nam",
    ):
        assert words.count(said) == 3, said
    assert home in words
    assert done.entry.link.endswith(f"/01/{gtin_of(variant)}/10/{lot.code}")
    assert (done.entry.count, done.entry.sheet, done.entry.pack, done.entry.printed_by) == (
        3,
        "a4-2x4",
        pack,
        manager.code,
    )
    entry = Entry.objects.get(what="labels.printed")
    assert entry.facts == {"variant": variant.code, "count": 3}


def test_the_last_day_follows_from_the_day_it_was_made_where_only_the_days_are_known():
    variant = tea()
    write_label(variant=variant, texts={"hsd_ngay": "730"}, actor=SYSTEM, at=NOON)

    draft = draft_of(again(variant), dates=Dates(made_on=date(2026, 11, 20)), on=TODAY)

    words = {line.key: line.words for line in draft.lines}
    assert (words["made_on"], words["hsd_ngay"]) == ("20/11/2026", "19/11/2028")


def test_a_label_without_a_lot_leads_to_the_goods():
    variant = tea()

    assert draft_of(variant, on=TODAY).link.endswith(f"/01/{gtin_of(variant)}")


@pytest.mark.parametrize(
    ("path", "day", "keys"),
    [
        (["nong-san-tuoi", "trai-cay"], TODAY, ["name", "origin", "responsible"]),
        (["nong-san-tuoi"], date(2026, 1, 22), ["name", "origin", "responsible"]),
        (["nong-san-tuoi"], date(2016, 1, 1), ["origin"]),
        (
            ["do-uong", "do-uong-co-con", "ruou"],
            TODAY,
            ["name", "pack", "lot", "storage", "do_con", "warning", "origin", "responsible"],
        ),
        (["det-may"], TODAY, ["name", "use", "soi", "origin", "responsible"]),
    ],
)
def test_s14_what_a_label_must_say_follows_the_kind_of_goods_and_the_day(path, day, keys):
    assert [rule.key for rule in mandatory(path, on=day)] == keys


def test_what_nobody_asked_for_and_what_is_too_long_is_refused_and_nothing_is_kept():
    variant = tea()

    with pytest.raises(Invalid) as refused:
        write_label(variant=variant, texts={"chua_benh": "Chữa bách bệnh", "use": "x" * 301}, actor=SYSTEM, at=NOON)

    assert set(refused.value.field_errors) == {"chua_benh", "use"}
    assert not hasattr(again(variant), "label")


def test_only_people_of_the_shop_print_its_labels():
    variant = tea()

    with pytest.raises(NotPermitted):
        print_labels(variant=variant, order=Order("a4-3x8", 1), actor=PersonFactory(), at=NOON)
    with pytest.raises(NotPermitted):
        write_label(variant=variant, texts={}, actor=PersonFactory(), at=NOON)


def test_a_pack_of_other_goods_too_many_labels_and_a_paper_nobody_has_are_refused():
    seller = a_cooperative()
    variant, other = tea(seller), tea(seller)
    lot, _growers = a_brought_lot(seller, "30")
    pack = packed(lot, other, 10)

    with pytest.raises(NotThisPack):
        print_labels(variant=variant, order=Order("a4-3x8", 1, pack=pack), actor=SYSTEM, at=NOON)
    with pytest.raises(TooManyLabels) as refused:
        print_labels(variant=variant, order=Order("a4-3x8", 1001), actor=SYSTEM, at=NOON)
    with pytest.raises(Invalid):
        print_labels(variant=variant, order=Order("giay-bao", 1), actor=SYSTEM, at=NOON)
    assert refused.value.facts == {"most": 1000}


def test_a_label_of_a_box_says_how_many_are_in_it():
    variant = tea()
    write_label(variant=variant, texts={k: v for k, v in TEA_TEXTS.items() if k != "thanh_phan"}, actor=SYSTEM, at=NOON)
    order = Order("roll-100x70", 1, dates=Dates(date(2026, 11, 20)), in_box=24)

    done = print_labels(variant=again(variant), order=order, actor=SYSTEM, at=NOON)

    [page] = PdfReader(io.BytesIO(done.pdf)).pages
    assert "Trong thùng: 24" in " ".join(page.extract_text().split())


def test_packs_are_offered_by_the_day_in_vietnam_on_which_they_were_made():
    seller = a_cooperative()
    lot, _growers = a_brought_lot(seller, "30")
    early = packed(lot, tea(seller), 10)
    early.packed_at, early.made_on = datetime(2026, 11, 22, 19, 45, tzinfo=UTC), None  # a quarter to three in Vietnam

    offered = dict(PrintForm(packs=[early]).fields["pack"].choices)

    assert offered[early.code] == f"{lot.code} · 23/11/2026"


def test_what_was_printed_is_never_changed():
    variant = tea()
    write_label(variant=variant, texts={k: v for k, v in TEA_TEXTS.items() if k != "thanh_phan"}, actor=SYSTEM, at=NOON)
    order = Order("a4-3x8", 1, dates=Dates(date(2026, 11, 20)))
    entry = print_labels(variant=again(variant), order=order, actor=SYSTEM, at=NOON).entry

    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        LabelPrint.objects.filter(pk=entry.pk).update(count=2)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        entry.delete()


def test_the_last_day_on_a_label_becomes_the_packs_own_and_stays_when_the_label_says_another_later():
    seller = a_cooperative()
    variant = tea(seller)
    lot, _growers = a_brought_lot(seller, "30")
    first, second = packed(lot, variant, 10), packed(lot, variant, 10, made_on=date(2026, 11, 1))
    said = {key: TEA_TEXTS[key] for key in ("use", "storage", "origin")}

    write_label(variant=variant, texts={**said, "hsd_ngay": "730"}, actor=SYSTEM, at=NOON)
    print_labels(variant=again(variant), order=Order("a4-3x8", 1, pack=first), actor=SYSTEM, at=NOON)
    write_label(variant=variant, texts={**said, "hsd_ngay": "30"}, actor=SYSTEM, at=NOON)
    once_more = print_labels(variant=again(variant), order=Order("a4-3x8", 1, pack=first), actor=SYSTEM, at=NOON)
    print_labels(variant=again(variant), order=Order("a4-3x8", 1, pack=second), actor=SYSTEM, at=NOON)

    assert ["hsd_ngay", "20/11/2028"] in once_more.entry.lines
    days = [Pack.objects.get(pk=one.pk).best_before for one in (first, second)]
    assert days == [date(2028, 11, 20), date(2026, 12, 1)]
    needs = [Need("1", variant.pk, Decimal(12), "Chè", "piece")]
    drawn = draw(order_code="CP-1", needs=needs, at=NOON)
    assert [(one.pack_id, one.units) for one in drawn] == [(second.pk, 10), (first.pk, 2)]


@pytest.mark.parametrize(
    ("sheet", "skip", "said"),
    [("a4-3x8", 24, "Tờ giấy này có 24 ô: nhiều nhất 23 ô đã dùng rồi."), ("roll-50x30", 1, "Cuộn tem không có ô nào")],
)
def test_more_used_places_than_a_sheet_has_are_refused_in_words(sheet, skip, said):
    variant = tea()
    write_label(variant=variant, texts={k: v for k, v in TEA_TEXTS.items() if k != "thanh_phan"}, actor=SYSTEM, at=NOON)
    order = Order(sheet, 1, dates=Dates(date(2026, 11, 20)), skip=skip)

    with pytest.raises(Invalid) as refused:
        print_labels(variant=again(variant), order=order, actor=SYSTEM, at=NOON)

    assert str(refused.value.field_errors["skip"][0]).startswith(said)


def test_a_last_day_before_the_pack_was_made_is_refused_and_one_that_is_past_only_stays_once_somebody_says_so():
    seller = a_cooperative()
    variant = tea(seller)
    lot, _growers = a_brought_lot(seller, "30")
    write_label(
        variant=variant, texts={key: TEA_TEXTS[key] for key in ("use", "storage", "origin")}, actor=SYSTEM, at=NOON
    )
    new, old = packed(lot, variant, 10), packed(lot, variant, 10)
    Pack.objects.filter(pk=old.pk).update(made_on=None, packed_at=NOON - timedelta(days=90))
    old.refresh_from_db()

    def printed(pack, day, **said):
        order = Order("a4-3x8", 1, pack=pack, dates=Dates(best_before=day), **said)
        return print_labels(variant=again(variant), order=order, actor=SYSTEM, at=NOON)

    refused = []
    for pack, day, said in (
        (new, date(2026, 11, 20), {"past_is_right": True}),
        (old, date(2026, 8, 1), {"past_is_right": True}),
        (old, date(2026, 11, 20), {}),
    ):
        with pytest.raises(Invalid) as refusal:
            printed(pack, day, **said)
        refused += refusal.value.field_errors
    assert refused == ["best_before", "best_before", "past_is_right"]
    assert not Pack.objects.filter(best_before__isnull=False).exists()
    assert not LabelPrint.objects.exists()

    printed(old, date(2026, 11, 20), past_is_right=True)
    printed(new, TODAY)
    printed(Pack.objects.get(pk=old.pk), None)  # it has its day: nobody is asked again
    days = [Pack.objects.get(pk=one.pk).best_before for one in (old, new)]
    assert days == [date(2026, 11, 20), TODAY]
