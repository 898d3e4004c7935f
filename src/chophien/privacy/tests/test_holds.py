"""A hold keeps every class that the night would forget, of both sides; what is not held goes."""

from datetime import UTC, datetime, timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.catalog.models import PriceTier
from chophien.conversations.actions.talking import Words, open_about_goods, write_message
from chophien.conversations.models import Conversation
from chophien.lib.actor import NIGHTLY, SYSTEM
from chophien.messages.models import Dispatch, Message, Notice, OutgoingSms, Visit
from chophien.messages.tests.factories import NoticeFactory, SmsFactory
from chophien.orders.actions.sending import receive_order
from chophien.orders.models import OrderGroup
from chophien.orders.tests.factories import a_sent_order
from chophien.privacy.actions import retention
from chophien.privacy.actions.erasing import erase
from chophien.privacy.actions.holds import hold, lift
from chophien.privacy.selectors.register import last_runs
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.smsdesk.models import IncomingSms
from chophien.smsdesk.tests.factories import an_sms
from chophien.supply.tests.factories import a_variant
from chophien.wholesale.models import Contract, PurchaseRequest
from chophien.wholesale.tests.factories import a_contract_in_force, a_request_for, rice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
YEARS = timedelta(days=366 * 6)


def held_back(code):
    return hold(subject_code=code, reason="Tranh chấp tại tòa", actor=operator(), at=NOON)


def a_message(person, *, text, seller_code=""):
    return Message.objects.create(
        code=f"TN-{text}",
        kind="order.placed",
        person_code=person.code,
        phone=person.phone,
        seller_code=seller_code,
        text=text,
        written_at=NOON,
    )


def told(person, seller, text):
    """An SMS without and one with its message, a call, and a visit that was made."""
    message = a_message(person, text=text, seller_code=seller.code)
    SmsFactory(phone=person.phone, status="kept", text=text, written_at=NOON)
    SmsFactory(phone="+84900000000", status="kept", text=text, written_at=NOON, message=message)
    Dispatch.objects.create(key=text, channel="voice", message=message, status="kept", written_at=NOON)
    Visit.objects.create(
        code=f"TV-{text}",
        message=message,
        kind="order.placed",
        person_code=person.code,
        text=text,
        asked_at=NOON,
        done_at=NOON,
        done_by="ND-9",
    )


def texts_told():
    rows = (
        OutgoingSms.objects.values_list("text", flat=True),
        Message.objects.values_list("text", flat=True),
        Dispatch.objects.values_list("key", flat=True),
        Visit.objects.values_list("text", flat=True),
    )
    return [sorted(one) for one in rows]


def noticed(person, seller, text):
    del seller
    NoticeFactory(person_code=person.code, text=text, written_at=NOON, read_at=NOON)


def wrote_sms(person, seller, text):
    del seller
    an_sms(person, text, at=NOON)


def talked(person, seller, text):
    buyer = PersonFactory(name="Mai")
    talk = open_about_goods(listing=a_variant(seller=seller).listing, title="Chè", person=buyer, at=NOON)
    write_message(conversation=talk, words=Words("Còn không?"), actor=buyer, at=NOON)
    write_message(conversation=talk, words=Words(text), actor=person, at=NOON)


CASES = {
    "sms": (told, texts_told, [["giữ", "giữ"], ["giữ"], ["giữ"], ["giữ"]], 5),
    "notices": (noticed, lambda: list(Notice.objects.values_list("text", flat=True)), ["giữ"], 1),
    "incoming": (wrote_sms, lambda: list(IncomingSms.objects.values_list("text", flat=True)), ["giữ"], 1),
    "talks": (talked, lambda: list(Conversation.objects.values_list("last_text", flat=True)), ["giữ"], 1),
}


@pytest.mark.parametrize("whom", ["person", "shop"])
@pytest.mark.parametrize("key", CASES)
def test_s36_a_hold_on_a_person_or_a_shop_keeps_every_class_that_the_night_forgets(key, whom):
    make, left, held_texts, rows = CASES[key]
    seller, other = a_seller(), a_seller()
    manager, stranger = manager_of(seller), manager_of(other)
    for model in (OutgoingSms, Notice, Message, IncomingSms):
        model.objects.all().delete()
    make(manager, seller, "giữ")
    make(stranger, other, "bỏ")
    held = held_back(manager.code if whom == "person" else seller.code)

    run = next(one for one in retention.forget_what_is_old(actor=NIGHTLY, at=NOON + YEARS) if one.key == key)

    assert left() == held_texts
    assert run.held >= rows
    assert run.gone >= rows

    lift(held=held, actor=operator(), at=NOON + YEARS)
    retention.forget_what_is_old(actor=NIGHTLY, at=NOON + YEARS + timedelta(days=1))
    assert not any(left())
    assert last_runs()[key].held == 0


def test_held_contracts_in_front_do_not_stop_the_night(monkeypatch):
    monkeypatch.setattr(retention, "MOST", 2)
    mai, lan = PersonFactory(), PersonFactory()
    for person in (mai, mai, lan):
        receive_order(order=a_sent_order(person=person), actor=SYSTEM, at=NOON)
    held_back(mai.code)

    runs = retention.forget_what_is_old(actor=NIGHTLY, at=NOON + YEARS)

    assert [(one.gone, one.held) for one in runs if one.key == "contracts"] == [(1, 2)]
    assert OrderGroup.objects.get(person=lan).contact_phone == ""
    assert set(OrderGroup.objects.filter(person=mai).values_list("contact_phone", flat=True)) == {"+84912345678"}


@pytest.mark.parametrize("is_held", [True, False])
def test_s36_deleting_a_buyer_leaves_what_a_held_shop_has_a_part_in(is_held):
    lan = PersonFactory()
    order = receive_order(order=a_sent_order(person=lan), actor=SYSTEM, at=NOON)
    contract = a_contract_in_force(request=a_request_for(buyer=lan, note="Gọi sau 5 giờ"), variant=rice())
    Contract.objects.update(status="ended", ended_at=NOON)
    PriceTier.objects.create(
        variant=contract.variant, buyer=lan, from_quantity=1, price_vnd=1_000, set_by="ND-9", set_at=NOON
    )
    for code in {order.seller.code, contract.seller.code} if is_held else {a_seller().code}:
        held_back(code)

    erase(person=lan, actor=operator(), at=NOON + YEARS)

    left = (
        OrderGroup.objects.get(pk=order.group_id).contact_phone,
        Contract.objects.get().contact_phone,
        PurchaseRequest.objects.get().note,
        PriceTier.objects.filter(buyer=lan).count(),
    )
    assert left == (("+84912345678", "+84912345678", "Gọi sau 5 giờ", 1) if is_held else ("", "", "", 0))


@pytest.mark.parametrize("status", ["ended", "called_off", "lapsed"])
def test_every_contract_that_is_over_loses_its_buyer_when_the_years_are_over(status):
    lan = PersonFactory()
    a_contract_in_force(request=a_request_for(buyer=lan))
    Contract.objects.update(status=status, ended_at=NOON)

    erase(person=lan, actor=operator(), at=NOON + timedelta(days=1))
    assert Contract.objects.get().contact_phone == "+84912345678"
    erase(person=lan, actor=operator(), at=NOON + YEARS)

    assert Contract.objects.get().contact_phone == ""
