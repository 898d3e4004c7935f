from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings

from chophien.audit.models import Entry
from chophien.catalog.models import Variant
from chophien.catalog.tests.factories import a_listing, an_offer, the_variant
from chophien.lib.dates import format_date
from chophien.lib.held import NOBODY
from chophien.lib.sms import SmsEncoding, sms_size
from chophien.messages.models import Attempt, Notice, OutgoingSms
from chophien.orders.models import Order, OrderStep
from chophien.orders.states import OrderStatus
from chophien.orders.tests.factories import a_confirmed_order, an_order
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.states import Deed, MandateStatus, SellerKind
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of, packer_of
from chophien.settlement.selectors.payable import waiting_of
from chophien.settlement.tests.factories import with_account
from chophien.smsdesk.actions import fit, forget_old, take_care
from chophien.smsdesk.models import IncomingSms
from chophien.smsdesk.selectors import puzzling_for
from chophien.smsdesk.states import Command, Reply
from chophien.smsdesk.tests.factories import NOON, PIN, an_sms, with_pin
from chophien.supply.selectors import available
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
STRANGER = "+84987654321"


def a_waiting_order():
    """An order of Lý's shop that waits for her answer."""
    seller = a_seller()
    return an_order(variant=a_variant(seller=seller)), manager_of(seller, name="Lý Thị Mẩy")


def goods_of_ly(**text):
    listing = a_listing(title="Chè Shan tuyết", **text)
    return listing, with_pin(manager_of(listing.seller))


def spoken(code):
    return code.split("-")[1]


def test_an_order_is_accepted_by_sms_as_on_the_desk():
    order, ly = a_waiting_order()

    sms = an_sms(ly, f"nhận {order.code.replace('-', '').lower()}")

    order.refresh_from_db()
    step = OrderStep.objects.get(order=order, step="confirm")
    assert (order.status, step.actor_code, step.side) == (OrderStatus.CONFIRMED, ly.code, "seller")
    assert (sms.reply, sms.command, sms.about) == (Reply.DONE, Command.ACCEPT, order.code)
    assert sms.answer.startswith(f"Da nhan don {order.code}: 402.000d")
    entry = Entry.objects.get(what="smsdesk.sms_answered")
    assert (entry.actor_code, entry.subject_code, entry.facts) == (
        ly.code,
        order.code,
        {"command": "NHAN", "reply": "done"},
    )


def test_the_same_sms_brought_again_is_answered_the_same_and_does_nothing():
    order, ly = a_waiting_order()
    text = f"NHAN {order.code}"

    answers = {an_sms(ly, text, message_id="kannel-1").answer for _again in range(3)}

    assert len(answers) == 1
    assert OrderStep.objects.filter(order=order, step="confirm").count() == 1
    assert (IncomingSms.objects.count(), OutgoingSms.objects.count()) == (1, 1)


def test_accepting_twice_says_that_the_order_has_moved_on():
    order, ly = a_waiting_order()
    an_sms(ly, f"NHAN {order.code}")

    again = an_sms(ly, f"NHAN {order.code}")

    assert (again.reply, again.answer[:24]) == (Reply.REFUSED, "Buoc nay khong lam duoc ")


def test_an_order_is_refused_with_the_reason_that_the_buyer_reads():
    order, ly = a_waiting_order()

    sms = an_sms(ly, f"từ chối {order.code} hết hàng rồi")

    order.refresh_from_db()
    assert (order.status, sms.reply) == (OrderStatus.CANCELLED, Reply.DONE)
    assert OrderStep.objects.get(order=order, step="refuse", axis="order").reason == "Het hang roi"


def test_without_a_reason_nothing_is_refused():
    order, ly = a_waiting_order()

    sms = an_sms(ly, f"TUCHOI {order.code}")

    order.refresh_from_db()
    assert (order.status, sms.reply) == (OrderStatus.PLACED, Reply.REFUSED)
    assert f"TUCHOI {order.code} HET HANG" in sms.answer


def test_a_command_without_code_is_answered_with_what_waits():
    order, ly = a_waiting_order()

    assert an_sms(ly, "nhan").answer == f"Viet them ma don, nhu: NHAN {order.code}. Dang cho: {order.code}"


def test_a_code_with_one_wrong_symbol_does_nothing_and_is_answered_with_what_waits():
    order, ly = a_waiting_order()
    wrong = order.code[:-1] + ("C" if order.code[-1] != "C" else "D")

    sms = an_sms(ly, f"nhận {wrong}")

    order.refresh_from_db()
    assert (order.status, sms.reply) == (OrderStatus.PLACED, Reply.NOT_UNDERSTOOD)
    assert sms.answer == f"Ma don viet sai. Viet: NHAN {order.code}. Dang cho: {order.code}"


def test_an_order_of_another_shop_is_not_found():
    order, _ly = a_waiting_order()
    rival = manager_of(a_seller())

    sms = an_sms(rival, f"NHAN {order.code}")

    order.refresh_from_db()
    assert (order.status, sms.reply) == (OrderStatus.PLACED, Reply.REFUSED)
    assert sms.answer == f"Khong thay don {order.code} o gian hang cua ban. Xem lai ma don."


def test_a_packer_may_accept_but_not_refuse_as_on_the_desk():
    order, _ly = a_waiting_order()
    packer = packer_of(order.seller)

    assert an_sms(packer, f"TUCHOI {order.code} het hang").reply == Reply.REFUSED
    assert an_sms(packer, f"NHAN {order.code}").reply == Reply.DONE


def test_a_helper_accepts_by_sms_in_the_households_name():
    order, _ly = a_waiting_order()
    pao = helper_in(order.seller.commune.code)
    a_mandate(seller=order.seller, helper=pao, deeds=(Deed.ACCEPT,), at=NOON)

    an_sms(pao, f"NHAN {order.code}")

    step = OrderStep.objects.get(order=order, step="confirm")
    assert (step.actor_code, step.on_behalf_of) == (pao.code, order.seller.code)


@pytest.mark.parametrize("written", ["45k", "45.000", "45 nghìn", "45000đ"])
def test_a_price_changes_with_the_pin(written):
    listing, ly = goods_of_ly()

    sms = an_sms(ly, f"GIÁ {spoken(listing.code)} {written} {PIN}")

    assert (Variant.objects.get().price_vnd, sms.reply) == (45_000, Reply.DONE)
    assert sms.answer == "Che Shan tuyet: gia moi 45.000d, gia cu 185.000d."
    assert PIN not in sms.text


@pytest.mark.parametrize(
    ("pin", "answer"), [("", "Viet them ma PIN o cuoi"), (" 111222", "Ma PIN sai. Con thu duoc 4 lan.")]
)
def test_a_price_does_not_change_without_the_pin(pin, answer):
    listing, ly = goods_of_ly()

    sms = an_sms(ly, f"GIA {spoken(listing.code)} 45k{pin}")

    assert (Variant.objects.get().price_vnd, sms.reply) == (185_000, Reply.REFUSED)
    assert sms.answer.startswith(answer)


def test_a_wrong_code_of_goods_is_named_and_the_pin_beside_it_is_never_written_back():
    listing, ly = goods_of_ly()
    wrong = listing.code[:-1] + ("C" if listing.code[-1] != "C" else "D")

    sms = an_sms(ly, f"GIA {wrong} 45k {PIN}")

    assert Variant.objects.get().price_vnd == 185_000
    assert sms.answer == "Ma hang viet sai. Xem lai ma; chi can 4 chu dau."
    assert PIN not in sms.text + sms.answer + OutgoingSms.objects.get().text


def test_five_wrong_pins_lock_it_and_a_new_one_opens_it():
    listing, ly = goods_of_ly()

    answers = [an_sms(ly, f"DU 11122{number}").answer for number in range(5)]
    right_too_late = an_sms(ly, f"GIA {spoken(listing.code)} 45k {PIN}")

    assert answers[3] == "Ma PIN sai. Con thu duoc 1 lan."
    assert answers[4] == right_too_late.answer == "Ma PIN bi khoa vi sai nhieu lan. Dat PIN moi o muc Toi tren cho."
    assert Entry.objects.filter(what="smsdesk.pin_locked").count() == 1
    assert an_sms(with_pin(ly, "730415"), "DU 730415").reply == Reply.DONE


def test_the_pin_of_another_opens_nothing():
    _listing, ly = goods_of_ly()
    rival = with_pin(manager_of(a_seller()), "730415")

    assert an_sms(ly, "DU 730415").reply == Reply.REFUSED
    assert an_sms(rival, "DU 730415").reply == Reply.DONE


def test_money_on_its_way_is_told_for_the_pin_to_the_household_and_never_to_a_helper():
    order = a_confirmed_order()
    ly, pao = with_pin(manager_of(order.seller)), with_pin(helper_in(order.seller.commune.code))
    a_mandate(seller=order.seller, helper=pao, at=NOON)

    page = f"{settings.SITE}/ban-hang/tien/"
    without = an_sms(ly, f"dư {PIN}")
    Seller.objects.filter(pk=order.seller.pk).update(kind=SellerKind.INDIVIDUAL)
    household = an_sms(ly, f"dư {PIN}")
    with_account(order.seller)
    theirs, helpers = an_sms(ly, f"dư {PIN}"), an_sms(pao, f"dư {PIN}")
    day = waiting_of(order.seller.code, at=NOON).next_on

    assert without.answer == (
        f"Dang ve voi ban: 0d, gui khi tai khoan duoc xac nhan. Con thu khi giao: 402.000d. {page}"
    )
    assert household.answer == (
        f"Dang ve voi ban: 0d, gui khi tai khoan duoc xac nhan, hoac lay tien mat. Con thu khi giao: 402.000d. {page}"
    )
    assert theirs.answer == (
        f"Dang ve voi ban: 0d, trong do 0d chuyen ngay {format_date(day)}. Nguoi mua con tra khi nhan hang: 402.000d."
    )
    assert helpers.answer == "Ban khong co gian hang nao tren cho."


def test_goods_are_sold_out_or_counted_by_their_short_code():
    listing, ly = goods_of_ly()
    variant = the_variant(listing)

    counted = an_sms(ly, f"CÒN {spoken(variant.code)} 12 hộp")
    assert (available([variant.pk])[variant.pk], counted.answer) == (Decimal(12), "Che Shan tuyet: con 12 hop.")

    gone = an_sms(ly, f"Hết hàng {listing.code.lower()}")
    assert (available([variant.pk])[variant.pk], gone.answer) == (
        Decimal(0),
        "Che Shan tuyet: da ghi het hang. Nguoi mua thay ngay.",
    )


def test_goods_of_several_sizes_ask_which_one_but_may_all_be_sold_out():
    listing, ly = goods_of_ly(offers=[an_offer(), an_offer(pack="200 g")])
    codes = [spoken(one.code) for one in listing.variants.order_by("sort", "pk")]

    asked = an_sms(ly, f"CON {spoken(listing.code)} 12")

    assert asked.answer == f"Che Shan tuyet co nhieu loai. Viet ma cua mot loai: {codes[0]} (100 g), {codes[1]} (200 g)"
    assert an_sms(ly, f"HET {spoken(listing.code)}").reply == Reply.DONE


def test_goods_of_another_shop_are_not_found():
    listing, _ly = goods_of_ly()

    sms = an_sms(with_pin(manager_of(a_seller())), f"HET {listing.code}")

    assert (sms.reply, sms.answer[:15]) == (Reply.REFUSED, "Khong thay hang")


def test_huy_ends_the_mandates_of_the_household_and_no_others():
    ours, theirs = a_seller(), a_seller()
    pao = helper_in(ours.commune.code)
    for seller in (ours, theirs):
        a_mandate(seller=seller, helper=pao, at=NOON)

    sms = an_sms(manager_of(ours), "Hủy")

    assert sms.answer == "Xong. Tu gio Giang A Pao khong ban hang giup ban nua."
    assert [one.status for one in Mandate.objects.order_by("pk")] == [MandateStatus.REVOKED, MandateStatus.GIVEN]
    assert an_sms(manager_of(ours), "huy").answer == "Hien khong ai ban hang giup ban. Khong co gi de huy."


@pytest.mark.parametrize("text", ["", "em oi don nay sao", "HUY CP-8HPJ-67C", "🙂"])
def test_what_is_not_understood_gets_help_and_goes_to_the_helper(text):
    seller = a_seller()
    pao = helper_in(seller.commune.code)
    a_mandate(seller=seller, helper=pao, at=NOON)

    sms = an_sms(manager_of(seller), text)

    assert sms.reply == Reply.NOT_UNDERSTOOD
    assert sms.answer.startswith("Chua hieu tin. Viet: NHAN ma don")
    assert list(puzzling_for(pao, at=NOON)) == [sms]
    assert Notice.objects.filter(person_code=pao.code, link="/tin-den/").count() == 1

    take_care(sms=sms, actor=pao, at=NOON)
    assert list(puzzling_for(pao, at=NOON)) == []


def test_strangers_are_refused_politely_and_then_not_answered_any_more():
    answers = [an_sms(STRANGER, "NHAN CP-8HPJ-67C").answer for _try in range(4)]

    assert answers[0].startswith("Cho Phien chua biet so may nay.")
    assert answers == [answers[0], answers[0], "", ""]
    assert not Order.objects.exists()
    assert an_sms(STRANGER, "xin chao", at=NOON + timedelta(days=2)).answer == answers[0]


@pytest.mark.parametrize("phone", ["", "KHUYENMAI", "9029", "+12025550123", "\0"])
def test_senders_that_are_no_phones_are_not_answered(phone):
    assert an_sms(phone, "trung thuong").answer == ""


def test_somebody_who_writes_all_the_time_is_asked_to_wait_once():
    ly = manager_of(a_seller())
    IncomingSms.objects.bulk_create(
        IncomingSms(code=str(n), digest=str(n), phone=ly.phone, person_code=ly.code, received_at=NOON, reply=Reply.DONE)
        for n in range(60)
    )

    answers = [an_sms(ly, "giup").answer for _again in range(3)]

    assert answers == ["Ban nhan qua nhieu trong mot gio. Lat nua hay nhan lai.", "", ""]


def test_every_answer_is_one_sms_and_is_written_down_with_its_price():
    order, ly = a_waiting_order()
    texts = ["giup", "nhan", "x", f"NHAN {order.code}", f"NHAN {order.code}", "DU", "HET", "CON", "GIA", "HUY"]

    sizes = [sms_size(an_sms(ly, text).answer) for text in texts]

    assert {(size.encoding, size.segments) for size in sizes} == {(SmsEncoding.GSM_7, 1)}
    assert Attempt.objects.filter(outcome="handed", cost_vnd=800, recipient=ly.code).count() == len(texts)


@pytest.mark.parametrize("words", ["ạ" * 200, "[" * 90, "Đơn " * 60, "ngắn"])
def test_an_answer_is_cut_to_one_sms(words):
    assert sms_size(fit(words)).segments == 1


def test_old_messages_are_forgotten():
    an_sms(STRANGER, "x", at=NOON - timedelta(days=91))
    an_sms(STRANGER, "y")

    assert forget_old(before=NOON - timedelta(days=90), held=NOBODY) == (1, 0)
