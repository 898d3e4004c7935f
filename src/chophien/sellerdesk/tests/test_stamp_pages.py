"""The shop's pages about stamps, and the office's about those that may be copied."""

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.accounts.views.card_sessions import CARD
from chophien.labels.models import LabelPrint
from chophien.lots.models import Grower
from chophien.lots.tests.factories import packed as pack_again
from chophien.scans.actions.scanning import Scanned, note_scan
from chophien.scans.models import Stamp, StampBatch, Suspicion
from chophien.scans.serials import grouped
from chophien.scans.tests.factories import NOON, a_batch, a_packed_lot
from chophien.sellers.tests.factories import manager_of, packer_of
from chophien.traceability.selectors.codes import digital_link_of

pytestmark = pytest.mark.django_db


def browser_of(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def packed():
    return a_packed_lot(units=10)


def test_a_manager_orders_stamps_and_prints_them_and_a_packer_puts_them_on_packs(packed):
    lot, variant, _growers = packed
    manager, packer = browser_of(manager_of(lot.seller)), browser_of(packer_of(lot.seller))
    refused = manager.post("/ban-hang/tem/", {"variant": variant.code, "count": "0"})
    too_many = manager.post("/ban-hang/tem/", {"variant": variant.code, "count": "10001"})
    ordered = manager.post("/ban-hang/tem/", {"variant": variant.code, "count": "12"})
    batch = StampBatch.objects.get()
    page = f"/ban-hang/tem/{batch.code}/"

    assert (refused.status_code, too_many.status_code, ordered.status_code) == (422, 422, 302)
    assert "Mỗi lần đặt từ 1 đến 10000 tem" in too_many.content.decode()
    assert ordered["Location"].startswith(page)
    assert packer.post("/ban-hang/tem/", {"variant": variant.code, "count": "1"}).status_code == 404
    sheet = packer.get(f"{page}to-1.pdf")
    assert sheet.content.startswith(b"%PDF")
    assert packer.get(f"{page}to-2.pdf").status_code == 404

    put_on = packer.post(page, {"step": "gan", "first": "1", "last": "4", "lot": lot.code})
    again = packer.post(page, {"step": "gan", "first": "4", "last": "5", "lot": lot.code})
    single = Stamp.objects.get(number=9)
    one = packer.post("/ban-hang/tem/gan/", {"serial": grouped(single.serial).lower(), "lot": lot.code})
    wrong = packer.post("/ban-hang/tem/gan/", {"serial": "ABC", "lot": lot.code})

    assert (put_on.status_code, again.status_code, one.status_code, wrong.status_code) == (302, 409, 302, 409)
    assert list(Stamp.objects.filter(status="active").values_list("number", flat=True).order_by("number")) == [
        1,
        2,
        3,
        4,
        9,
    ]
    assert packer.post(page, {"step": "huy", "first": "1", "last": "1", "reason": "Rách"}).status_code == 404
    assert manager.post(page, {"step": "huy", "first": "1", "last": "1", "reason": ""}).status_code == 422
    assert manager.post(page, {"step": "huy", "first": "1", "last": "1", "reason": "Rách"}).status_code == 302
    assert Stamp.objects.get(number=1).status == "void"


def test_of_a_lot_packed_on_two_days_the_packer_says_which_and_labels_lead_there(packed):
    lot, variant, _growers = packed
    late = pack_again(lot, variant, 5, best_before=date(2027, 8, 1))
    batch, packer = a_batch(variant), browser_of(packer_of(lot.seller))
    page, serial = f"/ban-hang/tem/{batch.code}/", Stamp.objects.get(batch=batch, number=3).serial

    offered = packer.get(page, {"goi": late.code}).content.decode()
    put_on = packer.post(page, {"step": "gan", "first": "1", "last": "2", "lot": late.code})
    one = packer.post("/ban-hang/tem/gan/", {"serial": serial, "lot": late.code})
    unsaid = packer.post(page, {"step": "gan", "first": "4", "last": "4", "lot": lot.code})
    strange = packer.post(page, {"step": "gan", "first": "5", "last": "5", "lot": "GO-KHONG-CO"})

    assert f'value="{late.code}" selected' in offered
    assert "dùng đến 01/08/2027 · 5 gói" in offered
    assert "Tôi không biết đóng ngày nào" in offered
    assert (put_on.status_code, one.status_code, unsaid.status_code, strange.status_code) == (302, 302, 302, 422)
    on_packs = Stamp.objects.filter(status="active").order_by("number").values_list("number", "pack")
    assert list(on_packs) == [(1, late.pk), (2, late.pk), (3, late.pk), (4, None)]
    assert "làm ngày" in packer.get(page).content.decode()
    manager = browser_of(manager_of(lot.seller))
    code, seller = variant.listing.code, lot.seller
    LabelPrint.objects.create(
        code="NH-1", seller=seller, variant=variant, pack=late, sheet="a4", count=5, lines=[], printed_at=NOON
    )
    labels = manager.get(f"/ban-hang/hang/{code}/nhan/", {"co": variant.code}).content.decode()
    assert f"{page}?gian={seller.code}&amp;goi={late.code}" in labels


def test_a_stamp_that_may_be_copied_stands_before_its_shop_and_its_officers_and_nobody_else(packed):
    lot, variant, _growers = packed
    stamp = Stamp.objects.get(batch=a_batch(variant), number=1)
    for number in range(3):
        note_scan(scanned=Scanned(stamp=stamp), visitor=str(number), by_shop=False, at=NOON)
    code = Suspicion.objects.get().code
    manager = browser_of(manager_of(lot.seller))
    officer = browser_of(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, lot.seller.commune.code))
    elsewhere = browser_of(holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00001"))
    shops, office = f"/ban-hang/tem/nghi/{code}/", f"/dieu-hanh/tem-nghi/{code}/"

    assert "Bị quét dù chưa gắn lên gói nào" in manager.get(shops).content.decode()
    assert code in officer.get("/dieu-hanh/tem-nghi/").content.decode()
    assert code not in elsewhere.get("/dieu-hanh/tem-nghi/").content.decode()
    assert elsewhere.get(office).status_code == 404
    assert browser_of(manager_of(a_packed_lot()[0].seller)).get(shops).status_code == 404

    assert manager.post(shops, {"step": "check", "reason": ""}).status_code == 302
    assert officer.post(office, {"step": "confirm", "reason": ""}).status_code == 409
    assert officer.post(office, {"step": "confirm", "reason": "Tem giống ở chợ huyện"}).status_code == 302
    assert Suspicion.objects.get().status == "copied"


def test_the_shop_decides_whether_buyers_read_what_growers_receive(packed):
    lot, _variant, _growers = packed
    manager = browser_of(manager_of(lot.seller))

    manager.post("/ban-hang/tem/tien-nguoi-trong/", {"hien": "co"})
    assert "Người mua đang đọc được" in manager.get("/ban-hang/tem/").content.decode()
    manager.post("/ban-hang/tem/tien-nguoi-trong/", {"hien": ""})
    assert "Người mua chưa đọc được" in manager.get("/ban-hang/tem/").content.decode()


def test_a_packer_who_scans_a_new_stamp_is_led_to_putting_it_on_a_lot(packed):
    lot, variant, _growers = packed
    stamp = Stamp.objects.select_related("batch").get(batch=a_batch(variant), number=2)
    link = f"/01/{stamp.batch.gtin}/21/{stamp.serial}"

    assert "/ban-hang/tem/gan/?tem=" in browser_of(packer_of(lot.seller)).get(link).content.decode()
    assert "/ban-hang/tem/gan/" not in Client().get(link).content.decode()


def test_a_card_that_scans_a_code_is_a_guest_as_everybody(packed):
    lot, variant, _growers = packed
    stamp = Stamp.objects.select_related("batch").get(batch=a_batch(variant), number=2)
    by_card = browser_of(packer_of(lot.seller))
    session = by_card.session
    session[CARD] = "TH-XEM"
    session.save()

    answer = by_card.get(f"/01/{stamp.batch.gtin}/21/{stamp.serial}")

    assert answer.status_code == 200
    assert "/ban-hang/tem/gan/" not in answer.content.decode()


def test_a_form_without_a_step_says_nothing_and_does_nothing(packed):
    lot, variant, _growers = packed
    batch = a_batch(variant)

    assert browser_of(packer_of(lot.seller)).post(f"/ban-hang/tem/{batch.code}/", {}).status_code == 422
    assert set(Stamp.objects.filter(batch=batch).values_list("lot", flat=True)) == {None}


def test_the_form_for_one_stamp_takes_the_same_statements_for_any_number_of_lots(packed):
    lot, _variant, _growers = packed
    client = browser_of(packer_of(lot.seller))

    def asked():
        with CaptureQueriesContext(connection) as seen:
            body = client.get("/ban-hang/tem/gan/").content
        return len(seen), body.count(b"LO-")

    asked()
    statements, listed = asked()
    a_packed_lot(seller=lot.seller)
    a_packed_lot(seller=lot.seller)
    again, more = asked()

    assert again == statements
    assert more > listed


def test_a_household_says_on_its_own_page_that_it_is_named_and_takes_it_back(packed):
    lot, variant, growers = packed
    person = PersonFactory()
    Grower.objects.filter(pk=growers[0].pk).update(person=person)
    household = browser_of(person)
    link = digital_link_of(lot, variant).removeprefix(settings.SITE)
    name, mine = growers[0].name, f"/ban-hang/phan-cua-toi/{growers[0].code}"

    assert name not in Client().get(link).content.decode()
    assert household.post(f"{mine}/neu-ten/").status_code == 302
    assert name in Client().get(link).content.decode()
    assert household.post(f"{mine}/khong-neu-ten/").status_code == 302
    assert name not in Client().get(link).content.decode()
    assert browser_of(PersonFactory()).post(f"{mine}/neu-ten/").status_code == 404
