"""Whatever is asked, in whatever order and however often: the books balance and the caps hold."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chophien.ledger.actions.posting import expire_due, try_post
from chophien.ledger.actions.proving import prove
from chophien.ledger.machine import Wish
from chophien.ledger.selectors import sums_of
from chophien.ledger.states import ALL, TRANSIENT, Result, Step
from chophien.ledger.tests.factories import NOON, an_account

ACCOUNTS = {"free": {}, "hot": {"hot": True}, "owed": {"debits_capped": True}, "held": {"credits_capped": True}}
codes = st.integers(0, 30).map(str)
accounts = st.sampled_from([*ACCOUNTS, "nobody", ""])
wishes = st.builds(
    Wish,
    code=codes,
    debit=accounts,
    credit=accounts,
    amount=st.one_of(st.integers(0, 50), st.just(ALL)),
    book=st.sampled_from(["VND", "VND", "VND", ""]),
    kind=st.sampled_from(["sale", "sale", ""]),
    step=st.sampled_from([Step.PLAIN, Step.PLAIN, Step.PENDING, Step.PENDING, Step.POST, Step.VOID]),
    pending=st.one_of(st.just(""), codes),
    timeout_s=st.sampled_from([0, 0, 0, 5]),
    balancing_debit=st.booleans(),
    balancing_credit=st.booleans(),
    linked=st.booleans(),
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(wishes, min_size=1, max_size=8), min_size=1, max_size=8))
def test_the_books_balance_whatever_is_asked(batches):
    for code, said in ACCOUNTS.items():
        an_account(code, **said)

    for number, batch in enumerate(batches):
        at = NOON + timedelta(seconds=2 * number)
        expire_due(at=at)
        answers = try_post(batch, at=at)
        before = sums_of(ACCOUNTS)
        # The last answers of a batch, asked for again alone: what was done stays, what was refused for good stays so.
        last = {wish.code: (wish, answer) for wish, answer in zip(batch, answers, strict=True) if not wish.linked}
        for wish, answer in last.values():
            again = try_post([wish], at=at)[0].result
            if answer.result in TRANSIENT:
                assert again == Result.ID_ALREADY_FAILED
            elif answer.result == Result.CREATED:
                assert again == Result.EXISTS
                assert sums_of(ACCOUNTS) == before

    proof = prove(at=NOON)
    assert proof.differences == []
    assert proof.debits_vnd == proof.credits_vnd
    sums = sums_of(ACCOUNTS)
    assert sums["owed"].owed >= 0
    assert sums["held"].held >= 0
