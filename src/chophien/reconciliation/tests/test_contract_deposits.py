"""The deposit of a contract by transfer: exact, in parts, too much, too late, twice, and what both sides read."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Account
from chophien.ledger.selectors import sums_of
from chophien.messages.models import Message
from chophien.orders.tests.factories import NOON
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.models import Payment, Refund
from chophien.reconciliation.actions.deciding import assign_line
from chophien.reconciliation.actions.telling import tell_part
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.selectors import target_shown
from chophien.reconciliation.tests.factories import a_transfer
from chophien.wholesale.actions.deposits import deposit_overdue
from chophien.wholesale.models import Contract
from chophien.wholesale.selectors.deposits import deposit_of
from chophien.wholesale.tests.factories import a_contract_in_force, some_terms

pytestmark = pytest.mark.django_db
DEPOSIT = 3_000_000
UNTIL = NOON.date() + timedelta(days=5)
LATE = NOON + timedelta(days=7)


@pytest.fixture
def contract():
    return a_contract_in_force(terms=some_terms(deposit_vnd=DEPOSIT, deposit_on=UNTIL, deposit_late="end"))


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATE + timedelta(days=1)).right


def words(contract):
    """How a bank writes them."""
    return f"MBVCB.99.{contract.code.replace('-', '').lower()} dat coc hop dong CT tu 0351000646393"


def standing():
    sums = sums_of(Account.objects.values_list("code", flat=True))
    amounts = {code: abs(one.debits_posted - one.credits_posted) for code, one in sums.items()}
    return {code: amount for code, amount in amounts.items() if amount}


def how(line):
    line.refresh_from_db()
    return str(line.outcome), str(line.status), line.used_vnd, line.owed_back_vnd


def test_s04_the_exact_deposit_pays_the_contract_and_waits_in_the_books(contract):
    line = a_transfer(words(contract), DEPOSIT)

    assert (how(line), line.target) == (("exact", "settled", DEPOSIT, 0), contract.code)
    assert (Payment.objects.get().status, deposit_of(contract).is_awaited) == ("paid", False)
    assert standing() == {chart.held(): DEPOSIT, chart.pending(contract.seller.code): DEPOSIT}
    assert target_shown(line.target).contract == contract.code


def test_a_part_is_kept_aside_and_the_contracts_page_asks_for_exactly_the_rest(contract):
    line = a_transfer(words(contract), 1_000_000)
    tell_part(line_id=line.pk, at=NOON)

    deposit = deposit_of(contract)
    assert (deposit.transfer.came_vnd, deposit.transfer.amount_vnd) == (1_000_000, 2_000_000)
    page = text_of(as_person(contract.buyer).get(f"/mua-si/hop-dong/{contract.code}/"))
    assert "Còn thiếu 2.000.000 đ" in page
    assert any("2.000.000" in one.text for one in Message.objects.filter(person_code=contract.buyer.code))

    second = a_transfer(words(contract), 2_000_000)

    assert (how(line), how(second)) == (("under", "settled", 1_000_000, 0), ("exact", "settled", 2_000_000, 0))
    assert standing() == {chart.held(): DEPOSIT, chart.pending(contract.seller.code): DEPOSIT}


def test_what_is_too_much_goes_back_and_a_second_deposit_too(contract):
    over = a_transfer(words(contract), DEPOSIT + 5_000)
    twice = a_transfer(words(contract), DEPOSIT)

    assert (how(over), how(twice)) == (
        ("over", "to_return", DEPOSIT, 5_000),
        ("duplicate", "to_return", 0, DEPOSIT),
    )
    assert [one.amount_vnd for one in MoneyBack.objects.order_by("pk")] == [5_000, DEPOSIT]
    assert standing()[chart.REFUNDS] == DEPOSIT + 5_000


def test_after_the_contract_has_lapsed_the_deposit_is_owed_back_at_once(contract):
    deposit_overdue(contract=contract, at=LATE)
    assert Contract.objects.get().status == "lapsed"

    line = a_transfer(words(contract), DEPOSIT, at=LATE)

    assert how(line) == ("late", "settled", DEPOSIT, 0)
    assert (Refund.objects.get().amount_vnd, Payment.objects.get().status) == (DEPOSIT, "refund_due")
    assert standing() == {chart.held(): DEPOSIT, chart.REFUNDS: DEPOSIT}


def test_somebody_says_that_money_without_a_code_is_the_deposit(contract):
    line = a_transfer("dat coc", DEPOSIT)
    assert how(line)[1] == "open"

    assign_line(line=line, code=contract.code, actor=operator(), at=NOON)

    assert how(line)[:2] == ("exact", "settled")
    assert Payment.objects.get().status == "paid"
    assert BankLine.objects.get().target == contract.code
