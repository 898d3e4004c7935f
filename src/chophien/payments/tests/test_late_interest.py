"""Money that goes back later than the law lets it: interest by the yearly rate, day by day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chophien.lib.actor import SYSTEM
from chophien.payments.actions.refunding import promise_refund, record_refund
from chophien.payments.errors import RefundTooLarge
from chophien.payments.models import Refund
from chophien.payments.selectors.refunds import late_interest, money_left
from chophien.payments.tests.test_refund import a_paid_payment

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def promised(amount_vnd=365_000):
    payment = a_paid_payment()
    return promise_refund(
        order_code=payment.order_code, amount_vnd=amount_vnd, reason="Sai", noticed_at=NOON, actor=SYSTEM, at=NOON
    )


def test_the_days_count_from_the_notice_not_from_the_agreement():
    payment = a_paid_payment()

    refund = promise_refund(
        order_code=payment.order_code,
        amount_vnd=1_000,
        reason="Sai",
        noticed_at=NOON - timedelta(days=12),
        actor=SYSTEM,
        at=NOON,
    )

    assert refund.due_on == date(2026, 12, 9)


@pytest.mark.parametrize(("late", "interest"), [(-30, 0), (0, 0), (1, 100), (10, 1_000), (365, 36_500)])
def test_interest_is_counted_for_each_day_after_the_day_it_was_due(late, interest):
    refund = promised()

    assert late_interest(refund, at=NOON + timedelta(days=30 + late)) == interest


def test_interest_is_written_down_when_the_money_went_back():
    refund = promised()

    record_refund(refund=refund, reference="FT1", actor=SYSTEM, at=NOON + timedelta(days=33))

    assert Refund.objects.get().interest_vnd == 300


def test_no_more_is_promised_than_was_paid():
    refund = promised(400_000)

    with pytest.raises(RefundTooLarge):
        promise_refund(
            order_code=refund.payment.order_code,
            amount_vnd=100_001,
            reason="Sai",
            noticed_at=NOON,
            actor=SYSTEM,
            at=NOON,
        )

    assert (Refund.objects.count(), money_left(refund.payment.order_code)) == (1, 100_000)
