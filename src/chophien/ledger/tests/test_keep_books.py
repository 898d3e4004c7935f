"""What the books promise to those who write in them, and what the database refuses whoever asks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from chophien.ledger.actions.accounts import NewAccount, close_account, open_account, open_accounts
from chophien.ledger.actions.posting import expire_due, post, try_post
from chophien.ledger.actions.proving import prove
from chophien.ledger.errors import LedgerRefused
from chophien.ledger.models import LONGEST, Account, Balance, Transfer
from chophien.ledger.selectors import Sums, balance_of, last_proof, sums_of, transfers_about, transfers_of
from chophien.ledger.states import ALL, Result, Step
from chophien.ledger.store import KNOWN
from chophien.ledger.tests.factories import NOON, a_wish, an_account, money_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_accounts():
    an_account("bank")
    an_account("seller:lan", debits_capped=True)


def result_of(wish, at=NOON):
    return try_post([wish], at=at)[0].result


def refused(statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_money_moves_from_the_debit_to_the_credit_account():
    made = post([a_wish("sale-1", amount=85_000, subject_code="DH-1")], at=NOON)

    assert [(one.debit, one.credit, one.amount) for one in made] == [("bank", "seller:lan", 85_000)]
    assert balance_of("bank") == Sums(debits_posted=85_000)
    assert balance_of("seller:lan") == Sums(credits_posted=85_000)
    assert balance_of("seller:lan").owed == balance_of("bank").held == 85_000
    assert [one.code for one in transfers_about("DH-1")] == ["sale-1"]


def test_the_same_again_is_answered_as_the_first_time_and_moves_nothing():
    first = post([a_wish("sale-1")], at=NOON)

    again = post([a_wish("sale-1")], at=NOON + timedelta(days=1))

    assert again == first
    assert balance_of("seller:lan").owed == 1000


def test_another_transfer_under_the_same_code_is_refused():
    post([a_wish("sale-1")], at=NOON)

    with pytest.raises(LedgerRefused) as refusal:
        post([a_wish("sale-1", amount=1001)], at=NOON)

    assert (refusal.value.transfer, refusal.value.result) == ("sale-1", Result.EXISTS_WITH_DIFFERENT_AMOUNT)


def test_all_are_written_or_none_and_what_failed_so_may_be_tried_again():
    wishes = [a_wish("sale-1"), a_wish("payout-1", "seller:lan", "bank", 5000)]

    with pytest.raises(LedgerRefused, match="exceeds_credits"):
        post(wishes, at=NOON)

    assert balance_of("seller:lan") == Sums()
    money_for("seller:lan", 4000)
    post(wishes, at=NOON)
    assert balance_of("seller:lan").owed == 0


def test_a_code_that_was_told_it_failed_never_succeeds():
    assert result_of(a_wish("payout-1", "seller:lan", "bank", 5000)) == Result.EXCEEDS_CREDITS
    money_for("seller:lan", 5000)

    assert result_of(a_wish("payout-1", "seller:lan", "bank", 5000)) == Result.ID_ALREADY_FAILED


def test_what_is_set_aside_cannot_be_spent_and_comes_free_with_the_rest():
    money_for("seller:lan", 1000)
    post([a_wish("hold", "seller:lan", "bank", 800, step=Step.PENDING, timeout_s=900)], at=NOON)

    assert balance_of("seller:lan").owed == 200
    assert result_of(a_wish("spend", "seller:lan", "bank", 201)) == Result.EXCEEDS_CREDITS
    post([a_wish("take", amount=500, debit="", credit="", book="", kind="", step=Step.POST, pending="hold")], at=NOON)
    assert balance_of("seller:lan").owed == 500


def test_posting_all_takes_what_is_there():
    post([a_wish("hold", amount=700, step=Step.PENDING)], at=NOON)

    (made,) = post([a_wish("take", amount=ALL, step=Step.POST, pending="hold")], at=NOON)

    assert made.amount == 700


def test_the_clock_frees_what_was_set_aside_too_long_once():
    post([a_wish("hold", amount=700, step=Step.PENDING, timeout_s=60)], at=NOON)
    late = NOON + timedelta(seconds=60)

    assert result_of(a_wish("take", amount=700, step=Step.POST, pending="hold"), at=late) == (
        Result.PENDING_TRANSFER_EXPIRED
    )
    assert [expire_due(at=late - timedelta(seconds=1)), expire_due(at=late), expire_due(at=late)] == [0, 1, 0]
    assert balance_of("bank") == Sums()
    assert [(one.code, one.step) for one in transfers_of("bank")] == [("hold:expired", "expire"), ("hold", "pending")]


def test_a_closed_account_moves_nothing_but_what_was_set_aside_comes_back():
    post([a_wish("hold", amount=700, step=Step.PENDING)], at=NOON)
    close_account("seller:lan", at=NOON)

    assert result_of(a_wish("sale")) == Result.CREDIT_ACCOUNT_ALREADY_CLOSED
    assert result_of(a_wish("take", amount=ALL, step=Step.POST, pending="hold")) == Result.CREDIT_ACCOUNT_ALREADY_CLOSED
    assert result_of(a_wish("free", amount=0, step=Step.VOID, pending="hold")) == Result.CREATED
    with pytest.raises(Account.DoesNotExist):
        close_account("seller:lan", at=NOON)


def test_an_account_is_opened_once_and_says_in_what_another_differs():
    fee = NewAccount("market:fee", kind="fee", hot=True)

    assert open_accounts([fee, fee], at=NOON) == [Result.CREATED, Result.EXISTS]
    assert open_account(replace(fee, hot=False), at=NOON) == Result.EXISTS_WITH_DIFFERENT_FLAGS
    assert open_account(replace(fee, book="USD"), at=NOON) == Result.EXISTS_WITH_DIFFERENT_LEDGER
    assert open_account(replace(fee, kind="tax"), at=NOON) == Result.EXISTS_WITH_DIFFERENT_CODE
    assert open_account(NewAccount("x", "fee", hot=True, debits_capped=True), at=NOON) == (
        Result.FLAGS_ARE_MUTUALLY_EXCLUSIVE
    )


@pytest.mark.parametrize(
    "wish", [a_wish("x" * (LONGEST + 1)), a_wish("sale", amount=-1), a_wish("a\x00b")], ids=["long", "negative", "nul"]
)
def test_a_callers_mistake_is_an_error_of_its_own(wish):
    with pytest.raises(ValueError, match=r".+"):
        try_post([wish], at=NOON)


def test_many_lanes_add_up_whichever_was_taken():
    an_account("market:fee", hot=True)
    post([a_wish("hold", credit="market:fee", amount=700, step=Step.PENDING)], at=NOON)
    post([a_wish("take", credit="", amount=ALL, step=Step.POST, pending="hold")], at=NOON)

    assert balance_of("market:fee") == Sums(credits_posted=700)
    assert Balance.objects.filter(account__code="market:fee").count() == 16


@pytest.mark.parametrize("transfers", [1, 3, 50])
def test_a_batch_of_any_size_takes_the_same_statements(transfers, django_assert_num_queries):
    wishes = [a_wish(f"sale-{number}") for number in range(transfers)]

    # With three and more a savepoint stands round the writing, so that one that is there already undoes it whole.
    with django_assert_num_queries(3 if transfers == 1 else 5):
        answers = try_post(wishes, at=NOON)

    assert {answer.result for answer in answers} == {Result.CREATED}


@pytest.mark.parametrize("accounts", [1, 3])
def test_what_accounts_stand_at_is_read_in_one_statement(accounts, django_assert_num_queries):
    codes = [an_account(f"seller:{number}") for number in range(accounts)]

    with django_assert_num_queries(1):
        assert sums_of(codes) == dict.fromkeys(codes, Sums())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_transfer SET amount_vnd = 1",
        "DELETE FROM ledger_transfer",
        "UPDATE ledger_balance SET credits_posted = 9",
        "DELETE FROM ledger_balance",
        "INSERT INTO ledger_balance SELECT id + 900, 9, false, false, 0, 0, 0, 0, id FROM ledger_account LIMIT 1",
        "UPDATE ledger_account SET debits_capped = false",
        "DELETE FROM ledger_account",
    ],
)
def test_the_database_refuses_to_change_the_books(statement):
    post([a_wish("sale-1")], at=NOON)

    refused(statement)


def test_whoever_writes_the_database_moves_both_balances_and_keeps_the_caps():
    post([a_wish("sale-1")], at=NOON)
    insert = (
        "INSERT INTO ledger_transfer (code, debit_id, credit_id, amount_vnd, book, kind, step, set_aside_vnd, timeout_s,"
        " balancing_debit, balancing_credit, linked, subject_code, at) SELECT 'by-hand', debit_id, credit_id, {amount},"
        " '{book}', kind, 'plain', 0, 0, false, false, false, '', at FROM ({rows}) AS one"
    )
    back = "SELECT credit_id AS debit_id, debit_id AS credit_id, kind, at FROM ledger_transfer"

    refused(insert.format(amount=1001, book="VND", rows=back))
    refused(insert.format(amount=-1, book="VND", rows=back))
    refused(insert.format(amount=1, book="USD", rows=back) + "; SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute(insert.format(amount=1000, book="VND", rows=back))

    assert balance_of("seller:lan") == Sums(debits_posted=1000, credits_posted=1000)
    assert balance_of("bank") == Sums(debits_posted=1000, credits_posted=1000)


def test_the_proof_rebuilds_every_balance_and_names_what_differs():
    post([a_wish("sale-1"), a_wish("hold", amount=300, step=Step.PENDING)], at=NOON)
    right = prove(at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_balance DISABLE TRIGGER ledger_guard_balance")
        cursor.execute("UPDATE ledger_balance SET credits_posted = 990 WHERE credits_posted = 1000")
        cursor.execute("ALTER TABLE ledger_balance ENABLE TRIGGER ledger_guard_balance")

    wrong = prove(at=NOON)

    assert (right.right, right.transfers, right.accounts, right.debits_vnd, right.credits_vnd) == (
        *(True, 2, 2),
        *(1300, 1300),
    )
    assert not wrong.right
    assert wrong.differences == [["seller:lan", "credits_posted", "1000", "990"]]
    assert last_proof() == wrong


def test_transfers_of_an_account_come_newest_first():
    post([a_wish("sale-1")], at=NOON)
    post([a_wish("sale-2")], at=NOON)

    assert list(transfers_of("bank").values_list("code", flat=True)) == ["sale-2", "sale-1"]
    assert Transfer.objects.count() == 2


def test_each_code_is_looked_up_by_itself_however_old_the_databases_statistics_are():
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {KNOWN}", [["sale", "fee"]])
        plan = " ".join(row[0] for row in cursor.fetchall())

    assert "Join Filter" not in plan
    assert "Hash" not in plan
