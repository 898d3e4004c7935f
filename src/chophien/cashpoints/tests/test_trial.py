"""Without a partner's contract everything goes as it would, is called a trial, and touches no real account."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.tests.factories import operator
from chophien.audit.models import Entry
from chophien.cashpoints.actions.asking import cancel_cash_out
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.counting import confirm_count
from chophien.cashpoints.actions.floats import bring_float, take_float
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.actions.places import close_point, move_to_contract
from chophien.cashpoints.errors import (
    CustomerLimit,
    FloatTooLow,
    NoContract,
    NothingDue,
    OutOfDate,
    PointClosed,
    TillNotEmpty,
)
from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.selectors.contracts import contract_at, is_real
from chophien.cashpoints.selectors.receipts import receipt_of
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.tests.factories import (
    CONTRACT,
    NOON,
    a_household,
    a_point,
    a_till,
    an_agent,
    asked,
    confirmed,
    paid_in,
    partner_contract,
    real_money,
)
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.errors import LedgerRefused
from chophien.ledger.models import Transfer
from chophien.ledger.selectors import balance_of
from chophien.ledger.states import Result
from chophien.lib.errors import NotPermitted
from chophien.messages.models import Notice, OutgoingSms
from chophien.orders.tests.factories import an_order, fresh
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.payments.states import PaymentStatus
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.settlement.selectors.payable import payable_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def till():
    return a_till(holds=10_000_000)


@pytest.fixture
def agent(till):
    return an_agent(till.point)


def real_transfers():
    return Transfer.objects.exclude(book=chart.TRIAL_BOOK).count()


def test_a_whole_day_of_a_trial_moves_nothing_real(till, agent):
    seller = a_household(5_000_000)
    order = an_order(payment="vietqr")
    before = real_transfers()

    bring_float(till=till, amount_vnd=1_000_000, reference="VC", key="b", actor=agent, at=NOON)
    paid = pay_out_cash(order=confirmed(seller, till, 3_000_000, agent), actor=agent, at=NOON)
    cancel_cash_out(order=asked(seller, till, 1_000_000, agent), actor=agent, at=NOON)
    taken = paid_in(order.group.code, till, order.group.total_vnd, agent)
    take_float(till=till, amount_vnd=2_000_000, reference="VC", key="o", actor=agent, at=NOON)
    lies = 10_000_000 + 1_000_000 - 3_000_000 + order.group.total_vnd - 2_000_000
    notes = {500_000: lies // 500_000}
    second = agent2(till)
    counted = close_day(till=till, day=NOON.date(), notes=notes, note="lẻ", counted_with=second, actor=agent, at=NOON)
    confirm_count(count=counted, actor=second, at=NOON)

    assert real_transfers() == before
    assert payable_of([seller.code], at=NOON)[0].now_vnd == 5_000_000
    assert fresh(order).payment_status == PaymentStatus.AWAITING_TRANSFER
    assert all(receipt_of(one.code).simulated and not receipt_of(one.code).partner for one in (paid, taken))
    assert float_of(till, simulated=True, at=NOON).held_vnd == lies // 500_000 * 500_000
    assert float_of(till, simulated=False, at=NOON).held_vnd == 0
    texts = [sms.text for sms in OutgoingSms.objects.filter(wiped_at__isnull=True, about__startswith="TM")]
    assert len(texts) == 2
    assert all(text.startswith("CHAY THU, khong co tien that.") for text in texts)
    assert prove(at=NOON).right


def agent2(till):
    return an_agent(till.point)


def test_a_trial_cannot_touch_a_real_account_by_construction(till):
    real, trial = chart.cash(chart.AGENT, till.code), chart.simulated(chart.held())
    for debit, credit, book in ((real, trial, "VND"), (trial, real, chart.TRIAL_BOOK)):
        with pytest.raises(LedgerRefused) as refused:
            enter([Wish("mixed" + book, debit, credit, 1, kind="x", book=book)], at=NOON)
        assert refused.value.result in {
            Result.ACCOUNTS_MUST_HAVE_THE_SAME_LEDGER,
            Result.TRANSFER_MUST_HAVE_THE_SAME_LEDGER_AS_ACCOUNTS,
        }


def test_what_an_order_is_about_and_that_it_is_a_trial_never_changes(till, agent):
    order = asked(a_household(), till, 100_000, agent)

    for change in ({"simulated": False}, {"amount_vnd": 1}, {"seller_code": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CashOrder.objects.filter(pk=order.pk).update(**change)


def test_the_checks_of_a_trial_are_the_real_ones(till, agent):
    seller = a_household(50_000_000)

    with pytest.raises(CustomerLimit):
        asked(seller, till, 20_001_000, agent)
    with pytest.raises(FloatTooLow):
        asked(seller, till, 10_001_000, agent)
    poor = a_household(100_000)
    asked(poor, till, 60_000, agent)
    with pytest.raises(NothingDue):
        asked(poor, till, 41_000, agent)


def test_a_trial_that_was_asked_before_the_contract_is_not_paid_under_it_nor_the_other_way(till, agent):
    trial = confirmed(a_household(), till, 100_000, agent)
    with real_money():
        with pytest.raises(OutOfDate):
            pay_out_cash(order=trial, actor=agent, at=NOON)
        bring_float(till=till, amount_vnd=5_000_000, reference="VC", key="r", actor=agent, at=NOON)
        real = confirmed(a_household(), till, 100_000, agent)
    partner_contract(number="")

    with pytest.raises(OutOfDate):
        pay_out_cash(order=real, actor=agent, at=NOON)
    assert balance_of(chart.cash(chart.AGENT, till.code)).credits_posted == 0


def test_real_cash_is_taken_away_and_counted_after_the_contract_ended_and_under_a_new_number(till, agent):
    boss, key = operator(), "old"
    with real_money():
        real = a_till(point=till.point, holds=5_000_000)
    partner_contract(number="")
    with pytest.raises(TillNotEmpty):
        close_point(point=till.point, actor=boss, at=NOON)

    late = bring_float(till=real, amount_vnd=700_000, reference="VC-T", key="t", actor=agent, at=NOON)
    move = take_float(till=real, amount_vnd=4_700_000, reference="VC-O", key=key, actor=agent, at=NOON)
    counted = close_day(till=real, day=NOON.date(), notes={500_000: 2}, actor=agent, at=NOON)
    trial = close_day(till=till, day=NOON.date(), notes={100_000: 100}, actor=agent, at=NOON)

    assert (late.simulated, move.simulated, counted.simulated, counted.expected_vnd) == (False, False, False, 1_000_000)
    assert "700.000" in Notice.objects.get(person_code=boss.code, about=late.code).text
    assert (trial.simulated, trial.expected_vnd) == (True, 10_000_000)
    tomorrow = NOON + timedelta(days=1)
    with real_money(number="13/2027"):
        assert not is_real(real.point, at=tomorrow)
        moved = move_to_contract(point=real.point, actor=boss, at=tomorrow)
        assert (moved.contract, is_real(moved, at=tomorrow)) == ("13/2027", True)
        assert Entry.objects.get(what="cashpoints.contract_changed").facts == {
            "contract": "13/2027",
            "contract_before": CONTRACT,
        }
    take_float(till=real, amount_vnd=1_000_000, reference="VC-R", key="rest", actor=boss, at=tomorrow)
    close_point(point=till.point, actor=boss, at=tomorrow)
    with pytest.raises(PointClosed):
        move_to_contract(point=till.point, actor=boss, at=tomorrow)


def test_a_point_moves_to_no_contract_that_is_not_in_force(till, agent):
    with pytest.raises(NoContract):
        move_to_contract(point=till.point, actor=operator(), at=NOON)
    with real_money(number="13/2027"), pytest.raises(NotPermitted):
        move_to_contract(point=till.point, actor=agent, at=NOON)


@pytest.mark.parametrize(
    ("named", "configured", "points", "real"),
    [
        ("", "", CONTRACT, False),
        (CONTRACT, "", CONTRACT, False),
        ("", CONTRACT, CONTRACT, False),
        (CONTRACT, "13/2026", CONTRACT, False),
        (CONTRACT, CONTRACT, "", False),
        (CONTRACT, CONTRACT, "11/2025", False),
        (CONTRACT, CONTRACT, CONTRACT, True),
    ],
)
def test_real_money_needs_the_rule_the_setting_and_the_points_own_contract(settings, named, configured, points, real):
    partner_contract(number=named)
    settings.CASHPOINT_CONTRACT = configured
    point = a_point(contract=points)

    assert is_real(point, at=NOON) is real
    assert (contract_at(NOON) is not None) is (bool(named) and named == configured)


def test_a_contract_that_has_ended_moves_nothing_real(till):
    with real_money():
        LegalParameter.objects.filter(key="cashpoints.partner").update(effective_to=NOON.date())
        LegalParameter.objects.create(
            key="cashpoints.partner",
            value={},
            unit="contract",
            effective_from=NOON.date() + timedelta(days=1),
            source="x",
            confidence="OWN",
        )
        remember(seconds=86_400.0)

        assert is_real(till.point, at=NOON)
        assert not is_real(till.point, at=NOON + timedelta(days=1))
