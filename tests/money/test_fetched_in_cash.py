"""What was paid in cash goes back in cash at a cash point, where the buyer wants that: booked with their yes, once."""

from datetime import timedelta

import pytest

from chophien.accounts.models import Person
from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.cashpoints.actions.asking import cancel_cash_out, expire_orders
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.confirming import send_confirmation
from chophien.cashpoints.actions.giving_back import ask_cash_back
from chophien.cashpoints.errors import (
    AskedDifferently,
    KeepCash,
    NoBuyersPhone,
    NotBuyersCard,
    OutOfDate,
    WrongConfirmation,
)
from chophien.cashpoints.models import CashBack, CashOrder
from chophien.cashpoints.selectors.back import in_notes, plan_of
from chophien.cashpoints.selectors.limits import limits_left
from chophien.cashpoints.selectors.owed import owed_named
from chophien.cashpoints.selectors.receipts import receipt_of
from chophien.cashpoints.selectors.slips import _slip
from chophien.cashpoints.states import CashKind, CashStatus
from chophien.cashpoints.tests.factories import NOON, a_point, a_till, an_agent, code_sent, fills, paid_in, real_money
from chophien.collecting.actions.handing import confirm as confirm_hand_over
from chophien.collecting.actions.handing import offer
from chophien.collecting.states import Receiver
from chophien.ledger.actions.posting import expire_due
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Transfer
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import StepNotAllowed
from chophien.lib.sms import SmsEncoding, sms_size
from chophien.messages.models import Notice, OutgoingSms
from chophien.orders.actions.answers import refuse_order
from chophien.orders.actions.money import mark_paid
from chophien.orders.tests.factories import an_order, fresh, staff
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.errors import NotToFetch
from chophien.payments.models import AccountAsked, InterestOwed, Refund
from chophien.payments.selectors.asking import accounts_asked
from chophien.payments.selectors.fetching import fetchable
from chophien.payments.states import PaymentStatus
from chophien.reconciliation.tests.test_outgoing import went_out
from chophien.sellers.tests.factories import a_seller
from chophien.wholesale.actions.deposits import deposit_fetched, give_rest_back
from chophien.wholesale.selectors.contracts import lock_contract
from chophien.wholesale.tests.factories import FIRST, a_contract_in_force, some_terms
from tests.collecting.factories import a_carrier, a_helper_of, collected_by_carrier, hands_of, taken_by
from tests.money.fetching import (
    FLOAT,
    LONGEST,
    PART,
    SOON,
    a_card,
    asks,
    brought_by,
    by_card,
    coded,
    ends,
    free,
    gives_back,
    held,
    names_account,
    owed_of,
    says,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield
        assert prove(at=NOON + timedelta(days=300)).right


@pytest.fixture
def till():
    return a_till(holds=FLOAT)


@pytest.fixture
def agent(till):
    return an_agent(till.point)


def test_s08_a_buyer_fetches_in_cash_what_a_carrier_has_collected_and_it_has_gone_back():
    buyer = PersonFactory(name="Vàng Thị Mai")
    till = a_till(point=a_point(name=LONGEST), holds=FLOAT)
    agent = an_agent(till.point)
    order = collected_by_carrier(a_carrier(), person=buyer)
    refund = gives_back(order, 100_000)
    before = balance_of(chart.held()).held
    asked = coded(order, till, agent)
    code = OutgoingSms.objects.get(about=f"cash:{asked.code}")

    assert (code.phone, sms_size(code.text).encoding, sms_size(code.text).segments) == (
        buyer.mobile,
        SmsEncoding.GSM_7,
        1,
    )
    assert code.phone != order.group.contact_phone
    assert (asked.kind, asked.amount_vnd, asked.payer_shown[-3:]) == (CashKind.BACK, 100_000, buyer.mobile[-3:])
    assert (held(till), free(till), receipt_of(asked.code)) == (FLOAT, FLOAT - 100_000, None)
    assert Refund.objects.get().done_at is None

    given = says(asked, agent)

    refund.refresh_from_db()
    assert (refund.done_at, refund.done_by, refund.reference) == (NOON, "system:cashpoint", given.code)
    assert (given.status, given.paid_by, given.contract) == (CashStatus.PAID, agent.code, till.point.contract)
    assert ends(given) == (CashStatus.PAID, "")
    assert (held(till), free(till)) == (FLOAT - 100_000, FLOAT - 100_000)
    assert (balance_of(chart.REFUNDS).owed, balance_of(chart.held()).held) == (0, before)
    assert (accounts_asked(order.group.code), fetchable(order.group.code, at=NOON)) == ([], [])
    receipt = receipt_of(given.code)
    assert (receipt.customer, receipt.in_name_of, receipt.what_for) == ("Vàng Thị Mai", "", order.group.code)
    assert (receipt.phone, receipt.phone_shown) == ("", asked.payer_shown)
    paper = _slip(receipt)
    assert paper["kind"] == "Hoàn tiền mặt"
    assert {"Người nhận": "Vàng Thị Mai", "Cho đơn": order.group.code}.items() <= dict(paper["rows"]).items()
    told = OutgoingSms.objects.get(about=given.code)
    assert (told.phone, sms_size(told.text).segments, order.group.code in told.text) == (buyer.mobile, 1, True)
    for customer in (buyer.code, ""):
        limits = limits_left(customer, till.point, simulated=False, at=NOON)
        assert (limits.customer_day.used_vnd, limits.point_day.used_vnd) == (100_000 if customer else 0, 100_000)
    trail = Entry.objects.filter(subject_code=given.code).order_by("pk").values_list("what", "actor_code")
    assert list(trail) == [
        ("cashpoints.cash_ask", agent.code),
        ("cashpoints.cash_send_code", agent.code),
        ("cashpoints.cash_confirm", agent.code),
        ("cashpoints.cash_give_back", agent.code),
    ]
    assert says(given, agent, code="").pk == given.pk  # the signal was lost: pressed once more
    assert held(till) == FLOAT - 100_000


def test_a_guest_says_yes_with_the_phone_of_the_order_and_no_card(till, agent):
    order = collected_by_carrier(a_carrier())
    gives_back(order, order.total_vnd)
    asked = coded(order, till, agent)
    stranger = PersonFactory()

    with pytest.raises(NotBuyersCard):
        says(asked, agent, **by_card(a_card(stranger)))
    with pytest.raises(WrongConfirmation):
        says(asked, agent, code="000000" if code_sent(asked) != "000000" else "111111")
    given = says(asked, agent)

    assert OutgoingSms.objects.filter(about=f"cash:{asked.code}").values_list("phone", flat=True)[0] == (
        order.group.contact_phone
    )
    assert (given.person, receipt_of(given.code).customer) == (None, order.group.contact_name)
    assert fresh(order).payment_status == PaymentStatus.REFUNDED
    assert held(till) == FLOAT - order.total_vnd


def test_who_has_no_phone_says_yes_with_their_own_card_and_pin(till, agent):
    buyer, other = PersonFactory(), PersonFactory()
    order = collected_by_carrier(a_carrier(), person=buyer)
    gives_back(order, 100_000)
    Person.objects.filter(pk=buyer.pk).update(phone=f"card:{buyer.code}"[:16])
    asked = asks(order, till, agent)

    assert (asked.payer_phone, asked.payer_shown) == ("", "")
    with pytest.raises(NoBuyersPhone):
        send_confirmation(order=asked, actor=agent, at=NOON)
    with pytest.raises(NotBuyersCard):
        says(asked, agent, **by_card(a_card(other)))
    given = says(asked, agent, **by_card(a_card(buyer)))

    assert (given.status, given.confirmed_way, held(till)) == (CashStatus.PAID, "card", FLOAT - 100_000)


def test_what_no_note_is_small_enough_for_is_rounded_up_at_the_markets_cost(till, agent):
    order = collected_by_carrier(a_carrier())
    refund = gives_back(order, PART)

    given = says(coded(order, till, agent), agent)

    assert (given.amount_vnd, held(till)) == (124_000, FLOAT - 124_000)
    row = CashBack.objects.get(order=given)
    assert (row.refund_code, row.amount_vnd) == (refund.code, PART)
    assert balance_of(chart.CASH_ROUNDING).held == 124_000 - PART
    assert balance_of(chart.REFUNDS).owed == 0
    moves = Transfer.objects.filter(code__startswith=f"cash:{given.code}:rounded").values_list("kind", "amount_vnd")
    assert list(moves) == [("cash_rounded", 543)]
    assert balance_of(chart.CASH_DIFFERENCES).held == 0
    assert [in_notes(amount, at=NOON) for amount in (1, 1_000, 1_001)] == [1_000, 1_000, 2_000]


def test_a_late_refund_is_fetched_with_its_interest_to_the_day_and_none_is_owed_after():
    till = a_till(holds=0)
    agent, order = an_agent(till.point), collected_by_carrier(a_carrier())
    refund = gives_back(order, 100_000)
    late = NOON + timedelta(days=(refund.due_on - NOON.date()).days + 73)
    fills(till, FLOAT, at=late)

    given = says(coded(order, till, agent, at=late), agent, at=late)

    refund.refresh_from_db()
    interest = 100_000 * 10 * 73 // 36_500
    assert (refund.interest_vnd, CashBack.objects.get().amount_vnd) == (interest, 100_000 + interest)
    assert (given.amount_vnd, held(till)) == (102_000, FLOAT - 102_000)
    assert (balance_of(chart.INTEREST).held, InterestOwed.objects.exists()) == (interest, False)
    assert balance_of(chart.held()).credits_posted == FLOAT


def test_what_was_transferred_or_named_an_account_for_or_lies_with_the_shop_is_not_fetched(till, agent):
    by_transfer = an_order(payment="vietqr")
    mark_paid(group=by_transfer.group, actor=SYSTEM, at=NOON)
    refuse_order(order=fresh(by_transfer), reason="hết hàng", actor=SYSTEM, at=NOON)
    named = collected_by_carrier(a_carrier())
    gives_back(named, 100_000)
    names_account(named.group.code)
    own = brought_by(None, an_order())
    gives_back(own, 100_000)
    for order in (by_transfer, named, own):
        assert plan_of(owed_of(order), till, simulated=False, at=NOON).given == []
        with pytest.raises(NotToFetch):
            asks(order, till, agent, key=order.code)
    assert (free(till), CashOrder.objects.count()) == (FLOAT, 0)


@pytest.mark.parametrize("meanwhile", ["paid", "account", "with the shop"])
def test_what_changed_before_the_yes_books_nothing_and_the_cash_stays_in_the_till(till, agent, meanwhile):
    if meanwhile == "with the shop":
        shop = a_seller()
        helper = a_helper_of(shop)
        order = fresh(taken_by(helper, seller=shop))
    else:
        order = collected_by_carrier(a_carrier())
    refund = gives_back(order, 100_000)
    asked = coded(order, till, agent)
    if meanwhile == "paid":
        went_out(f"hoan tien {refund.code}", 100_000, at=NOON, on=NOON.date())
    elif meanwhile == "account":
        names_account(order.group.code)
    else:
        facts = {"order_codes": [order.code], "receiver": Receiver.SHOP, "receiver_code": order.seller.code}
        receipt = offer(giver=hands_of(helper), actor=helper, at=NOON, **facts)
        confirm_hand_over(hand_over=receipt, actor=staff(order), at=NOON)

    with pytest.raises(KeepCash):
        says(asked, agent)

    assert ends(asked) == (CashStatus.REFUSED, "")
    assert (held(till), free(till)) == (FLOAT, FLOAT)
    assert Refund.objects.get().done_at == (NOON if meanwhile == "paid" else None)
    assert not Transfer.objects.filter(code__contains=f"{asked.code}:rounded").exists()
    with pytest.raises(StepNotAllowed):
        says(asked, agent, code="")


def test_what_is_left_of_a_contracts_deposit_is_fetched_with_the_contracts_code(till, agent):
    contract = a_contract_in_force(terms=some_terms(deposit_vnd=500_000, deposit_on=FIRST))
    paid_in(contract.code, till, 500_000, agent)
    refund = promise_refund(
        order_code=contract.code, amount_vnd=200_000, reason="hết hạn", noticed_at=NOON, actor=SYSTEM, at=NOON
    )

    asked = ask_cash_back(owed=owed_named(contract.code), till=till, key="k", actor=agent, at=SOON)
    given = says(send_confirmation(order=asked, actor=agent, at=SOON), agent, at=SOON)

    refund.refresh_from_db()
    assert (refund.done_at, refund.reference, held(till)) == (SOON, given.code, FLOAT + 300_000)
    assert (given.of_contract, given.kind_shown, receipt_of(given.code).what_for) == (
        True,
        "Hoàn tiền mặt",
        contract.code,
    )
    with pytest.raises(NotToFetch):
        deposit_fetched(
            contract=contract, wanted={refund.code: 200_000}, out_of="x", reference="x", actor=SYSTEM, at=SOON
        )


def test_sent_again_it_is_the_same_and_begun_anew_the_first_is_over_and_free(till, agent):
    order = collected_by_carrier(a_carrier())
    gives_back(order, 100_000)
    first = coded(order, till, agent)

    again = asks(order, till, agent)
    anew = coded(order, till, agent, key="k2")

    assert again.pk == first.pk
    assert (ends(first)[0], free(till)) == (CashStatus.REFUSED, FLOAT - 100_000)
    other = collected_by_carrier(a_carrier("Viettel"))
    with pytest.raises(AskedDifferently):
        asks(other, till, agent, key="k2")
    cancel_cash_out(order=anew, actor=agent, at=NOON)
    assert (ends(anew), free(till)) == ((CashStatus.REFUSED, ""), FLOAT)


def test_late_it_is_over_by_itself_and_the_till_can_give_the_money_again(till, agent):
    order = collected_by_carrier(a_carrier())
    gives_back(order, 100_000)
    asked = coded(order, till, agent)
    late = NOON + timedelta(minutes=30)

    with pytest.raises(OutOfDate):
        says(asked, agent, at=late)
    assert expire_orders(at=late) == 1

    assert ends(asked) == (CashStatus.EXPIRED, "")
    given = says(coded(order, till, agent, at=late, key="k2"), agent, at=late)
    assert (given.amount_vnd, held(till)) == (100_000, FLOAT - 100_000)


def test_a_line_of_the_bank_that_names_what_was_fetched_waits_for_somebody(till, agent):
    order = collected_by_carrier(a_carrier())
    refund = gives_back(order, 100_000)
    says(coded(order, till, agent), agent)

    line = went_out(f"hoan tien {refund.code}", 100_000, at=SOON, on=NOON.date())

    assert (line.status, line.target, line.why) == ("open", "", "fetched")
    assert balance_of(chart.UNKNOWN_OUT).held == 100_000


def test_a_day_is_closed_with_what_went_back_among_what_was_given(till, agent):
    order = collected_by_carrier(a_carrier())
    gives_back(order, 100_000)
    says(coded(order, till, agent), agent)

    close = close_day(
        till=till,
        day=NOON.date(),
        notes={500_000: 59, 200_000: 2},
        note="",
        counted_with=None,
        actor=agent,
        at=SOON,
    )

    assert (close.opening_vnd, close.float_in_vnd, close.cash_out_vnd) == (0, FLOAT, 100_000)
    assert (close.expected_vnd, close.difference_vnd) == (FLOAT - 100_000, 0)


def test_a_refused_order_that_was_paid_at_a_till_is_fetched_at_any_point(till, agent):
    order = an_order(payment="vietqr")
    paid_in(order.group.code, till, order.total_vnd, agent)
    refuse_order(order=fresh(order), reason="hết hàng", actor=SYSTEM, at=SOON)
    elsewhere = a_till(point=a_point(name="Điểm bưu điện Lũng Phìn"), holds=FLOAT)
    other = an_agent(elsewhere.point)

    says(coded(order, elsewhere, other, at=SOON), other, at=SOON)

    assert (held(till), held(elsewhere)) == (FLOAT + order.total_vnd, FLOAT - order.total_vnd)
    assert (fresh(order).payment_status, AccountAsked.objects.filter(ended_at=None).exists()) == (
        PaymentStatus.REFUNDED,
        False,
    )


def test_what_is_left_of_a_deposit_is_told_with_the_cash_point_of_the_province_and_its_page_says_so_too():
    contract = a_contract_in_force(terms=some_terms(deposit_vnd=500_000, deposit_on=FIRST))
    till = a_till(point=a_point(commune_code="00004"), holds=0)
    paid_in(contract.code, till, 500_000, an_agent(till.point))
    give_rest_back(lock_contract(contract.pk), at=SOON)

    told = Notice.objects.filter(person_code=contract.buyer.code, text__contains="đã trả bằng tiền mặt")
    said = f"đến điểm tiền mặt nói mã {contract.code}, hoặc ghi số tài khoản trên trang hợp đồng."
    assert [said in one.text for one in told] == [True]
    page = text_of(as_person(contract.buyer).get(f"/mua-si/hop-dong/{contract.code}/"))
    assert ("Hoặc lấy tiền mặt" in page, f"đến đó nói mã {contract.code}" in page) == (True, True)


def test_an_ask_that_the_books_have_just_let_go_of_is_over_and_nothing_is_booked(till, agent):
    order = collected_by_carrier(a_carrier())
    gives_back(order, 100_000)
    asked = coded(order, till, agent)
    assert expire_due(at=asked.expires_at) == 1

    with pytest.raises(OutOfDate):
        says(asked, agent, at=SOON)

    assert (ends(asked)[0], held(till)) == (CashStatus.ASKED, FLOAT)
    assert Refund.objects.get().done_at is None
