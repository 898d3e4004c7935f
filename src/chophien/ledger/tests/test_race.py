"""Threads with connections of their own, all at the same accounts."""

from random import Random

import pytest
from django.db import transaction

from chophien.ledger.actions.posting import post, try_post
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.ledger.states import ALL, Result, Step
from chophien.ledger.tests.factories import NOON, a_wish, an_account, money_for
from chophien.lib.tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def posting(*wishes):
    def act():
        with transaction.atomic():
            post(wishes, at=NOON)

    return act


def test_a_hundred_who_draw_from_forty_get_exactly_forty():
    an_account("bank")
    an_account("seller:lan", debits_capped=True)
    money_for("seller:lan", 40)

    outcomes = race([posting(a_wish(f"out-{n}", "seller:lan", "bank", 1)) for n in range(100)], at_once=16)

    assert outcomes == {"done": 40, "ledger_refused": 60}
    assert balance_of("seller:lan").owed == 0
    assert prove(at=NOON).right


def test_the_same_message_on_many_threads_moves_once_and_all_are_told_so():
    an_account("bank")
    an_account("seller:lan")
    batch = [a_wish("sale", amount=9000), a_wish("fee", "seller:lan", "bank", 450)]

    outcomes = race([posting(*(batch if n % 2 else reversed(batch))) for n in range(48)], at_once=16)

    assert outcomes == {"done": 48}
    assert balance_of("seller:lan").owed == 8550


def test_posting_and_voiding_at_once_end_it_once():
    an_account("bank")
    an_account("market:fee", hot=True)
    post_or_void = []
    with transaction.atomic():
        for number in range(20):
            post([a_wish(f"hold-{number}", credit="market:fee", amount=10, step=Step.PENDING)], at=NOON)
            post_or_void += [
                posting(a_wish(f"post-{number}", credit="", amount=ALL, step=Step.POST, pending=f"hold-{number}")),
                posting(a_wish(f"void-{number}", credit="", amount=0, step=Step.VOID, pending=f"hold-{number}")),
            ]

    outcomes = race(post_or_void, at_once=16)

    assert outcomes == {"done": 20, "ledger_refused": 20}
    fee = balance_of("market:fee")
    assert (fee.credits_pending, fee.credits_posted % 10) == (0, 0)
    assert prove(at=NOON).right


def test_transfers_crosswise_between_a_few_accounts_never_wait_in_a_circle():
    accounts = [an_account(f"seller:{number}", hot=number == 0) for number in range(6)]
    draw = Random(5)
    acts = []
    for number in range(160):
        pairs = [draw.sample(accounts, 2) for _ in range(3)]
        acts.append(posting(*(a_wish(f"{number}-{place}", *pair, 7) for place, pair in enumerate(pairs))))

    outcomes = race(acts, at_once=16)

    assert outcomes == {"done": 160}
    proof = prove(at=NOON)
    assert (proof.right, proof.transfers, proof.debits_vnd) == (True, 480, 160 * 3 * 7)


def test_nobody_waits_for_a_lane_that_is_taken():
    an_account("bank")
    an_account("market:fee", hot=True)
    an_account("seller:lan")

    with transaction.atomic():
        post([a_wish("held", "seller:lan", "market:fee", 5)], at=NOON)  # its lane stays locked until the end
        outcomes = race([posting(a_wish(f"fee-{n}", credit="market:fee", amount=1)) for n in range(30)], at_once=1)

    assert outcomes == {"done": 30}
    assert balance_of("market:fee").credits_posted == 35


def test_outside_a_transaction_nothing_is_written():
    an_account("bank")
    an_account("seller:lan")

    with pytest.raises(transaction.TransactionManagementError):
        try_post([a_wish("sale")], at=NOON)

    assert balance_of("bank").debits_posted == 0
    with transaction.atomic():
        assert try_post([a_wish("sale")], at=NOON)[0].result == Result.CREATED
