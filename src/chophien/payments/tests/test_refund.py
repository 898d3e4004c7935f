from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from chophien.lib.actor import SYSTEM
from chophien.lib.errors import StepNotAllowed
from chophien.payments.actions.opening import NewPayment, open_payment
from chophien.payments.actions.receiving import mark_received
from chophien.payments.actions.refunding import owe_refund, record_refund, void_payment
from chophien.payments.errors import RefundTooLarge
from chophien.payments.models import Payment, PaymentStep, Refund
from chophien.payments.selectors.refunds import open_refunds
from chophien.payments.states import PaymentMethod, Receiver
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def a_payment(*, order_code="CP-1", method=PaymentMethod.VIETQR, amount_vnd=500_000):
    return open_payment(
        due=NewPayment(order_code, "GD-1", a_seller().code, method, Receiver.MARKET, amount_vnd),
    )


def a_paid_payment(**facts):
    return mark_received(payment=a_payment(**facts), actor=SYSTEM, at=NOON)


def test_a_payment_begins_as_its_method_has_it():
    cash, transfer = a_payment(method=PaymentMethod.COD), a_payment(order_code="CP-2")

    assert (cash.status, transfer.status) == ("due_on_delivery", "awaiting_transfer")


def test_a_promise_to_give_back_is_due_in_thirty_days():
    payment = a_paid_payment()

    refund = owe_refund(payment=payment, amount_vnd=200_000, reason="Thiếu một hộp", actor=SYSTEM, at=NOON)

    assert (refund.amount_vnd, refund.due_on, refund.reason) == (200_000, date(2026, 12, 21), "Thiếu một hộp")
    payment.refresh_from_db()
    assert (payment.status, payment.owed_back_vnd) == ("refund_due", 200_000)


def test_no_more_is_given_back_than_was_paid():
    payment = a_paid_payment()
    owe_refund(payment=payment, amount_vnd=300_000, reason="Hỏng", actor=SYSTEM, at=NOON)

    for amount in (200_001, 0, -1):
        with pytest.raises(RefundTooLarge):
            owe_refund(payment=payment, amount_vnd=amount, reason="Hỏng", actor=SYSTEM, at=NOON)
    owe_refund(payment=payment, amount_vnd=200_000, reason="Hỏng", actor=SYSTEM, at=NOON)

    payment.refresh_from_db()
    assert payment.owed_back_vnd == 500_000


def test_nothing_is_given_back_that_never_came():
    payment = a_payment()

    with pytest.raises(RefundTooLarge):
        owe_refund(payment=payment, amount_vnd=1, reason="Hỏng", actor=SYSTEM, at=NOON)

    assert not Refund.objects.exists()


def test_the_database_itself_refuses_to_owe_more_than_was_paid():
    payment = a_paid_payment()

    with pytest.raises(IntegrityError, match="payments_never_refunded_twice"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(owed_back_vnd=500_001)

    payment.refresh_from_db()
    assert payment.owed_back_vnd == 0


def test_a_payment_is_refunded_when_its_last_part_went_back():
    payment = a_paid_payment()
    first = owe_refund(payment=payment, amount_vnd=200_000, reason="Hỏng", actor=SYSTEM, at=NOON)
    second = owe_refund(payment=payment, amount_vnd=300_000, reason="Hỏng", actor=SYSTEM, at=NOON)

    record_refund(refund=first, reference="FT1", actor=SYSTEM, at=NOON)
    payment.refresh_from_db()
    between = payment.status
    record_refund(refund=second, reference="FT2", actor=SYSTEM, at=NOON)
    payment.refresh_from_db()

    assert (between, payment.status) == ("refund_due", "refunded")
    steps = PaymentStep.objects.filter(payment=payment).order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["receive", "owe_refund", "owe_refund", "refund_part", "refund"]


def test_money_for_a_void_payment_is_owed_back_at_once():
    payment = a_payment()
    void_payment(order_code="CP-1", actor=SYSTEM, at=NOON)

    payment = mark_received(payment=payment, actor=SYSTEM, at=NOON)

    assert payment.status == "refund_due"
    assert list(open_refunds().values_list("amount_vnd", "reason")) == [(500_000, "late_money")]


def test_voiding_what_was_paid_owes_what_is_left_of_it():
    payment = a_paid_payment()
    owe_refund(payment=payment, amount_vnd=200_000, reason="Hỏng", actor=SYSTEM, at=NOON)

    void_payment(order_code="CP-1", actor=SYSTEM, at=NOON, reason="Hủy")

    assert list(Refund.objects.order_by("pk").values_list("amount_vnd", flat=True)) == [200_000, 300_000]


def test_a_payment_is_void_once():
    a_payment()
    void_payment(order_code="CP-1", actor=SYSTEM, at=NOON)

    with pytest.raises(StepNotAllowed):
        void_payment(order_code="CP-1", actor=SYSTEM, at=NOON)

    assert PaymentStep.objects.count() == 1


@pytest.mark.parametrize("refunds", [1, 3])
def test_the_list_of_open_refunds_takes_one_statement(refunds, django_assert_num_queries):
    for number in range(refunds):
        payment = a_paid_payment(order_code=f"CP-{number}")
        owe_refund(payment=payment, amount_vnd=1_000, reason="Hỏng", actor=SYSTEM, at=NOON)

    with django_assert_num_queries(1):
        assert len([refund.payment.order_code for refund in open_refunds()]) == refunds
