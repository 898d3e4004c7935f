"""A part came by transfer while the gateway's page was open, and the whole came through the gateway: the part goes back."""

import pytest
from django.utils import timezone

from chophien.gateways.tests.conftest import _vnpay, vnpay  # noqa: F401 -- the gateway that is none
from chophien.gateways.tests.factories import begin, stands_at, tell
from chophien.ledger.actions.proving import prove
from chophien.lib.tests.racing import race
from chophien.orders.tests.factories import an_order, fresh
from chophien.reconciliation.actions.watching import release_part
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.tests.factories import a_transfer, words_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_part_goes_back_by_itself_and_the_order_is_paid_once(vnpay):  # noqa: F811 -- the fixture above
    now = timezone.now()
    order = an_order(payment="vnpay", at=now)
    attempt = begin(order, vnpay, at=now)
    line = a_transfer(words_for(order), 10_000, at=now)
    kept = line.status
    vnpay.decide(attempt.reference)

    ended = race(
        [lambda: tell(vnpay, attempt), lambda: release_part(line=line, at=now), lambda: tell(vnpay, attempt)], at_once=3
    )
    release_part(line=line, at=now)

    assert (kept, ended) == ("part", {"done": 3})
    assert fresh(order).payment_status == "paid"
    [back] = MoneyBack.objects.all()
    line = BankLine.objects.get(pk=line.pk)
    assert (line.status, line.outcome, back.amount_vnd, back.why) == ("to_return", "duplicate", 10_000, "twice")
    assert (stands_at("gateway:vnpay"), stands_at("refunds"), stands_at("unknown")) == (order.total_vnd, -10_000, 0)
    assert prove(at=timezone.now()).right
