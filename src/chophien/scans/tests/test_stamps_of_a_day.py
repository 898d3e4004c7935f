"""A stamp on one of the packs of one day tells that pack's own days, and not those of the lot's other packs."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from chophien.lib.actor import SYSTEM
from chophien.lib.dates import format_date, local_date
from chophien.lots.models import Pack
from chophien.lots.tests.factories import a_brought_lot, goods_of, packed
from chophien.scans.actions.stamps import activate, activate_one, void_stamps
from chophien.scans.actions.suspecting import last_day_of
from chophien.scans.errors import MoreStampsThanPacks, OtherGoods
from chophien.scans.models import Stamp, StampStep
from chophien.scans.selectors import stamps
from chophien.scans.selectors.stamps import batch_page, batch_to_use, places_for_stamps
from chophien.scans.tests.factories import NOON, a_batch
from chophien.scans.tests.test_page import path_of, text_of
from chophien.sellers.tests.factories import manager_of
from chophien.traceability.actions.recalling import Notice, start_recall

pytestmark = pytest.mark.django_db


def two_days(*, first_ends=date(2027, 5, 1), last_ends=date(2027, 8, 1)):
    """A lot packed on two days, six packs and then four, and stamps for them."""
    lot, _growers = a_brought_lot(None, "20", "30", "10")
    variant = goods_of(lot.seller)
    early = packed(lot, variant, 6, made_on=date(2026, 11, 2), best_before=first_ends)
    late = packed(lot, variant, 4, made_on=date(2026, 11, 18), best_before=last_ends)
    return lot, variant, early, late, a_batch(variant, 12)


def page_of(client, batch, number):
    return text_of(client.get(path_of(Stamp.objects.select_related("batch").get(batch=batch, number=number))))


def test_its_page_says_the_days_of_its_own_packs_and_without_a_word_those_of_all(client):
    lot, _variant, early, late, batch = two_days()

    activate(batch=batch, first=1, last=2, lot=lot, pack=early, actor=SYSTEM, at=NOON)
    activate(batch=batch, first=3, last=3, lot=lot, pack=late, actor=SYSTEM, at=NOON)
    activate(batch=batch, first=4, last=4, lot=lot, actor=SYSTEM, at=NOON)

    of_early, of_late, of_lot = (page_of(client, batch, number) for number in (1, 3, 4))
    assert "02/11/2026" in of_early
    assert ("01/05/2027" in of_early, "01/08/2027" in of_early) == (True, False)
    assert ("01/05/2027" in of_late, "01/08/2027" in of_late) == (False, True)
    assert ("18/11/2026" in of_late, "02/11/2026" in of_late) == (True, False)
    assert "01/05/2027 – 01/08/2027" in of_lot
    several = "tính theo ngày in trên gói của bạn"
    assert [several in page for page in (of_early, of_late, of_lot)] == [False, False, True]
    assert list(StampStep.objects.filter(step="activate").order_by("pk").values_list("pack", flat=True)) == [
        early.pk,
        late.pk,
        None,
    ]


def test_a_pack_past_its_day_is_past_and_one_of_another_day_is_not_though_the_lot_is_one(client):
    today = local_date(timezone.now())
    ended, good = today - timedelta(days=3), today + timedelta(days=90)
    lot, _variant, early, late, batch = two_days(first_ends=ended, last_ends=good)
    for number, pack in ((1, early), (2, late), (3, None)):
        activate(batch=batch, first=number, last=number, lot=lot, pack=pack, actor=SYSTEM, at=NOON)

    past, fresh, unsaid = (page_of(client, batch, number) for number in (1, 2, 3))

    assert f"Hàng dùng được đến ngày {format_date(ended)}" in past
    assert "quá hạn" not in fresh
    assert "Một số gói của lô này đã quá hạn" in unsaid
    stamps = Stamp.objects.select_related("lot", "batch").order_by("number")[:3]
    assert {last_day_of(one) for one in stamps} == {good}, "what copies are suspected by stays the lot's"


def test_never_more_stamps_than_packs_of_that_day_nor_on_packs_of_other_goods_or_lots():
    lot, variant, early, late, batch = two_days()
    other_lot, other = a_brought_lot(lot.seller, "20")[0], goods_of(lot.seller, title="Chè khác")
    strange = [packed(other_lot, variant, 5), packed(lot, other, 5)]

    for pack in strange:
        with pytest.raises(OtherGoods):
            activate(batch=batch, first=1, last=1, lot=lot, pack=pack, actor=SYSTEM, at=NOON)
    with pytest.raises(MoreStampsThanPacks) as refusal:
        activate(batch=batch, first=1, last=5, lot=lot, pack=late, actor=SYSTEM, at=NOON)
    assert refusal.value.facts == {"packs": 4, "left": 4, "wanted": 5}
    activate(batch=batch, first=1, last=4, lot=lot, pack=late, actor=SYSTEM, at=NOON)
    activate(batch=batch, first=5, last=9, lot=lot, pack=early, actor=SYSTEM, at=NOON)
    with pytest.raises(MoreStampsThanPacks) as refusal:
        activate(batch=batch, first=10, last=11, lot=lot, actor=SYSTEM, at=NOON)

    assert refusal.value.facts == {"packs": 10, "left": 1, "wanted": 2}
    places = [(one.lot.pk, one.pack and one.pack.pk) for one in batch_page(batch).places]
    assert places == [(other_lot.pk, None), (lot.pk, late.pk), (lot.pk, early.pk), (lot.pk, None)]
    assert "dùng đến 01/08/2027 · 4 gói" in batch_page(batch).places[1].words
    assert batch_to_use(variant) == batch
    assert batch_to_use(other) is None


def test_packed_once_it_can_be_on_no_other_packs_also_when_more_are_packed_later(client):
    lot, _growers = a_brought_lot(None, "20", "30")
    variant = goods_of(lot.seller)
    only = packed(lot, variant, 3, best_before=date(2027, 5, 1))
    batch = a_batch(variant, 3)

    stamp = activate_one(
        seller=lot.seller, serial=Stamp.objects.get(batch=batch, number=1).serial, lot=lot, actor=SYSTEM, at=NOON
    )
    packed(lot, variant, 5, best_before=date(2027, 9, 1))

    assert stamp.pack_id == only.pk
    assert "01/09/2027" not in page_of(client, batch, 1)


def test_recalls_and_made_invalid_are_as_of_any_stamp_of_the_lot(client):
    lot, _variant, early, late, batch = two_days()
    for number, pack in ((1, early), (2, late)):
        activate(batch=batch, first=number, last=number, lot=lot, pack=pack, actor=SYSTEM, at=NOON)
    manager = manager_of(lot.seller)

    start_recall(lot=lot, notice=Notice("Có mốc", "Đừng dùng."), actor=manager, at=NOON)
    void_stamps(batch=batch, first=2, last=2, reason="Rách mất", actor=manager, at=NOON)

    assert all("Có mốc" in page_of(client, batch, number) for number in (1, 2))
    assert "không còn hiệu lực" in page_of(client, batch, 2)
    assert Stamp.objects.get(batch=batch, number=2).pack_id == late.pk
    assert Pack.objects.filter(stamps__batch=batch).distinct().count() == 2


def test_a_lot_packed_several_times_is_named_by_its_day_also_where_the_others_are_listed_no_more(monkeypatch):
    lot, _variant, _early, late, batch = two_days()
    monkeypatch.setattr(stamps, "LISTED_MOST", 1)

    found = [places_for_stamps(lot.seller), batch_page(batch).places]

    assert [[(one.lot, one.pack) for one in places] for places in found] == [[(lot, late), (lot, None)]] * 2
