"""Stamps are ordered, put on packs, made invalid."""

import time

import pytest
import zxingcpp
from pypdfium2 import PdfDocument

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotFound, NotPermitted
from chophien.lib.qr import CodeTooLarge, printed_code, short_address
from chophien.lots.tests.factories import goods_of
from chophien.scans.actions.stamps import activate, activate_one, order_stamps, void_stamps
from chophien.scans.errors import (
    BadSerial,
    MoreStampsThanPacks,
    NoSuchStamps,
    OtherGoods,
    ReasonMissing,
    StampsInUse,
)
from chophien.scans.models import Stamp, StampStep
from chophien.scans.selectors.sheets import CODE_MM, parts_of, sheet_pdf
from chophien.scans.selectors.stamps import batch_page, codes_of
from chophien.scans.serials import grouped, is_sound
from chophien.scans.states import StampStatus
from chophien.scans.tests.factories import NOON, a_batch, a_packed_lot
from chophien.sellers.tests.factories import manager_of, packer_of

pytestmark = pytest.mark.django_db


def test_a_batch_has_as_many_sound_serials_as_were_ordered_and_is_one_insert_for_thousands(
    django_assert_max_num_queries,
):
    _lot, variant, _growers = a_packed_lot()

    began = time.perf_counter()
    with django_assert_max_num_queries(20):
        batch = order_stamps(seller=variant.listing.seller, variant=variant, count=10_000, actor=SYSTEM, at=NOON)
    took = time.perf_counter() - began

    serials = list(Stamp.objects.filter(batch=batch).order_by("number").values_list("serial", flat=True))
    assert len(set(serials)) == 10_000
    assert all(is_sound(one) for one in serials[:100])
    assert took < 10
    assert batch_page(batch).counts == {"new": 10_000, "active": 0, "void": 0}
    assert len(parts_of(batch)) == 16


def test_what_stands_on_a_stamp_is_a_digital_link_of_goods_and_serial_that_a_camera_reads_off_the_sheet():
    _lot, variant, _growers = a_packed_lot()
    batch = a_batch(variant, 3)

    codes = codes_of(batch)

    assert [one.number for one in codes] == [1, 2, 3]
    assert codes[0].link.endswith(f"/01/{batch.gtin}/21/{codes[0].serial}")
    assert codes[0].spoken == grouped(codes[0].serial)
    page = PdfDocument(sheet_pdf(batch, part=1))[0].render(scale=200 / 72).to_pil()
    assert sorted(found.text for found in zxingcpp.read_barcodes(page)) == sorted(
        short_address(one.link) for one in codes
    )


def test_the_squares_of_a_stamp_are_never_finer_than_an_old_phone_sees(settings):
    _lot, variant, _growers = a_packed_lot()
    batch = a_batch(variant, 1)
    [code] = codes_of(batch, first=1, last=1)

    assert CODE_MM / printed_code(short_address(code.link)).modules >= 0.4
    settings.SITE = "https://" + "rat-dai." * 12 + "example"
    with pytest.raises(CodeTooLarge):
        sheet_pdf(batch, part=1)


def test_a_range_goes_on_the_packs_of_a_lot_never_more_than_there_are_and_all_or_none():
    lot, variant, _growers = a_packed_lot(units=4)
    batch = a_batch(variant, 8)

    assert activate(batch=batch, first=2, last=4, lot=lot, actor=SYSTEM, at=NOON) == 3
    with pytest.raises(StampsInUse) as refusal:
        activate(batch=batch, first=1, last=2, lot=lot, actor=SYSTEM, at=NOON)
    assert refusal.value.facts == {"count": 1, "number": 2}
    with pytest.raises(MoreStampsThanPacks) as refusal:
        activate(batch=batch, first=5, last=6, lot=lot, actor=SYSTEM, at=NOON)
    assert refusal.value.facts == {"packs": 4, "left": 1, "wanted": 2}
    with pytest.raises(NoSuchStamps):
        activate(batch=batch, first=8, last=9, lot=lot, actor=SYSTEM, at=NOON)

    active = Stamp.objects.filter(batch=batch, status=StampStatus.ACTIVE).order_by("number")
    assert [(one.number, one.lot_id, one.activated_at) for one in active] == [(n, lot.pk, NOON) for n in (2, 3, 4)]
    assert batch_page(batch).next_number == 1


def test_a_single_stamp_is_put_on_a_lot_by_its_serial_as_it_is_typed():
    lot, variant, _growers = a_packed_lot()
    stamp = Stamp.objects.get(batch=a_batch(variant), number=3)

    activate_one(seller=lot.seller, serial=grouped(stamp.serial).lower(), lot=lot, actor=SYSTEM, at=NOON)
    with pytest.raises(BadSerial):
        activate_one(seller=lot.seller, serial="7K3MA", lot=lot, actor=SYSTEM, at=NOON)

    stamp.refresh_from_db()
    assert (stamp.status, stamp.lot_id) == (StampStatus.ACTIVE, lot.pk)


def test_stamps_go_on_goods_they_were_ordered_for_of_their_own_shop_only():
    lot, variant, _growers = a_packed_lot()
    other_lot, other, _others = a_packed_lot()
    batch = a_batch(goods_of(lot.seller, title="Chè khác"))

    with pytest.raises(OtherGoods):
        activate(batch=batch, first=1, last=1, lot=lot, actor=SYSTEM, at=NOON)
    with pytest.raises(NotFound):
        activate(batch=batch, first=1, last=1, lot=other_lot, actor=SYSTEM, at=NOON)
    with pytest.raises(NotFound):
        order_stamps(seller=lot.seller, variant=other, count=1, actor=SYSTEM, at=NOON)
    with pytest.raises(Invalid):
        order_stamps(seller=lot.seller, variant=variant, count=10_001, actor=SYSTEM, at=NOON)


def test_invalid_stamps_have_a_reason_stay_invalid_and_are_not_printed_again():
    lot, variant, _growers = a_packed_lot()
    batch = a_batch(variant)
    activate(batch=batch, first=1, last=1, lot=lot, actor=SYSTEM, at=NOON)

    with pytest.raises(ReasonMissing):
        void_stamps(batch=batch, first=1, last=2, reason=" ", actor=SYSTEM, at=NOON)
    assert void_stamps(batch=batch, first=1, last=2, reason="Bị rách", actor=SYSTEM, at=NOON) == 2
    assert void_stamps(batch=batch, first=1, last=2, reason="Bị rách", actor=SYSTEM, at=NOON) == 0

    assert [one.number for one in codes_of(batch)] == [3, 4, 5]
    with pytest.raises(StampsInUse):
        activate(batch=batch, first=2, last=2, lot=lot, actor=SYSTEM, at=NOON)
    assert list(StampStep.objects.values_list("step", "first", "last", "reason")) == [
        ("order", 1, 5, ""),
        ("activate", 1, 1, ""),
        ("void", 1, 2, "Bị rách"),
    ]
    assert Entry.objects.filter(what="scans.stamps", subject_code=lot.seller.code).count() == 3


def test_managers_order_and_make_invalid_packers_put_on_nobody_else():
    lot, variant, _growers = a_packed_lot()
    batch, seller = a_batch(variant), lot.seller
    packer = packer_of(seller)

    order_stamps(seller=seller, variant=variant, count=1, actor=manager_of(seller), at=NOON)
    activate(batch=batch, first=1, last=1, lot=lot, actor=packer, at=NOON)

    for who in (packer, PersonFactory()):
        with pytest.raises(NotPermitted):
            order_stamps(seller=seller, variant=variant, count=1, actor=who, at=NOON)
        with pytest.raises(NotPermitted):
            void_stamps(batch=batch, first=1, last=1, reason="Không được", actor=who, at=NOON)
    with pytest.raises(NotPermitted):
        activate(batch=batch, first=2, last=2, lot=lot, actor=PersonFactory(), at=NOON)
