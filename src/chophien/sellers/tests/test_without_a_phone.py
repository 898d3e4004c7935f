"""A household without a phone: it owns its shop all the same, and nothing is ever sent to a number it has not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid
from chophien.messages.models import OutgoingSms
from chophien.sellers.actions.consents import send_consent_code
from chophien.sellers.actions.mandates import ask_for_mandate
from chophien.sellers.actions.shops import open_shop_for
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.errors import NoPhoneOfItsOwn
from chophien.sellers.selectors.shops import managers_of
from chophien.sellers.states import Deed
from chophien.sellers.tests.factories import NOON, details, helper_in

pytestmark = pytest.mark.django_db


def opened(helper, **facts):
    said = {"phone": "", "name": "Giàng Thị Mỷ", "details": details(name="Nhà Mỷ"), **facts}
    return open_shop_for(actor=helper, at=NOON, **said)


def test_s02_a_household_without_a_phone_owns_its_shop():
    seller = opened(helper_in())

    [owner] = managers_of(seller, at=NOON)
    assert (owner.name, owner.phone, owner.mobile, seller.phone) == ("Giàng Thị Mỷ", owner.code, "", "")


def test_the_same_sheet_sent_twice_is_one_shop_and_one_person():
    helper = helper_in()

    first, second = opened(helper), opened(helper)

    assert first.pk == second.pk
    assert len(managers_of(first, at=NOON)) == 1


def test_a_name_is_still_needed():
    with pytest.raises(Invalid) as refused:
        opened(helper_in(), name=" ")

    assert list(refused.value.field_errors) == ["owner_name"]


def test_no_message_leaves_the_site_for_it():
    seller = opened(helper_in())

    tell_staff(seller=seller, text="Có tin mới", link="/", about=seller.code, at=NOON, kind="shop.notice")

    assert not OutgoingSms.objects.exists()


def test_no_code_can_be_its_yes():
    helper = helper_in()
    seller = opened(helper)
    mandate = ask_for_mandate(seller=seller, deeds=Deed.values, valid_until=NOON.date(), actor=helper, at=NOON)

    with pytest.raises(NoPhoneOfItsOwn):
        send_consent_code(mandate=mandate, actor=helper, at=NOON)

    assert not OutgoingSms.objects.exists()


def test_the_helper_is_offered_the_ways_that_such_a_household_has(client):
    helper = helper_in()
    mine = {"deeds": Deed.values, "valid_until": local_date(timezone.now()) + timedelta(days=90), "actor": helper}
    without, reached = opened(helper), opened(helper, phone="+84912000001", details=details(name="Nhà Súa"))
    mandates = [ask_for_mandate(seller=one, at=timezone.now(), **mine) for one in (without, reached)]
    client.force_login(helper)

    pages = [client.get(f"/uy-quyen/{one.code}/").content.decode() for one in mandates]

    assert ["Gửi mã tới điện thoại của hộ" in page for page in pages] == [False, True]
    assert all("Hộ đã ký" in page for page in pages)
