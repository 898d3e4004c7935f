"""What was written down in a way that is not today's: an upgrade, or the clock, puts it right, once."""

from importlib import import_module

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.gateways.actions.repaying import open_refunds_of_gateways
from chophien.gateways.jobs import owe_interest
from chophien.gateways.tests.factories import an_order_to_pay, pay, stands_at
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.money import give_money_back
from chophien.orders.tests.factories import fresh
from chophien.payments import chart
from chophien.payments.actions.asking import ask_for_account
from chophien.payments.actions.books import enter
from chophien.payments.models import AccountAsked, InterestOwed, Refund
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.tests.factories import a_transfer, an_unpaid_order, words_for
from tests.money.test_whose_surplus import BUYER, SAME, STRANGER

pytestmark = pytest.mark.django_db


def test_interest_that_was_booked_as_paid_with_what_a_gateway_gave_back_is_owed_and_the_account_agrees(
    vnpay,
    do_jobs,
):
    now = timezone.now()
    order = an_order_to_pay("vnpay", at=now)
    pay(order, vnpay, at=now)
    give_money_back(order=fresh(order), amount_vnd=50_000, reason="hỏng", noticed_at=now, actor=SYSTEM, at=now)
    open_refunds_of_gateways(at=now)
    do_jobs()
    refund, held = Refund.objects.get(), stands_at(chart.held())
    owe_interest(due_at="")
    before = InterestOwed.objects.count()
    Refund.objects.update(interest_vnd=1_234)  # as it was written down before
    name = f"refund:{refund.code}:late_interest"
    wrong = Wish(name, chart.INTEREST, chart.held(), 1_234, kind="late_interest", subject_code=order.code)
    enter([wrong], at=now)

    for _night in "12":
        owe_interest(due_at="")

    owed = InterestOwed.objects.get()
    refund.refresh_from_db()
    assert (before, refund.done_at is None, refund.interest_vnd) == (0, False, 0)
    assert (owed.amount_vnd, owed.refund_id, owed.in_books, owed.is_open) == (1_234, refund.pk, True, True)
    assert (stands_at(chart.held()), stands_at(chart.INTEREST), stands_at(chart.INTEREST_OWED)) == (held, 1_234, -1_234)
    assert prove(at=timezone.now()).right


def test_what_was_asked_about_money_of_strangers_ends_with_the_upgrade_and_the_buyers_own_stays():
    orders = [an_unpaid_order(person=PersonFactory()) for _place in "1234"]
    for order, second in zip(orders, (SAME, STRANGER, {}, SAME), strict=True):
        a_transfer(words_for(order), order.total_vnd, **BUYER)
        more = a_transfer(words_for(order), order.total_vnd, **second)
        back = MoneyBack.objects.get(line=more)
        ask_for_account(about=back.code, group_code=order.group.code, amount_vnd=back.amount_vnd, at=timezone.now())
    no_key_opens = Fernet(Fernet.generate_key()).encrypt(b"{}")
    BankLine.objects.filter(pk=more.pk).update(sealed_payer=no_key_opens)

    import_module("chophien.reconciliation.migrations.0013_strangers_are_asked_for_no_account").end(apps, None)

    left = AccountAsked.objects.filter(ended_at__isnull=True)
    assert [one.group_code for one in left] == [orders[0].group.code]
