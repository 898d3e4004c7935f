"""Whoever brings cash for an order says yes to it in a second step: only then it is booked, and once."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from chophien.accounts.errors import CardUnknown, WrongPin
from chophien.accounts.models import SignInCard
from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.cashpoints.actions.asking import cancel_cash_out, expire_orders
from chophien.cashpoints.actions.confirming import Proof, confirm_cash_out, send_confirmation
from chophien.cashpoints.actions.taking import confirm_cash_in
from chophien.cashpoints.errors import (
    AskedDifferently,
    ConfirmationOver,
    CustomerOver,
    GiveCashBack,
    NoPayersPhone,
    OwnMoney,
    PayersTooMany,
    TakingOver,
    TooManyConfirmations,
    WrongConfirmation,
)
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors import slips
from chophien.cashpoints.selectors.limits import limits_left
from chophien.cashpoints.selectors.receipts import receipt_of
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.states import CashStatus, Way
from chophien.cashpoints.tests.factories import (
    NOON,
    a_point,
    a_till,
    an_agent,
    code_sent,
    counted_in,
    paid_in,
    real_money,
)
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.codes import new_code, token_digest
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.sms import SmsEncoding, sms_size
from chophien.messages.models import OutgoingSms
from chophien.orders.actions.cancelling import release_unpaid
from chophien.orders.actions.money import mark_paid
from chophien.orders.tests.factories import an_order, fresh
from chophien.payments import chart
from chophien.payments.models import Payment
from chophien.payments.states import PaymentStatus
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY

pytestmark = pytest.mark.django_db
ORDERS, NEIGHBOURS, PIN = "+84912345678", "+84987654321", "471928"
LONGEST = "Điểm bưu điện văn hóa xã Nguyễn Thị Minh Khai"
SOON = NOON + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield
    assert prove(at=NOON).right


@pytest.fixture
def till():
    return a_till(holds=0)


@pytest.fixture
def agent(till):
    return an_agent(till.point)


@pytest.fixture
def order():
    return an_order(payment="vietqr")


def counted(order, till, agent, **facts):
    return counted_in(order.group.code, till, order.group.total_vnd, agent, **facts)


def says(brought, agent, *, code=None, at=NOON, **card):
    proof = Proof(**card) if card else Proof(code=code_sent(brought) if code is None else code)
    return confirm_cash_in(order=brought, proof=proof, actor=agent, at=at)


def held(till):
    return float_of(till, simulated=False, at=NOON).held_vnd


def stands(order, till):
    """How the order's payment stands, what is in the till, and how each count of cash for it ended."""
    rows = CashOrder.objects.filter(group_code=order.group.code).order_by("pk").values_list("status", flat=True)
    return fresh(order).payment_status, held(till), list(rows)


def rule(key, value):
    LegalParameter.objects.filter(key=key).update(value=value)
    remember(seconds=ONE_DAY)


def a_card(person):
    return SignInCard.objects.create(
        code=new_code("TH", 8),
        person=person,
        opens="gian-hang",
        token_digest=token_digest(person.code),
        pin=make_password(PIN),
        issued_by="x",
        issued_at=NOON,
    )


def wrong_for(brought):
    return "000000" if code_sent(brought) != "000000" else "111111"


def test_s08_a_neighbour_brings_the_cash_and_says_yes_with_the_phone_that_they_name(order):
    till = a_till(point=a_point(name=LONGEST), holds=0)
    agent = an_agent(till.point)
    brought = counted(order, till, agent, phone=NEIGHBOURS)
    asked = OutgoingSms.objects.get(about=f"cash:{brought.code}")

    assert (asked.phone, sms_size(asked.text).encoding, sms_size(asked.text).segments) == (
        NEIGHBOURS,
        SmsEncoding.GSM_7,
        1,
    )
    assert order.group.code in asked.text
    assert stands(order, till) == (PaymentStatus.AWAITING_TRANSFER, 0, [CashStatus.ASKED])
    assert receipt_of(brought.code) is None

    says(brought, agent)

    assert stands(order, till) == (PaymentStatus.PAID, order.total_vnd, [CashStatus.PAID])
    brought.refresh_from_db()
    assert (brought.payer_phone, brought.payer_shown, brought.confirmed_way) == ("", "098 *** *321", Way.CODE)
    receipt = receipt_of(brought.code)
    assert (receipt.customer, receipt.phone, receipt.phone_shown) == ("", "", "098 *** *321")
    assert (receipt.in_name_of, receipt.what_for) == ("Sùng A Páo", order.group.code)
    on_paper = dict(slips._slip(receipt)["rows"])
    assert {"Điện thoại": "098 *** *321", "Đứng tên": "Sùng A Páo"}.items() <= on_paper.items()
    assert "Người trả" not in on_paper
    told = OutgoingSms.objects.get(about=brought.code)
    assert (told.phone, sms_size(told.text).segments) == (NEIGHBOURS, 1)
    assert not OutgoingSms.objects.filter(phone=ORDERS, about__in=[f"cash:{brought.code}", brought.code]).exists()
    for code in (brought.customer_code, brought.payer_code):
        assert limits_left(code, till.point, simulated=False, at=NOON).customer_day.used_vnd == order.total_vnd
    assert limits_left("", till.point, simulated=False, at=NOON).point_day.used_vnd == order.total_vnd


def test_wrong_late_and_used_codes_book_nothing_and_each_says_why(order, till, agent):
    brought = counted(order, till, agent)
    wrong, first = wrong_for(brought), code_sent(brought)

    with pytest.raises(WrongConfirmation):
        says(brought, agent, code=wrong)
    with pytest.raises(ConfirmationOver):
        says(brought, agent, code=first, at=NOON + timedelta(minutes=10))
    send_confirmation(order=brought, actor=agent, at=SOON)
    if code_sent(brought) != first:
        with pytest.raises(WrongConfirmation):
            says(brought, agent, code=first, at=SOON)
    with pytest.raises((WrongConfirmation, TooManyConfirmations)):
        says(brought, agent, code=wrong_for(brought), at=SOON)
    CashOrder.objects.update(wrong_tries=3)
    with pytest.raises(TooManyConfirmations):
        says(brought, agent, at=SOON)
    assert stands(order, till) == (PaymentStatus.AWAITING_TRANSFER, 0, [CashStatus.ASKED])

    CashOrder.objects.update(wrong_tries=0)
    says(brought, agent, at=SOON)
    again = says(brought, agent, code="", at=SOON)  # the signal was lost: pressed once more

    assert again.pk == brought.pk
    with pytest.raises(StepNotAllowed):
        says(brought, an_agent(till.point), code="", at=SOON)
    assert stands(order, till) == (PaymentStatus.PAID, order.total_vnd, [CashStatus.PAID])


@pytest.mark.parametrize("meanwhile", ["paid", "cancelled", "another amount"])
def test_what_changed_after_the_count_is_said_and_the_cash_goes_back(order, till, agent, meanwhile):
    brought = counted(order, till, agent)
    if meanwhile == "paid":
        mark_paid(group=order.group, actor=SYSTEM, at=NOON)
    elif meanwhile == "cancelled":
        order.held_until = NOON
        order.save()
        release_unpaid(group_id=order.group_id, actor=SYSTEM, at=NOON)
    else:
        Payment.objects.update(amount_vnd=order.total_vnd + 1_000)
    before = Payment.objects.values().get()

    with pytest.raises(GiveCashBack, match="trả lại tiền"):
        says(brought, agent)

    assert Payment.objects.values().get() == before
    assert (held(till), CashOrder.objects.get().status) == (0, CashStatus.REFUSED)
    assert [step.step for step in brought.steps.order_by("pk")] == ["count", "send_code", "confirm", "refuse"]
    assert CashOrder.objects.get().payer_phone == ""
    with pytest.raises(StepNotAllowed):
        says(brought, agent, code="123456")
    assert limits_left(brought.customer_code, till.point, simulated=False, at=NOON).customer_day.used_vnd == 0


def test_when_its_time_is_over_or_it_is_called_off_nothing_is_booked_and_the_number_goes(order, till, agent):
    late, off = counted(order, till, agent), counted(an_order(payment="vietqr"), till, agent)
    over = late.expires_at

    with pytest.raises(TakingOver, match="trả lại tiền"):
        says(late, agent, at=over)
    with pytest.raises(TakingOver):
        send_confirmation(order=late, actor=agent, at=over)
    cancel_cash_out(order=off, actor=agent, at=NOON)
    expire_orders(at=over)

    assert list(CashOrder.objects.order_by("pk").values_list("status", "payer_phone")) == [
        (CashStatus.EXPIRED, ""),
        (CashStatus.REFUSED, ""),
    ]
    assert held(till) == 0


def test_what_was_counted_on_trial_is_not_said_yes_to_once_money_is_real(order, till, agent, settings):
    number, settings.CASHPOINT_CONTRACT = settings.CASHPOINT_CONTRACT, ""
    tried = counted(order, till, agent)
    settings.CASHPOINT_CONTRACT = number

    with pytest.raises(TakingOver):
        says(tried, agent)

    assert tried.simulated
    assert stands(order, till) == (PaymentStatus.AWAITING_TRANSFER, 0, [CashStatus.ASKED])


def test_counted_anew_at_the_point_the_count_before_is_over_and_elsewhere_the_quicker_yes_pays(order, till, agent):
    elsewhere = a_till(point=a_point(), holds=0)
    other_agent = an_agent(elsewhere.point)
    first, there = counted(order, till, agent), counted(order, elsewhere, other_agent, phone=NEIGHBOURS)
    second = counted(order, till, agent)

    with pytest.raises(StepNotAllowed):
        says(first, agent)
    says(second, agent)
    with pytest.raises(GiveCashBack):
        says(there, other_agent)

    assert stands(order, till) == (PaymentStatus.PAID, order.total_vnd, ["refused", "refused", "paid"])
    assert held(elsewhere) == 0


def test_whoever_has_no_phone_says_yes_with_any_card_of_their_own(order, till, agent):
    payer, brought = PersonFactory(name="Lò Thị Pành"), counted(order, till, agent, phone="")
    card, agents = a_card(payer), a_card(agent)
    with pytest.raises(NoPayersPhone):
        send_confirmation(order=brought, actor=agent, at=NOON)
    with pytest.raises(ConfirmationOver):
        says(brought, agent, code="123456")
    with pytest.raises(WrongPin):
        says(brought, agent, card_code=card.code, pin="000000")
    with pytest.raises(CardUnknown):
        says(brought, agent, card_code="TH-2222-2222", pin=PIN)
    with pytest.raises(OwnMoney):
        says(brought, agent, card_code=agents.code, pin=PIN)

    paid = says(brought, agent, card_code=card.code, pin=PIN)

    assert (paid.payer_code, paid.confirmed_way) == (payer.code, Way.CARD)
    receipt = receipt_of(paid.code)
    assert (receipt.customer, receipt.in_name_of, receipt.phone_shown) == ("Lò Thị Pành", "Sùng A Páo", "")
    assert OutgoingSms.objects.get(about=paid.code).phone == ORDERS
    assert stands(order, till) == (PaymentStatus.PAID, order.total_vnd, [CashStatus.PAID])


def test_the_limit_of_a_day_is_also_that_of_whoever_brings_it(till, agent):
    rule("cashpoints.customer_day_vnd", an_order(payment="vietqr").total_vnd + 1_000)
    payer = PersonFactory(phone=NEIGHBOURS)
    one, two, three = (an_order(payment="vietqr", person=PersonFactory()) for _ in range(3))
    says(counted(one, till, agent, phone=NEIGHBOURS), agent)

    with pytest.raises(CustomerOver):
        counted(two, till, agent, phone=NEIGHBOURS)
    by_card = counted(three, till, agent, phone="")
    with pytest.raises(CustomerOver):
        says(by_card, agent, card_code=a_card(payer).code, pin=PIN)

    assert CashOrder.objects.get(pk=by_card.pk).status == CashStatus.ASKED
    says(by_card, agent, card_code=a_card(PersonFactory()).code, pin=PIN)


def test_what_waits_elsewhere_for_the_same_order_takes_nothing_from_a_day(order, till, agent):
    rule("cashpoints.customer_day_vnd", order.total_vnd + 1_000)
    elsewhere = a_till(point=a_point(), holds=0)
    other_agent = an_agent(elsewhere.point)
    other = an_order(payment="vietqr", person=order.group.person)
    PersonFactory(phone=NEIGHBOURS)
    counted(order, till, agent, phone=NEIGHBOURS)

    carried = counted(order, elsewhere, other_agent, phone=NEIGHBOURS)
    for phone in (ORDERS, NEIGHBOURS):
        with pytest.raises(CustomerOver):
            counted(other, elsewhere, other_agent, phone=phone)
    rule("cashpoints.customer_day_vnd", order.total_vnd - 1)
    with pytest.raises(CustomerOver):
        says(carried, other_agent)
    rule("cashpoints.customer_day_vnd", order.total_vnd)
    says(carried, other_agent)

    assert (stands(order, till), held(elsewhere)) == (
        (PaymentStatus.PAID, 0, [CashStatus.ASKED, CashStatus.PAID]),
        order.total_vnd,
    )


def test_sent_again_with_another_phone_it_is_not_the_same_count(order, till, agent):
    first = counted(order, till, agent, key="k")
    for phone in (NEIGHBOURS, ""):
        with pytest.raises(AskedDifferently):
            counted(order, till, agent, key="k", phone=phone)
    assert counted(order, till, agent, key="k") == first
    says(first, agent)

    assert counted(order, till, agent, key="k") == first
    with pytest.raises(AskedDifferently):
        counted(order, till, agent, key="k", phone=NEIGHBOURS)
    assert stands(order, till) == (PaymentStatus.PAID, order.total_vnd, [CashStatus.PAID])


def test_an_agent_says_yes_for_nobody_and_nobody_else_takes_the_yes(order, till, agent):
    with pytest.raises(OwnMoney):
        counted(order, till, agent, phone=agent.phone)
    brought = counted(order, till, agent)

    for stranger in (PersonFactory(), an_agent(a_point())):
        with pytest.raises(NotPermitted):
            says(brought, stranger)
    with pytest.raises(StepNotAllowed):
        confirm_cash_out(order=brought, proof=Proof(code=code_sent(brought)), actor=agent, at=NOON)
    assert stands(order, till) == (PaymentStatus.AWAITING_TRANSFER, 0, [CashStatus.ASKED])


@pytest.mark.parametrize("whose", ["order", "phone", "card"])
def test_a_second_agent_takes_no_yes_to_an_order_of_their_own_or_by_their_own_phone_or_card(till, agent, whose):
    second = an_agent(till.point)
    order = an_order(payment="vietqr", person=second if whose == "order" else PersonFactory())
    brought = counted(order, till, agent, **{"phone": {"phone": second.phone}, "card": {"phone": ""}}.get(whose, {}))
    with_card = {"card_code": a_card(second).code, "pin": PIN} if whose == "card" else {}

    with pytest.raises(OwnMoney):
        says(brought, second, **with_card)

    assert stands(order, till) == (PaymentStatus.AWAITING_TRANSFER, 0, [CashStatus.ASKED])
    says(brought, agent, **({"card_code": a_card(PersonFactory()).code, "pin": PIN} if with_card else {}))
    assert stands(order, till) == (PaymentStatus.PAID, order.total_vnd, [CashStatus.PAID])


def test_codes_of_a_day_to_one_phone_end_whatever_it_pays_for_and_whose_it_is_hears_of_it(till, agent):
    rule("cashpoints.codes_day", 2)
    brought = [counted(an_order(payment="vietqr"), till, agent, phone=phone) for phone in (NEIGHBOURS, NEIGHBOURS)]

    with pytest.raises(PayersTooMany):
        send_confirmation(order=brought[0], actor=agent, at=NOON)
    counted(an_order(payment="vietqr"), till, agent)  # the order's own phone was sent none

    [text] = OutgoingSms.objects.filter(phone=NEIGHBOURS, about=brought[1].code).values_list("text", flat=True)
    assert "bao ngay" in text
    assert (sms_size(text).encoding, sms_size(text).segments) == (SmsEncoding.GSM_7, 1)
    assert Entry.objects.get(what="cashpoints.many_codes").subject_code.startswith("phone:")


def test_a_yes_is_asked_from_the_day_of_the_rule_and_what_was_taken_before_says_so(order):
    before = NOON - timedelta(days=3)
    till = a_till(holds=0)
    agent = an_agent(till.point)

    taken = paid_in(order.group.code, till, order.group.total_vnd, agent, at=before)
    rules_day = before + timedelta(days=1, hours=20)  # 8:00 of 23 November in Vietnam
    other = a_till(point=till.point, holds=0)
    later = counted(an_order(payment="vietqr"), other, agent, at=rules_day)

    assert (taken.needs_yes, taken.status, taken.payer_code, receipt_of(taken.code).way) == (False, "paid", "", "")
    assert receipt_of(taken.code).customer == "Sùng A Páo"
    assert balance_of(chart.pending(order.seller.code)).owed == order.total_vnd
    assert (later.needs_yes, later.status) == (True, "asked")
    for change in ({"status": CashStatus.PAID, "paid_at": NOON, "paid_by": agent.code}, {"needs_yes": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CashOrder.objects.filter(pk=later.pk).update(**change)
