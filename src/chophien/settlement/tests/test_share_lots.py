"""A cooperative's sale in the books: it is paid as ever, and owes its households what was drawn from their lots."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.lots.actions.drawing import Need, draw
from chophien.lots.actions.paying import (
    Receipt,
    cancel_payment,
    check_code,
    deny_payment,
    say_paid,
    send_receipt_code,
    take_paper,
)
from chophien.lots.errors import NoPhone, NotSoMuchOwed, ReceiptCodeOld, ReceiptCodeWrong
from chophien.lots.models import GrowerPayment
from chophien.lots.selectors.owing import growers_of, owed_to, shops_that_owe
from chophien.lots.states import PayWay, ReceiptWay
from chophien.lots.tests.factories import NAMES, a_brought_lot, a_grower, brings, goods_of, packed
from chophien.messages.models import OutgoingSms
from chophien.payments import chart
from chophien.payments.actions.opening import NewPayment, open_payment
from chophien.payments.actions.receiving import mark_received
from chophien.payments.actions.refunding import promise_refund
from chophien.payments.requests import Parts
from chophien.payments.states import PaymentMethod, Receiver
from chophien.settlement.actions.growers import confirm_payment
from chophien.settlement.actions.sales import settle_sale, take_back
from chophien.settlement.requests import CompletedSale, SaleFee, SoldGoods
from chophien.settlement.tests.test_settle_sale import NOON
from chophien.uploads.tests.factories import jpeg

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def lot():
    """To which three households brought 1, 2 and 3 kg; the cooperative keeps a tenth."""
    found, _growers = a_brought_lot(None, "1", "2", "3", fee_basis_points=1_000)
    return found


@pytest.fixture
def growers(lot):
    return list(lot.seller.growers.filter(is_shop=False).order_by("pk"))


def a_sale(lot, **changes):
    """600.000 of goods and 30.000 shipping, of which the market keeps 11.000: 589.000 are for the goods."""
    tea = SoldGoods("1", 400_000, "che", "TEA", 400_000, Decimal(40), SaleFee(net_vnd=6_666, tax_vnd=667))
    mint = SoldGoods("2", 200_000, "che", "MINT", 200_000, Decimal(1), SaleFee(net_vnd=3_334, tax_vnd=333))
    return replace(CompletedSale("CP-1", lot.seller, 30_000, 0, (tea, mint)), **changes)


def settled(lot, *, receiver=Receiver.MARKET):
    """Sold as `a_sale`; what the first line needed came from the lot."""
    sale, boxes = a_sale(lot), goods_of(lot.seller)
    packed(lot, boxes, 60)
    draw(order_code=sale.order_code, needs=[Need("1", boxes.pk, Decimal(40), "Chè", "piece")], at=NOON)
    due = NewPayment(sale.order_code, "GD-1", sale.seller.code, PaymentMethod.VIETQR, receiver, sale.paid.total_vnd)
    mark_received(payment=open_payment(due=due), actor=SYSTEM, at=NOON)
    settle_sale(sale=sale, actor=SYSTEM, at=NOON)
    return sale


def owed(growers):
    return [balance_of(chart.grower(one.code)).owed for one in growers]


def standing(growers):
    found = owed_to([one.pk for one in growers])
    return [found[one.pk].owed_vnd for one in growers]


def paid(grower, amount, *, actor=SYSTEM, **how):
    said = {"way": PayWay.CASH, "paid_on": TODAY, **how}
    return say_paid(grower=grower, amount_vnd=amount, actor=actor, at=NOON, **said)


def test_a_cooperative_is_paid_as_ever_and_owes_its_households_their_part(lot, growers):
    settled(lot)

    # 400.000 less its fee of 7.333 for what came from the lot, less a tenth: 353.400 for 1, 2 and 3 parts
    assert owed(growers) == standing(growers) == [58_900, 117_800, 176_700]
    assert balance_of(chart.members(lot.seller.code)).held == 353_400
    assert balance_of(chart.due(lot.seller.code)).owed == 619_000
    assert prove(at=NOON).right


def test_households_have_their_part_also_where_the_buyer_paid_the_cooperative_itself(lot, growers):
    settled(lot, receiver=Receiver.SELLER)

    assert owed(growers) == [58_900, 117_800, 176_700]
    assert prove(at=NOON).right


def test_a_sale_that_no_lot_had_part_in_writes_nothing_more(lot, growers):
    sale = a_sale(lot)
    due = NewPayment("CP-1", "GD-1", lot.seller.code, PaymentMethod.VIETQR, Receiver.MARKET, sale.paid.total_vnd)
    mark_received(payment=open_payment(due=due), actor=SYSTEM, at=NOON)

    settle_sale(sale=sale, actor=SYSTEM, at=NOON)

    assert owed(growers) == [0, 0, 0]


def test_money_that_goes_back_takes_its_part_of_the_shares_with_it(lot, growers):
    sale = settled(lot)
    paid_out = paid(growers[0], 58_900)
    confirm_payment(payment=paid_out, receipt=Receipt(ReceiptWay.CODE), actor=SYSTEM, at=NOON)

    for amount, goods, left in (
        (200_000, {"2": 200_000}, [0, 117_800, 176_700]),  # the mint was of no lot
        (100_000, {"1": 100_000}, [-14_725, 88_350, 132_525]),  # a quarter of the tea
        (330_000, {}, [-58_900, 0, 0]),
    ):
        refund = promise_refund(
            order_code=sale.order_code,
            amount_vnd=amount,
            reason="Hỏng",
            noticed_at=NOON,
            actor=SYSTEM,
            at=NOON,
            paid=sale.paid,
            said=Parts(goods),
        )
        take_back(refund=refund, sale=sale, actor=SYSTEM, at=NOON)
        assert owed(growers) == standing(growers) == left

    assert balance_of(chart.members(lot.seller.code)).held == -58_900
    assert prove(at=NOON).right


def test_what_was_paid_counts_once_the_household_says_so(lot, growers):
    settled(lot)

    payment = paid(growers[1], 117_800, reference="PC 12")

    assert owed(growers) == [58_900, 117_800, 176_700]
    with pytest.raises(NotSoMuchOwed):
        paid(growers[1], 1)
    confirm_payment(payment=payment, receipt=Receipt(ReceiptWay.CODE), actor=SYSTEM, at=NOON)
    assert owed(growers) == standing(growers) == [58_900, 0, 176_700]
    assert balance_of(chart.members(lot.seller.code)).held == 235_600
    with pytest.raises(StepNotAllowed):
        confirm_payment(payment=payment, receipt=Receipt(ReceiptWay.CODE), actor=SYSTEM, at=NOON)
    with pytest.raises(StepNotAllowed):
        cancel_payment(payment=payment, actor=SYSTEM, at=NOON)


def test_a_household_says_so_on_its_own_page_or_that_it_has_nothing(lot):
    may = a_grower(lot.seller, NAMES[3], phone="0912345678")
    brings(lot, may, "6")
    settled(lot)
    stranger, has, has_not = a_grower(lot.seller, NAMES[4], phone="0912345679"), paid(may, 1_000), paid(may, 2_000)

    for payment in (has, has_not):
        with pytest.raises(NotPermitted):
            confirm_payment(payment=payment, receipt=Receipt(ReceiptWay.DESK), actor=stranger.person, at=NOON)
    confirm_payment(payment=has, receipt=Receipt(ReceiptWay.DESK), actor=may.person, at=NOON)
    deny_payment(payment=has_not, actor=may.person, at=NOON)

    [left] = standing([may])
    assert owed([may]) == [left] == [176_700 - 1_000]
    assert list(GrowerPayment.objects.order_by("pk").values_list("status", flat=True)) == ["confirmed", "denied"]


def test_a_code_on_the_households_own_phone_is_its_yes(lot):
    may = a_grower(lot.seller, NAMES[3], phone="0912345678")
    brings(lot, may, "6")
    settled(lot)
    payment = paid(may, 1_000)

    send_receipt_code(payment=payment, actor=SYSTEM, at=NOON)

    text = OutgoingSms.objects.get(phone="+84912345678", secret=True).text
    pin = next(word.strip(".") for word in text.split() if word.strip(".").isdigit() and len(word.strip(".")) == 6)
    wrong = "000000" if pin != "000000" else "111111"
    assert "1.000" in text
    assert (checked(payment, wrong), checked(payment, pin), checked(payment, pin)) == (
        ReceiptCodeWrong.code,
        ReceiptWay.CODE,
        ReceiptCodeOld.code,
    )


def checked(payment, typed):
    try:
        return check_code(payment=payment, typed=typed, at=NOON).way
    except (ReceiptCodeWrong, ReceiptCodeOld) as refusal:
        return refusal.code


def test_who_has_no_phone_signs_on_paper_before_a_third_person(lot, growers):
    settled(lot)
    payment = paid(growers[0], 58_900)

    with pytest.raises(NoPhone):
        send_receipt_code(payment=payment, actor=SYSTEM, at=NOON)
    with pytest.raises(Invalid):
        take_paper(payment=payment, file=BytesIO(jpeg()), witness_name=growers[0].name, actor=SYSTEM, at=NOON)
    receipt = take_paper(payment=payment, file=BytesIO(jpeg()), witness_name="Hạng A Dế", actor=SYSTEM, at=NOON)
    confirm_payment(payment=payment, receipt=receipt, actor=SYSTEM, at=NOON)

    kept = GrowerPayment.objects.get()
    assert (kept.receipt, kept.witness_name, kept.file_code) == ("paper", "Hạng A Dế", receipt.file_code)
    assert owed(growers[:1]) == [0]


@pytest.mark.parametrize(
    ("how", "faults"),
    [
        ({"amount": 0}, ["amount_vnd"]),
        ({"paid_on": TODAY + timedelta(days=1)}, ["paid_on"]),
        ({"way": PayWay.ACCOUNT}, ["way", "reference"]),
    ],
)
def test_a_payment_that_cannot_be_is_named(lot, growers, how, faults):
    with pytest.raises(Invalid) as refusal:
        paid(growers[0], **{"amount": 1, **how})

    assert list(refusal.value.field_errors) == faults


def test_managers_and_accountants_pay_and_nobody_else(lot, growers):
    settled(lot)

    for role, may in ((Role.SELLER_MANAGER, True), (Role.SELLER_ACCOUNTANT, True), (Role.SELLER_PACKER, False)):
        person = holder_of(role, Scope.SELLER, lot.seller.code)
        if may:
            assert paid(growers[2], 1_000, actor=person).said_by == person.code
        else:
            with pytest.raises(NotPermitted):
                paid(growers[2], 1_000, actor=person)


def test_what_is_owed_is_listed_since_when_and_late_after_the_days_of_the_rule(lot, growers):
    settled(lot)
    confirm_payment(payment=paid(growers[0], 58_900), receipt=Receipt(ReceiptWay.CODE), actor=SYSTEM, at=NOON)
    later = NOON + timedelta(days=8)

    rows = growers_of(lot.seller, at=later)

    assert [(one.grower.name, one.owed.owed_vnd, one.owed.since, one.is_late) for one in rows] == [
        (NAMES[2], 176_700, NOON, True),
        (NAMES[1], 117_800, NOON, True),
        (NAMES[0], 0, None, False),
    ]
    assert shops_that_owe(at=later) == [(lot.seller, 2, 294_500)]
    assert shops_that_owe(at=NOON) == []


@pytest.mark.parametrize("kilos", [["1"], ["1", "2", "3"]])
def test_the_list_takes_the_same_statements_for_any_number(kilos, django_assert_num_queries):
    lot, _growers = a_brought_lot(None, *kilos)

    with django_assert_num_queries(3):
        assert len(growers_of(lot.seller, at=NOON)) == len(kilos)


@pytest.mark.django_db(transaction=True)
def test_two_cashiers_pay_a_household_once():
    lot, growers = a_brought_lot(None, "1", "2", "3", fee_basis_points=1_000)
    settled(lot)

    ends = race([lambda: paid(growers[0], 58_900) for _time in range(4)], at_once=4)

    assert ends == {"done": 1, "not_so_much_owed": 3}
    payment = GrowerPayment.objects.get()
    receipt = Receipt(ReceiptWay.CODE)
    ends = race(
        [lambda: confirm_payment(payment=payment, receipt=receipt, actor=SYSTEM, at=NOON) for _time in range(4)],
        at_once=4,
    )
    assert ends == {"done": 1, "step_not_allowed": 3}
    assert owed(growers) == [0, 117_800, 176_700]
