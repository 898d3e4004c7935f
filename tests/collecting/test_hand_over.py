"""Handing cash over takes two; what the books and the payable sum say at each step."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from chophien.accounts.models import Person
from chophien.accounts.states import Role
from chophien.accounts.tests.factories import operator
from chophien.collecting import states
from chophien.collecting.actions.handing import confirm, dispute, offer, withdraw
from chophien.collecting.errors import NothingChosen, NotInYourHands, OtherShops, OwnReceipt, WordsMissing
from chophien.collecting.models import HandOver, HandOverStep
from chophien.collecting.receipt import receipt_pdf
from chophien.collecting.selectors.cash import away_of, in_hand_of
from chophien.collecting.selectors.handovers import hand_overs_visible_to, with_all
from chophien.collecting.states import Receiver, own_hands
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.messages.models import Notice
from chophien.orders.actions.doorstep import take_cash
from chophien.orders.actions.money import give_money_back, record_refund
from chophien.orders.actions.sending import receive_order
from chophien.orders.tests.factories import NOON, fresh, staff
from chophien.payments import chart
from chophien.payments.models import Refund
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.tests.factories import a_transfer
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.settlement.selectors.payable import payable_of
from chophien.settlement.selectors.statement import statement
from chophien.settlement.states import Kind
from tests.collecting.factories import a_helper_of, a_sent_order, cash_of, hands_of, taken_by

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=20)


@pytest.fixture
def order():
    return a_sent_order()


@pytest.fixture
def helper(order):
    helper = a_helper_of(order.seller)
    take_cash(order=order, actor=helper, at=NOON)
    return helper


def given(helper, *orders, receiver=Receiver.SHOP, to=None):
    code = "" if receiver == Receiver.MARKET else to or orders[0].seller.code
    codes = [one.code for one in orders]
    return offer(
        giver=hands_of(helper), order_codes=codes, receiver=receiver, receiver_code=code, actor=helper, at=NOON
    )


def due(order):
    return balance_of(chart.due(order.seller.code)).owed


def now_payable(order):
    found = payable_of([order.seller.code], at=LATER)
    return found[0].now_vnd if found else 0


def proves():
    return prove(at=LATER).right


def test_the_household_says_yes_and_has_its_cash(order, helper):
    receipt = given(helper, order)
    assert (receipt.status, receipt.due_vnd) == ("offered", order.total_vnd)
    assert in_hand_of(hands_of(helper)) == order.total_vnd

    confirm(hand_over=receipt, actor=staff(order), at=NOON)

    assert in_hand_of(hands_of(helper)) == 0
    assert (cash_of(order).status, cash_of(order).holder_code) == ("own", order.seller.code)
    receive_order(order=fresh(order), actor=SYSTEM, at=LATER)
    assert (due(order), balance_of(chart.pending(order.seller.code)).owed) == (0, 0)
    assert balance_of(chart.cash("seller", order.seller.code)).held == 0
    assert proves()


def test_after_completion_it_is_taken_off_what_is_to_come(order, helper):
    receive_order(order=fresh(order), actor=SYSTEM, at=NOON)
    assert due(order) == order.total_vnd

    confirm(hand_over=given(helper, order), actor=staff(order), at=LATER)

    assert due(order) == 0
    columns = statement(order.seller.code, month=NOON.date().replace(day=1)).amounts
    assert columns["gross"] + columns["shipping"] == order.total_vnd
    assert balance_of(chart.cash("seller", order.seller.code)).held == 0


def test_a_transfer_with_the_receipts_code_frees_the_money_for_payout(order, helper):
    receive_order(order=fresh(order), actor=SYSTEM, at=NOON)
    receipt = given(helper, order, receiver=Receiver.MARKET)
    assert now_payable(order) == 0

    line = a_transfer(f"MBVCB.77 {receipt.code.replace('-', '')} NOP TIEN THU HO", order.total_vnd)

    assert (line.outcome, line.status, line.target) == ("exact", "settled", receipt.code)
    receipt.refresh_from_db()
    assert (receipt.status, receipt.ended_by, receipt.reference) == ("confirmed", "system:bank", line.reference)
    assert cash_of(order).status == "arrived"
    assert balance_of(chart.held()).held == order.total_vnd
    assert balance_of(f"cash:helper:{helper.code}").held == 0
    assert now_payable(order) == order.total_vnd
    assert away_of(order.seller.code) == []


def test_too_little_waits_and_too_much_goes_back_and_who_pays_in_is_told(order, helper, do_jobs):
    receipt = given(helper, order, receiver=Receiver.MARKET)

    part = a_transfer(receipt.code, order.total_vnd - 1000)
    do_jobs()
    [told] = Notice.objects.filter(person_code=helper.code, about=receipt.code).values_list("text", flat=True)
    assert "1.000 đ" in told.replace("\xa0", " ")
    assert (part.outcome, part.status) == ("under", "part")
    assert cash_of(order).status == "offered"
    rest = a_transfer(receipt.code, 3000)

    assert (rest.outcome, rest.status, rest.owed_back_vnd) == ("over", "to_return", 2000)
    assert BankLine.objects.get(pk=part.pk).status == "settled"
    assert cash_of(order).status == "arrived"
    assert balance_of(chart.REFUNDS).owed == 2000
    assert balance_of(chart.UNKNOWN).owed == 0
    do_jobs()
    said = Notice.objects.filter(person_code=helper.code, about=receipt.code).order_by("-pk")[0].text
    assert "2.000 đ" in said.replace("\xa0", " ")
    again = a_transfer(receipt.code, order.total_vnd)
    assert (again.outcome, again.owed_back_vnd) == ("duplicate", order.total_vnd)
    assert proves()


def test_a_transfer_for_a_receipt_that_was_taken_back_waits_for_somebody(order, helper):
    receipt = given(helper, order, receiver=Receiver.MARKET)
    withdraw(hand_over=receipt, actor=helper, at=NOON)

    line = a_transfer(receipt.code, order.total_vnd)

    assert (line.outcome, line.status) == ("unknown", "open")
    assert cash_of(order).status == "in_hand"
    with pytest.raises(StepNotAllowed):
        withdraw(hand_over=receipt, actor=helper, at=NOON)


def test_a_no_keeps_the_cash_with_the_giver_until_the_market_has_asked_both(order, helper):
    boss, household = operator(), staff(order)
    receipt = given(helper, order)

    with pytest.raises(WordsMissing):
        dispute(hand_over=receipt, reason=" ", actor=household, at=NOON)
    dispute(hand_over=receipt, reason="Mới nhận một nửa", actor=household, at=NOON)

    assert in_hand_of(hands_of(helper)) == order.total_vnd
    assert Notice.objects.filter(person_code__in=[boss.code, helper.code], about=receipt.code).count() == 2
    with pytest.raises(WordsMissing):
        confirm(hand_over=receipt, actor=boss, at=NOON)
    confirm(hand_over=receipt, actor=boss, at=NOON, reason="Hai bên đếm lại, đủ")
    assert cash_of(order).status == "own"
    assert list(HandOverStep.objects.values_list("step", "reason")) == [
        ("offer", ""),
        ("dispute", "Mới nhận một nửa"),
        ("confirm", "Hai bên đếm lại, đủ"),
    ]


def test_nobody_says_yes_to_what_they_gave_and_nobody_else_says_it_for_the_household(order, helper):
    receipt = given(helper, order)

    for person in (helper, staff(order, Role.SELLER_PACKER), operator(), manager_of(a_seller())):
        with pytest.raises(NotPermitted):
            confirm(hand_over=receipt, actor=person, at=NOON)
    HandOver.objects.filter(pk=receipt.pk).update(offered_by=staff(order).code)
    own = HandOver.objects.get(pk=receipt.pk)
    with pytest.raises(OwnReceipt):
        confirm(hand_over=own, actor=Person.objects.get(code=own.offered_by), at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        HandOver.objects.filter(pk=receipt.pk).update(status="confirmed", ended_by=own.offered_by)


def test_only_the_bank_confirms_a_transfer_to_the_market(order, helper):
    receipt = given(helper, order, receiver=Receiver.MARKET)

    with pytest.raises(NotPermitted):
        confirm(hand_over=receipt, actor=operator(), at=NOON)

    assert cash_of(order).status == "offered"


def test_what_cannot_be_handed_over(order, helper):
    other = taken_by(helper)

    with pytest.raises(NothingChosen):
        offer(giver=hands_of(helper), order_codes=[], receiver=Receiver.MARKET, actor=helper, at=NOON)
    with pytest.raises(OtherShops):
        given(helper, order, other)
    with pytest.raises(OtherShops):
        given(helper, order, receiver=Receiver.COOPERATIVE, to=a_seller(kind=SellerKind.INDIVIDUAL).code)
    with pytest.raises(NotPermitted):
        offer(giver=hands_of(helper), order_codes=[order.code], receiver=Receiver.MARKET, actor=staff(order), at=NOON)
    given(helper, order)
    with pytest.raises(NotInYourHands):
        given(helper, order)


def test_a_cooperative_keeps_it_for_the_household_and_hands_it_on(order, helper):
    cooperative = a_seller(kind=SellerKind.COOPERATIVE)
    keeper = manager_of(cooperative)
    receive_order(order=fresh(order), actor=SYSTEM, at=NOON)

    confirm(hand_over=given(helper, order, receiver=Receiver.COOPERATIVE, to=cooperative.code), actor=keeper, at=NOON)

    kept = own_hands(cooperative.code)
    assert in_hand_of(kept) == order.total_vnd == balance_of(kept.account).held
    assert [one.name for one in away_of(order.seller.code)] == [cooperative.name]
    assert now_payable(order) == 0
    onward = offer(
        giver=kept,
        order_codes=[order.code],
        receiver=Receiver.SHOP,
        receiver_code=order.seller.code,
        actor=keeper,
        at=NOON,
    )
    confirm(hand_over=onward, actor=staff(order), at=NOON)
    assert (in_hand_of(kept), due(order), balance_of(kept.account).held) == (0, 0, 0)
    assert proves()


def test_a_sale_called_off_while_the_helper_has_the_cash_leaves_nothing_anywhere(order, helper):
    """The household gives the buyer the money back once it has it: nobody owes anybody."""
    confirm(hand_over=given(helper, order), actor=staff(order), at=NOON)

    give_money_back(
        order=fresh(order), amount_vnd=order.total_vnd, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON
    )
    record_refund(refund=Refund.objects.get(), reference="trả tay", actor=operator(), at=NOON)

    accounts = [chart.due(order.seller.code), chart.pending(order.seller.code), chart.REFUNDS]
    assert [balance_of(code).owed for code in accounts] == [0, 0, 0]
    assert proves()


def test_a_receipt_is_seen_by_both_sides_and_the_office_and_printed(order, helper):
    receipt = given(helper, order)
    stranger, boss = manager_of(a_seller()), operator()

    seen = [hand_overs_visible_to(who, at=NOON).count() for who in (helper, staff(order), boss, stranger)]

    assert seen == [1, 1, 1, 0]
    assert receipt_pdf(with_all(HandOver.objects.all()).get(pk=receipt.pk)).startswith(b"%PDF")


def test_steps_and_lines_are_history(order, helper):
    given(helper, order)

    for table in ("handoverstep", "handoverline"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM collecting_{table}")


@pytest.mark.django_db(transaction=True)
def test_two_presses_and_a_completion_at_once_move_the_money_once():
    order = a_sent_order()
    helper = a_helper_of(order.seller)
    take_cash(order=order, actor=helper, at=NOON)
    receipt, household = given(helper, order), staff(order)
    yes = lambda: confirm(hand_over=receipt, actor=household, at=NOON)  # noqa: E731 -- one of several acts

    outcomes = race([yes, lambda: receive_order(order=order, actor=SYSTEM, at=NOON), yes, yes], at_once=4)

    assert outcomes == {"done": 2, "step_not_allowed": 2}
    assert (due(order), in_hand_of(hands_of(helper))) == (0, 0)
    assert balance_of(chart.cash("seller", order.seller.code)).held == 0


def test_kinds_of_the_books_are_those_of_the_statement():
    words = {states.OWN_CASH, states.OWN_CASH_BACK, states.CARRIER_FEE, states.CASH_SHORT, states.CASH_OVER}

    assert words <= set(Kind.values)
