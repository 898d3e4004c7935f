from datetime import timedelta

import pytest

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.lib.sms import sms_size
from chophien.messages.actions.telling import go_on
from chophien.messages.models import Message, Notice, OutgoingSms
from chophien.orders.actions.answers import confirm_order, expire_unaccepted, refuse_order, warn_unaccepted
from chophien.orders.actions.cancelling import cancel_order, release_unpaid
from chophien.orders.actions.money import mark_paid, record_refund
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.actions.telling import tell, tell_placed
from chophien.orders.states import News
from chophien.orders.tests.factories import (
    NOON,
    a_checkout,
    a_confirmed_order,
    a_packed_order,
    a_sent_order,
    an_order,
    guest,
    staff,
)
from chophien.payments.models import Refund
from chophien.sellers.states import Deed
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
BUYER, SHOP = "+84912345678", "+84219386123"


def told_of_money():
    """What was written, also what waits for the morning: the jobs of a test run by the clock on the wall."""
    return list(Message.objects.filter(kind="order.money").order_by("pk").values_list("text", flat=True))


def a_shop():
    return a_seller(name="HTX Chè Shan", phone=SHOP)


def sms(phone=BUYER):
    return list(OutgoingSms.objects.filter(phone=phone).order_by("pk").values_list("text", flat=True))


def test_the_buyer_is_told_what_was_ordered_and_when_it_comes():
    placed = a_checkout((a_variant(seller=a_shop()), 2))
    code = placed.orders[0].code

    tell_placed(group_id=placed.group.pk, at=NOON)

    assert sms() == [f"Cho Phien: da nhan don {code}, 402.000 d, tra tien khi nhan. Hang toi cham nhat thu Sau 27/11."]
    assert sms(SHOP) == [f"Cho Phien: don moi {code}, 402.000 d. Tra loi truoc 12:00 Chu nhat 22/11. Nhan: NHAN {code}"]


def test_nobody_is_asked_for_a_transfer_that_has_come_already():
    placed = a_checkout((a_variant(seller=a_shop()), 2), payment="vietqr")
    mark_paid(group=placed.group, actor=SYSTEM, at=NOON)

    tell_placed(group_id=placed.group.pk, at=NOON + timedelta(hours=3))

    assert sms() == []
    assert sms(SHOP) == []


def test_several_orders_are_told_of_once_by_the_code_of_the_group():
    placed = a_checkout((a_variant(), 1), (a_variant(), 1))

    tell_placed(group_id=placed.group.pk, at=NOON)

    [text] = sms()
    assert placed.group.code in text


def test_a_transfer_is_asked_for_and_the_seller_hears_of_it_when_it_came():
    placed = a_checkout((a_variant(seller=a_shop()), 2), payment="vietqr")
    code, group = placed.orders[0].code, placed.group
    tell_placed(group_id=group.pk, at=NOON)
    before = sms(), sms(SHOP)

    mark_paid(group=group, actor=SYSTEM, at=NOON)
    tell(order_id=placed.orders[0].pk, news=News.PAID, at=NOON)

    assert before == (
        [f"Cho Phien: don {code}. Chuyen 402.000 d, ghi dung noi dung {group.code}, truoc 12:15 thu Bay 21/11."],
        [],
    )
    assert sms(SHOP) == [
        f"Cho Phien: don moi {code}, da tra tien, 402.000 d. Tra loi truoc 12:00 Chu nhat 22/11. Nhan: NHAN {code}"
    ]


def test_everybody_in_the_shop_finds_a_notice_and_the_manager_gets_a_message():
    order = an_order()
    manager, accountant = staff(order), staff(order, Role.SELLER_ACCOUNTANT)

    tell_placed(group_id=order.group.pk, at=NOON)

    notices = Notice.objects.order_by("person_code").values_list("person_code", "link", "about")
    link = f"/ban-hang/don/{order.code}/"
    assert list(notices) == sorted((one.code, link, order.code) for one in (manager, accountant))
    assert (len(sms(manager.phone)), len(sms(accountant.phone))) == (1, 0)


def test_a_buyer_who_signed_in_finds_a_notice_too():
    lan = PersonFactory()
    order = an_order(person=lan)

    tell_placed(group_id=order.group.pk, at=NOON)

    notice = Notice.objects.get()
    assert (notice.person_code, notice.link) == (lan.code, f"/don/{order.code}/")
    assert order.code in notice.text


def test_a_refusal_tells_why_and_what_becomes_of_the_money():
    shop = a_shop()
    cash = an_order(variant=a_variant(seller=shop))
    paid = an_order(variant=a_variant(seller=shop), payment="vietqr", contact_phone="0987654321")
    mark_paid(group=paid.group, actor=SYSTEM, at=NOON)
    for order in (cash, paid):
        refuse_order(order=order, reason="Hết chè rồi.", actor=SYSTEM, at=NOON)
        tell(order_id=order.pk, news=News.REFUSED, at=NOON)

    assert sms() == [f"Cho Phien: HTX Che Shan khong giao duoc don {cash.code}: Het che roi. Ban khong phai tra tien."]
    [text] = sms("+84987654321")
    assert text.endswith(f"don {paid.code}: Het che roi. Tien se hoan lai cham nhat thu Hai 21/12.")


def test_the_seller_is_told_of_a_buyers_cancelling_but_not_of_its_own():
    shop = a_shop()
    theirs, own = (an_order(variant=a_variant(seller=shop)) for _ in range(2))
    cancel_order(order=theirs, reason="Đặt nhầm", actor=guest(theirs), at=NOON)
    cancel_order(order=own, reason="Hàng bị ướt", actor=staff(own), at=NOON)

    for order in (theirs, own):
        tell(order_id=order.pk, news=News.CANCELLED, at=NOON)

    assert sms(SHOP) == [f"Chợ Phiên: đơn {theirs.code} đã hủy: Đặt nhầm. Đừng gửi hàng."]


def test_the_tracking_code_goes_to_the_buyer():
    order = a_packed_order()
    hand_over_order(order=order, actor=SYSTEM, at=NOON, tracking_code="EB123VN")

    tell(order_id=order.pk, news=News.HANDED_OVER, at=NOON)

    [text] = sms()
    assert "EB123VN" in text


def test_where_no_tracking_code_was_written_none_is_made_up():
    order = hand_over_order(order=a_packed_order(), actor=SYSTEM, at=NOON)

    tell(order_id=order.pk, news=News.HANDED_OVER, at=NOON)

    assert sms() == [f"Cho Phien: don {order.code} dang tren duong, toi cham nhat thu Sau 27/11."]


def test_an_older_step_is_told_in_its_own_words_though_newer_ones_came():
    order = an_order(variant=a_variant(seller=a_shop()), payment="vietqr")
    mark_paid(group=order.group, actor=SYSTEM, at=NOON)
    refuse_order(order=order, reason="Hết chè rồi", actor=SYSTEM, at=NOON)
    record_refund(refund=Refund.objects.get(), reference="FT26325", actor=SYSTEM, at=NOON)

    tell(order_id=order.pk, news=News.REFUSED, at=NOON)
    tell(order_id=order.pk, news=News.REFUNDED, at=NOON)

    refused, refunded = sms()
    assert "Het che roi" in refused
    assert refunded == f"Chợ Phiên: đã hoàn tiền đơn {order.code}: FT26325."


def test_a_released_group_is_told_of_once_by_its_code(do_jobs):
    group = a_checkout((a_variant(), 1), (a_variant(), 1), payment="vietqr").group
    release_unpaid(group_id=group.pk, actor=SYSTEM, at=NOON + timedelta(minutes=15))

    do_jobs()

    [released] = told_of_money()
    assert released.startswith(f"Chợ Phiên: chưa nhận được tiền cho đơn {group.code}")


def test_what_is_only_pleasant_to_know_costs_no_message():
    lan = PersonFactory()
    order = a_sent_order(person=lan)
    receive_order(order=order, actor=lan, at=NOON)

    tell(order_id=order.pk, news=News.COMPLETED, at=NOON)

    assert not OutgoingSms.objects.exists()
    assert Notice.objects.get().person_code == lan.code


def test_every_step_of_an_orders_life_is_told_by_a_job(do_jobs):
    lan = PersonFactory(language="vi")
    order = an_order(person=lan)
    for act in (confirm_order, pack_order, hand_over_order):
        act(order=order, actor=SYSTEM, at=NOON)
    receive_order(order=order, actor=lan, at=NOON)

    names = do_jobs()

    assert (names.count("orders.tell_placed"), names.count("orders.tell")) == (1, 4)
    assert Notice.objects.filter(person_code=lan.code).count() == 5


def test_a_buyer_who_reads_english_is_told_in_english():
    order = an_order(person=PersonFactory())
    order.group.language = "en"
    order.group.save()
    confirm_order(order=order, actor=SYSTEM, at=NOON)

    tell(order_id=order.pk, news=News.CONFIRMED, at=NOON)

    assert sms()[0].endswith(f"accepted order {order.code}. It comes by Friday 27/11.")


def test_every_message_costs_one_part():
    shop = a_seller(name="Hợp tác xã Nông lâm nghiệp Tổng hợp Thương mại Dịch vụ", phone=SHOP)
    gold = a_variant(seller=shop, available=99, offers=[an_offer(price_vnd=9_999_999_999)])
    reason = "Mưa lũ sạt lở đường từ hôm qua, xe của hợp tác xã không ra được tới bưu điện"
    placed = a_checkout((gold, 9), payment="vietqr")
    order = placed.orders[0]
    tell_placed(group_id=placed.group.pk, at=NOON)
    mark_paid(group=placed.group, actor=SYSTEM, at=NOON)
    tell(order_id=order.pk, news=News.PAID, at=NOON)
    refuse_order(order=order, reason=reason, actor=SYSTEM, at=NOON)
    for news in (News.REFUSED, News.CANCELLED, News.EXPIRED, News.LATE_MONEY, News.LATE, News.RELEASED):
        tell(order_id=order.pk, news=news, at=NOON)
    record_refund(refund=Refund.objects.get(), reference="FT26325123456789012345", actor=SYSTEM, at=NOON)
    for news in (News.REFUNDED, News.REFUND_BACK):
        tell(order_id=order.pk, news=news, at=NOON)
    sent = a_sent_order(variant=gold)
    for news in (News.CONFIRMED, News.HANDED_OVER):
        tell(order_id=sent.pk, news=news, at=NOON)

    texts = list(OutgoingSms.objects.values_list("text", flat=True))
    assert [text for text in texts if sms_size(text).segments != 1] == []
    assert len(texts) == 15


def test_an_order_nobody_paid_for_is_told_of(do_jobs):
    order = an_order(payment="vietqr")
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=NOON + timedelta(minutes=15))

    do_jobs()

    assert told_of_money()[-1].startswith(f"Chợ Phiên: chưa nhận được tiền cho đơn {order.code}")


def test_a_confirmed_order_says_when_it_comes():
    order = a_confirmed_order(variant=a_variant(seller=a_shop()))

    tell(order_id=order.pk, news=News.CONFIRMED, at=NOON)

    assert sms() == [f"Cho Phien: HTX Che Shan da nhan don {order.code}. Hang toi cham nhat thu Sau 27/11."]


def test_the_sms_to_the_seller_says_how_to_answer_only_where_somebody_brings_the_answer(settings):
    order = an_order(variant=a_variant(seller=a_shop()))
    settings.DEV = False

    tell_placed(group_id=order.group.pk, at=NOON)

    [text] = sms(SHOP)
    assert "NHAN" not in text


def test_s01_the_helper_is_alerted_before_an_unanswered_order_ends_by_itself():
    order = an_order()
    pao, other = helper_in(order.seller.commune.code), helper_in(order.seller.commune.code)
    a_mandate(seller=order.seller, helper=pao, deeds=(Deed.ACCEPT,), at=NOON)
    late = order.accept_by + timedelta(minutes=1)

    assert warn_unaccepted(order=order, actor=SYSTEM, at=late)
    tell(order_id=order.pk, news=News.LATE, at=late)

    message = Message.objects.get(person_code=pao.code)
    assert (message.kind, message.seller_code, message.link) == (
        "household.late",
        order.seller.code,
        f"/ban-hang/don/{order.code}/",
    )
    assert f"chua tra loi don {order.code}" in sms(pao.phone)[0]
    assert sms(other.phone) == []

    assert expire_unaccepted(order=order, actor=SYSTEM, at=late + timedelta(hours=5))
    assert not Message.objects.filter(next_at__isnull=False, about=order.code, kind="household.late").exists()


def test_s01_without_a_mandate_the_helpers_of_the_commune_are_alerted():
    order = an_order()
    pao = helper_in(order.seller.commune.code)
    warn_unaccepted(order=order, actor=SYSTEM, at=order.accept_by)

    tell(order_id=order.pk, news=News.LATE, at=order.accept_by)

    assert len(sms(pao.phone)) == 1


def test_s01_an_order_nobody_reads_of_is_called_out_until_it_is_answered(settings):
    settings.VOICE_GATEWAY = "outbox"
    order = an_order()
    manager = staff(order)
    tell_placed(group_id=order.group.pk, at=NOON)
    message = Message.objects.get(person_code=manager.code)

    go_on(message_id=message.pk, at=NOON + timedelta(hours=1))
    assert [one.channel for one in message.dispatches.all()] == ["voice"]

    confirm_order(order=order, actor=manager, at=NOON + timedelta(hours=1))
    message.refresh_from_db()
    assert (message.next_at, message.settled_at) == (None, NOON + timedelta(hours=1))
