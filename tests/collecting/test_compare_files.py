"""What a carrier tells, compared line by line: every outcome, every decision, hostile files."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.collecting.actions import findings as deciding
from chophien.collecting.actions.files import compare_file, find_missing, take_file
from chophien.collecting.actions.handing import draw_up_paying_in, withdraw
from chophien.collecting.errors import (
    DoesNotFit,
    NothingToHandOver,
    RowFaulty,
    WordsMissing,
)
from chophien.collecting.models import CarrierFile, CarrierLine, Finding, FindingStep
from chophien.collecting.selectors.cash import in_hand_of
from chophien.collecting.states import Bearer, FeeBearer
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.orders.actions.sending import receive_order
from chophien.orders.tests.factories import NOON, fresh
from chophien.payments import chart
from chophien.reconciliation.tests.factories import a_transfer
from chophien.settlement.selectors.payable import payable_of
from tests.collecting.factories import (
    HEADINGS,
    a_carrier,
    a_file,
    a_line,
    a_sent_order,
    cash_of,
    collected_by_carrier,
    tracking_of,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=20)
LOST = chart.funder(chart.MARKET, "cash")


@pytest.fixture
def carrier():
    return a_carrier()


def outcomes(file):
    return list(file.lines.order_by("number").values_list("outcome", flat=True))


def held(carrier):
    return balance_of(carrier.holder.account).held


def due(order):
    return balance_of(chart.due(order.seller.code)).owed


def the_finding():
    return Finding.objects.select_related("carrier", "line", "cash").get()


def decide(act, finding, **facts):
    return act(finding=finding, reason="đã hỏi bưu cục", actor=operator(), at=NOON, **facts)


def pays_in(carrier):
    """The carrier transfers what is agreed, with the receipt's code."""
    receipt = draw_up_paying_in(carrier=carrier, actor=operator(), at=NOON)
    a_transfer(receipt.code, receipt.due_vnd)
    receipt.refresh_from_db()
    return receipt


def test_what_agrees_is_paid_in_and_freed(carrier):
    orders = [collected_by_carrier(carrier) for _ in range(2)]
    file = a_file(carrier, a_line(orders[0]), a_line(orders[1], fee=22_000))

    receipt = pays_in(carrier)

    total = sum(order.total_vnd for order in orders)
    assert outcomes(file) == ["agreed", "agreed"]
    assert Finding.objects.count() == 0
    assert (receipt.status, receipt.amount_vnd, receipt.fee_vnd) == ("confirmed", total, 22_000)
    assert held(carrier) == 0
    assert balance_of(chart.held()).held == total - 22_000
    assert balance_of(chart.SHIPPING).owed == -22_000
    assert [payable_of([order.seller.code], at=LATER)[0].now_vnd for order in orders] == [
        order.total_vnd for order in orders
    ]
    assert prove(at=LATER).right


def test_the_carriers_fee_comes_off_the_shops_money_where_the_contract_says_so():
    carrier = a_carrier(fee_bearer=FeeBearer.SELLER)
    order = collected_by_carrier(carrier)
    a_file(carrier, a_line(order, fee=22_000))

    pays_in(carrier)

    assert due(order) == order.total_vnd - 22_000
    assert balance_of(chart.SHIPPING).owed == 0


def test_a_line_is_known_by_tracking_code_or_order_code_however_it_is_written(carrier):
    by_tracking, by_order = collected_by_carrier(carrier, tracking_code="EB 77-01 VN"), collected_by_carrier(carrier)
    file = a_file(
        carrier,
        f"eb7701vn,,{by_tracking.total_vnd},0,2026-11-21,Đã giao",
        f",{by_order.code.lower().replace('-', '')},{by_order.total_vnd},0,2026-11-21,Đã giao",
        f"{tracking_of(by_order)},{by_tracking.code},{by_order.total_vnd},0,2026-11-21,Đã giao",
    )

    assert outcomes(file) == ["agreed", "agreed", "unknown"]


def test_the_carrier_says_that_an_order_is_paid_before_the_buyer_does(carrier):
    order = a_sent_order(carrier="bưu điện")

    file = a_file(carrier, a_line(order))

    assert outcomes(file) == ["agreed"]
    assert (fresh(order).status, fresh(order).payment_status) == ("confirmed", "paid")
    assert held(carrier) == order.total_vnd == balance_of(chart.pending(order.seller.code)).owed
    receive_order(order=fresh(order), actor=SYSTEM, at=LATER)
    assert due(order) == order.total_vnd


@pytest.mark.parametrize(("bearer", "lost", "to_come"), [("market", 5_000, 0), ("seller", 0, -5_000)])
def test_less_than_ours_is_borne_by_whom_the_office_names(carrier, bearer, lost, to_come):
    order = collected_by_carrier(carrier)
    file = a_file(carrier, a_line(order, order.total_vnd - 5_000))
    finding = the_finding()
    assert (outcomes(file), finding.ours_vnd, finding.difference_vnd) == (["differs"], order.total_vnd, -5_000)
    with pytest.raises(NothingToHandOver):
        draw_up_paying_in(carrier=carrier, actor=operator(), at=NOON)

    decide(deciding.accept, finding, bearer=Bearer(bearer))
    pays_in(carrier)

    assert (held(carrier), balance_of(chart.held()).held) == (0, order.total_vnd - 5_000)
    assert balance_of(LOST).held == lost
    assert due(order) == order.total_vnd + to_come
    step = FindingStep.objects.get()
    assert (step.decision, step.bearer, step.amount_vnd, step.reason) == ("accept", bearer, 5_000, "đã hỏi bưu cục")
    with pytest.raises(StepNotAllowed):
        decide(deciding.accept, the_finding(), bearer=Bearer.MARKET)


def test_more_than_ours_goes_back_to_the_buyer(carrier):
    order = collected_by_carrier(carrier)
    a_file(carrier, a_line(order, order.total_vnd + 7_000))
    with pytest.raises(DoesNotFit):
        decide(deciding.accept, the_finding(), bearer=Bearer.MARKET)

    decide(deciding.accept, the_finding(), bearer=Bearer.BUYER)
    pays_in(carrier)

    assert the_finding().status == "to_return"
    assert balance_of(chart.REFUNDS).owed == 7_000
    deciding.give_back(finding=the_finding(), reference="FT99", actor=operator(), at=NOON)
    assert (balance_of(chart.REFUNDS).owed, balance_of(chart.held()).held) == (0, order.total_vnd)
    assert the_finding().status == "settled"
    assert prove(at=LATER).right


def test_our_amount_counts_when_the_office_insists(carrier):
    order = collected_by_carrier(carrier)
    a_file(carrier, a_line(order, 1_000))

    decide(deciding.insist, the_finding())

    assert pays_in(carrier).amount_vnd == order.total_vnd


def test_what_the_carrier_never_told_is_found_asked_and_written_off(carrier):
    order = collected_by_carrier(carrier)
    assert find_missing(at=NOON + timedelta(days=2)) == 0

    assert find_missing(at=NOON + timedelta(days=4)) == 1
    assert find_missing(at=NOON + timedelta(days=5)) == 0
    with pytest.raises(DoesNotFit):
        decide(deciding.accept, the_finding(), bearer=Bearer.MARKET)
    decide(deciding.ask, the_finding())
    assert the_finding().status == "asked"
    decide(deciding.write_off, the_finding())

    assert (cash_of(order).status, held(carrier), balance_of(LOST).held) == ("written_off", 0, order.total_vnd)
    assert payable_of([order.seller.code], at=LATER)[0].now_vnd == order.total_vnd


def test_a_later_file_answers_what_was_missing(carrier):
    order = collected_by_carrier(carrier)
    find_missing(at=NOON + timedelta(days=4))

    a_file(carrier, a_line(order))

    assert (the_finding().status, FindingStep.objects.get().decision) == ("settled", "told")
    assert pays_in(carrier).amount_vnd == order.total_vnd


def test_told_twice_is_counted_once(carrier):
    order = collected_by_carrier(carrier)
    file = a_file(carrier, a_line(order), a_line(order))
    again = a_file(carrier, a_line(order), headings=HEADINGS + ",x")

    assert (outcomes(file), outcomes(again)) == (["agreed", "twice"], ["twice"])
    for finding in Finding.objects.all():
        decide(deciding.dismiss, finding)
    assert pays_in(carrier).amount_vnd == order.total_vnd
    assert held(carrier) == 0


def test_a_parcel_that_came_back_has_no_money(carrier):
    order, other = collected_by_carrier(carrier), a_sent_order(carrier=carrier.name)
    file = a_file(
        carrier,
        a_line(order, 0, fee=15_000, word="Đã hoàn"),
        a_line(other, 50_000, word="Chuyển hoàn"),
        a_line(other, 0, word="Chuyển hoàn"),
        a_line(other, 0, word="Đang giao"),
    )

    assert outcomes(file) == ["returned", "returned", "nothing", "nothing"]
    decide(deciding.accept, Finding.objects.get(cash=cash_of(order)), bearer=Bearer.MARKET)
    assert (cash_of(order).status, held(carrier), balance_of(LOST).held) == ("written_off", 0, order.total_vnd)


def test_money_that_counted_as_the_shops_own_is_the_carriers_to_pay_in(carrier):
    order = receive_order(order=a_sent_order(carrier="Xe khách"), actor=SYSTEM, at=NOON)
    assert due(order) == 0
    file = a_file(carrier, a_line(order))
    assert outcomes(file) == ["not_theirs"]

    decide(deciding.accept, the_finding(), bearer=Bearer.NOBODY)
    pays_in(carrier)

    assert (due(order), balance_of(chart.held()).held, held(carrier)) == (order.total_vnd, order.total_vnd, 0)
    assert balance_of(chart.cash("seller", order.seller.code)).held == 0


def test_money_for_a_parcel_that_nobody_knows_is_kept_as_unexplained(carrier):
    file = a_file(carrier, "ZZ1,,90000,5000,2026-11-21,Đã giao", "ZZ2,,40000,0,2026-11-21,Đã giao")
    first, second = Finding.objects.order_by("pk")

    decide(deciding.accept, first, bearer=Bearer.NOBODY)
    decide(deciding.dismiss, second)
    receipt = draw_up_paying_in(carrier=carrier, actor=operator(), at=NOON)
    withdraw(hand_over=receipt, actor=operator(), at=NOON)
    receipt = pays_in(carrier)

    assert outcomes(file) == ["unknown", "unknown"]
    assert (receipt.amount_vnd, receipt.fee_vnd, held(carrier)) == (90_000, 5_000, 0)
    assert balance_of(chart.UNKNOWN).owed == 90_000
    assert balance_of(chart.held()).held == 85_000
    with pytest.raises(NothingToHandOver):
        draw_up_paying_in(carrier=carrier, actor=operator(), at=NOON)


def test_a_fee_larger_than_the_cash_comes_off_other_parcels(carrier):
    cheap, dear = collected_by_carrier(carrier, quantity=1), collected_by_carrier(carrier)
    a_file(carrier, a_line(cheap, fee=cheap.total_vnd + 1_000), a_line(dear))

    receipt = pays_in(carrier)

    assert receipt.due_vnd == dear.total_vnd - 1_000 == balance_of(chart.held()).held
    assert held(carrier) == 0
    assert prove(at=LATER).right


def test_decisions_have_a_reason_and_somebody_who_may(carrier):
    a_file(carrier, "ZZ1,,90000,0,2026-11-21,Đã giao")
    finding = the_finding()

    with pytest.raises(WordsMissing):
        deciding.dismiss(finding=finding, reason="", actor=operator(), at=NOON)
    with pytest.raises(NotPermitted):
        deciding.dismiss(finding=finding, reason="vì thế", actor=PersonFactory(), at=NOON)
    for act in (deciding.insist, deciding.write_off):
        with pytest.raises(DoesNotFit):
            decide(act, finding)

    assert the_finding().status == "open"


def test_of_a_file_that_cannot_be_read_whole_nothing_is_kept(carrier):
    with pytest.raises(RowFaulty):
        a_file(carrier, "ZZ1,,90000,0,2026-11-21,Đã giao", "ZZ2,,=1+1,0,2026-11-21,Đã giao")

    assert CarrierFile.objects.count() == 0


def test_the_same_bytes_are_one_file_and_comparing_twice_adds_nothing(carrier):
    order = collected_by_carrier(carrier)
    file = a_file(carrier, a_line(order))

    again = a_file(carrier, a_line(order))

    assert (again.pk, CarrierFile.objects.count(), CarrierLine.objects.count()) == (file.pk, 1, 1)
    assert Finding.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_one_file_compared_by_two_workers_while_the_buyer_answers_is_compared_once():
    carrier = a_carrier()
    orders = [a_sent_order(carrier=carrier.name) for _ in range(3)]
    data = "\n".join([HEADINGS, *(a_line(order) for order in orders)]).encode()
    file = take_file(carrier=carrier, data=data, name="x.csv", actor=operator(), at=NOON)
    compare = lambda: compare_file(file=file, at=NOON)  # noqa: E731 -- one of several acts
    answers = [lambda order=order: receive_order(order=order, actor=SYSTEM, at=NOON) for order in reversed(orders)]

    ended = race([compare, compare, *answers], at_once=5)

    assert ended == {"done": 5}
    assert outcomes(file) == ["agreed"] * 3
    total = sum(order.total_vnd for order in orders)
    assert held(carrier) == in_hand_of(carrier.holder) == total
    assert prove(at=LATER).right
