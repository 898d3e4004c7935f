"""The whole way of an SMS through a real Kannel: out to a phone, in from a phone, the answer, the report."""

from urllib.parse import quote

import pytest
from django.utils import timezone

from chophien.messages.actions.telling import send_sms
from chophien.messages.models import Attempt, OutgoingSms
from chophien.messages.sending import hand_over_sms
from chophien.messages.states import MessageStatus
from chophien.orders.states import OrderStatus
from chophien.orders.tests.factories import an_order
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.smsdesk.models import IncomingSms
from chophien.smsdesk.states import Reply
from chophien.supply.tests.factories import a_variant
from tests.market.kannel import SHORT_NUMBER, need_kannel, running_kannel

KEY = "khoa-thu"


@pytest.mark.django_db(transaction=True)
def test_s01_a_household_without_internet_hears_of_its_order_and_accepts_it_through_kannel(
    live_server, settings, tmp_path
):
    need_kannel()
    settings.SMS_INBOUND_KEY, settings.SMS_INBOUND_FROM = KEY, ["127.0.0.1"]
    settings.SMS_PROTOCOL, settings.SMS_SENDER = "kannel", SHORT_NUMBER
    settings.SMS_REPORTS_TO = live_server.url
    order = an_order(variant=a_variant(seller=a_seller()))
    ly = manager_of(order.seller, phone="+84912000111")
    at = timezone.now()
    typed = f"nhận {order.code.replace('-', '').lower()}"
    with running_kannel(tmp_path, market=live_server.url, key=KEY, phone="0912000111", text=typed) as kannel:
        settings.SMS_GATEWAY = kannel.sendsms

        # in from the phone, done, and answered through the same line
        assert kannel.wait_for(IncomingSms.objects.exists), kannel.logs()
        accepted = IncomingSms.objects.get()
        order.refresh_from_db()
        assert (accepted.reply, accepted.person_code, order.status) == (Reply.DONE, ly.code, OrderStatus.CONFIRMED)
        assert kannel.wait_for(lambda: len(kannel.arrived()) == 1), kannel.logs()
        assert kannel.arrived() == [f"{SHORT_NUMBER} 0912000111 text {accepted.answer}"]

        # out to the phone: one part of plain letters, one with tone marks
        for text in ("Don CP-8HPJ-67C [moi] tu cho.", "Đơn đã được nhận."):
            sms = send_sms(phone=ly.phone, text=text, about=order.code, at=at)
            assert hand_over_sms(sms_id=sms.pk, at=at).status in {MessageStatus.SENT, MessageStatus.DELIVERED}
        assert kannel.wait_for(lambda: len(kannel.arrived()) == 3), kannel.logs()
        plain, marked = sorted(kannel.arrived()[1:], key=len)
        assert plain == f"{SHORT_NUMBER} {ly.phone} text Don CP-8HPJ-67C [moi] tu cho.", kannel.arrived()
        assert quote("Đơn".encode("utf-16-be")) in marked

        # the report of the network
        reported = OutgoingSms.objects.filter(status=MessageStatus.DELIVERED)
        assert kannel.wait_for(lambda: reported.count() == 2), kannel.logs()
        assert Attempt.objects.filter(key__in=reported.values("key"), outcome="delivered").count() == 2
