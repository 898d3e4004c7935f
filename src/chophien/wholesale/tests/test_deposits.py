"""A contract's deposit is collected: asked for, received, overdue, taken off what comes, and what is left given back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted
from chophien.messages.models import Message, OutgoingSms
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.telling import tell_placed
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON
from chophien.payments.errors import NothingAwaited, WrongAmount
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors import figures_of, transfer_for_group
from chophien.sellers.tests.factories import manager_of
from chophien.settlement.selectors.payable import to_come
from chophien.wholesale.actions.deliveries import close_delivery, part_called_off, send_part
from chophien.wholesale.actions.deposits import deposit_came, deposit_overdue, deposit_went_back
from chophien.wholesale.actions.signing import send_contract_code, sign_contract
from chophien.wholesale.actions.terms import set_terms
from chophien.wholesale.models import DeliveryPart
from chophien.wholesale.pricing import share_of_deposit
from chophien.wholesale.selectors.contracts import calendar_of, contract_seen_by
from chophien.wholesale.selectors.deposits import deposit_of, deposits_overdue
from chophien.wholesale.tests.factories import FIRST, a_contract_in_force, a_draft_contract, a_request_for, some_terms
from chophien.wholesale.tests.test_agree import pin_of

pytestmark = pytest.mark.django_db
UNTIL = NOON.date() + timedelta(days=5)
LATE = NOON + timedelta(days=6)
DEPOSIT = 30_000_001  # of three deliveries of 100.000.000 đồng each


def in_force(*, at=NOON, request=None, until=UNTIL, **terms):
    given = {"deposit_vnd": DEPOSIT, "deposit_on": until} | terms
    extra = {"request": request} if request else {}
    return a_contract_in_force(at=at, terms=some_terms(**given), **extra)


def paid(contract, *, at=NOON):
    return deposit_came(contract=contract, actor=operator(), at=at)


def sent(contract, number, quantity="2000", *, key="", at=NOON):
    manager = manager_of(contract.seller)
    key = key or f"{number}"
    return send_part(
        contract=contract, number=number, quantity=Decimal(quantity), idempotency_key=key, actor=manager, at=at
    )


def test_s04_the_second_yes_asks_for_the_deposit_by_a_transfer_with_the_contracts_code():
    contract = a_draft_contract()
    manager = manager_of(contract.seller)
    terms = some_terms(deposit_vnd=DEPOSIT, deposit_on=UNTIL)
    set_terms(contract=contract, terms=terms, actor=manager, at=NOON)

    for person in (contract.buyer, manager):
        assert Payment.objects.count() == 0
        send_contract_code(contract=contract, actor=person, at=NOON)
        contract = sign_contract(contract=contract, pin=pin_of(contract), actor=person, at=NOON, consent=True)

    transfer = transfer_for_group(contract.code)
    assert (transfer.amount_vnd, transfer.content) == (DEPOSIT, contract.code)
    assert deposit_of(contract).is_awaited


def test_without_a_deposit_nothing_is_asked_for():
    contract = in_force(deposit_vnd=0, deposit_on=None)

    assert (Payment.objects.count(), deposit_of(contract)) == (0, None)


def test_nobody_signs_for_a_deposit_whose_day_is_over():
    contract = a_draft_contract()
    set_terms(contract=contract, terms=some_terms(deposit_vnd=1, deposit_on=UNTIL), actor=contract.buyer, at=NOON)

    with pytest.raises(Invalid) as refused:
        send_contract_code(contract=contract, actor=contract.buyer, at=LATE)

    assert list(refused.value.field_errors) == ["deposit_on"]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("deposit_vnd", {"deposit_vnd": 300_000_001, "deposit_on": UNTIL}),
        ("deposit_on", {"deposit_vnd": 1, "deposit_on": NOON.date() - timedelta(days=1)}),
        ("deposit_use", {"deposit_use": "kept"}),
        ("deposit_late", {"deposit_late": "never"}),
        ("payment", {"payment": "barter"}),
    ],
)
def test_terms_of_money_that_cannot_be_name_their_field(field, changes):
    contract = a_draft_contract()

    with pytest.raises(Invalid) as refused:
        set_terms(contract=contract, terms=some_terms(**changes), actor=contract.buyer, at=NOON)

    assert list(refused.value.field_errors) == [field]


def test_only_who_has_the_account_says_that_the_deposit_came_once_and_in_full():
    contract = in_force()

    for person in (contract.buyer, PersonFactory(), manager_of(contract.seller)):
        with pytest.raises(NotPermitted):
            deposit_came(contract=contract, actor=person, at=NOON)
    with pytest.raises(WrongAmount):
        deposit_came(contract=contract, actor=operator(), at=NOON, amount_vnd=DEPOSIT - 1)
    payment = paid(contract)
    with pytest.raises(NothingAwaited):
        paid(contract)

    assert (payment.status, deposit_of(contract).left_vnd) == ("paid", DEPOSIT)
    assert Entry.objects.filter(what="wholesale.deposit_came", subject_code=contract.code).count() == 1


def test_s04_the_deposit_is_taken_off_each_delivery_in_proportion_to_the_dong():
    contract = in_force()
    paid(contract)

    parts = [sent(contract, 1, "500"), sent(contract, 1, "1500", key="b"), sent(contract, 2), sent(contract, 3)]

    contract.refresh_from_db()
    assert [part.set_off_vnd for part in parts] == [2_500_000, 7_500_000, 10_000_000, 10_000_001]
    assert (contract.status, Refund.objects.count(), deposit_of(contract).left_vnd) == ("ended", 0, 0)
    for part in parts:
        order, payment = Order.objects.get(code=part.order_code), Payment.objects.get(order_code=part.order_code)
        assert (payment.amount_vnd, payment.advance_vnd) == (order.total_vnd, part.set_off_vnd)
        assert (order.payment_status, payment.status) == ("deposit_paid", "deposit_paid")


def test_both_see_what_was_taken_off_each_delivery():
    contract = in_force()
    paid(contract)
    sent(contract, 1)

    for person in (contract.buyer, manager_of(contract.seller)):
        rows = calendar_of(contract_seen_by(person, contract.code, at=NOON), on=FIRST)
        assert [row.set_off_vnd for row in rows] == [10_000_000, 0, 0]


def test_a_deposit_that_never_came_or_is_to_be_given_back_is_taken_off_nothing():
    awaited, kept = in_force(), in_force(deposit_use="return")
    paid(kept)

    assert [sent(one, 1).set_off_vnd for one in (awaited, kept)] == [0, 0]


def test_s04_what_is_left_goes_back_when_the_contract_is_fulfilled():
    contract = in_force(deposit_use="return", request=a_request_for(rhythm="once"))
    paid(contract)
    sent(contract, 1)

    refund = Refund.objects.get()
    deposit_went_back(refund=refund, reference="FT1", actor=operator(), at=NOON)

    assert (refund.amount_vnd, refund.payment.order_code) == (DEPOSIT, contract.code)
    assert Payment.objects.get(order_code=contract.code).status == "refunded"
    assert deposit_of(contract).left_vnd == 0


def test_a_contract_that_ends_short_gives_back_what_no_delivery_used():
    contract = in_force(request=a_request_for(rhythm="once"))
    paid(contract)
    sent(contract, 1, "500")
    due = NOON + timedelta(days=(FIRST - NOON.date()).days)

    close_delivery(contract=contract, number=1, actor=contract.buyer, at=due)

    assert Refund.objects.get().amount_vnd == DEPOSIT - DEPOSIT // 4


def test_s04_an_overdue_deposit_ends_the_contract_or_reminds_both_as_agreed():
    strict, patient = in_force(deposit_late="end"), in_force(deposit_late="warn")
    overdue = list(deposits_overdue(on=LATE.date()))

    for _twice in range(2):
        for contract in (strict, patient):
            deposit_overdue(contract=contract, at=LATE)

    strict.refresh_from_db()
    patient.refresh_from_db()
    assert overdue == [strict, patient]
    assert list(deposits_overdue(on=UNTIL)) == []
    assert list(deposits_overdue(on=LATE.date())) == []
    assert (strict.status, patient.status, patient.deposit_warned_at) == ("lapsed", "agreed", LATE)
    assert Payment.objects.get(order_code=strict.code).status == "void"
    told = Message.objects.filter(about=patient.code, person_code=patient.buyer.code)
    assert told.count() == 1


def test_a_contract_of_which_goods_were_sent_does_not_end_for_its_deposit():
    contract = in_force(deposit_late="end")
    sent(contract, 1)

    deposit_overdue(contract=contract, at=LATE)

    contract.refresh_from_db()
    assert (contract.status, contract.deposit_warned_at) == ("agreed", LATE)


def test_a_deposit_that_was_quicker_than_the_clock_keeps_the_contract():
    contract = in_force(deposit_late="end")
    paid(contract)

    deposit_overdue(contract=contract, at=LATE)

    contract.refresh_from_db()
    assert contract.status == "agreed"


def test_a_deposit_that_comes_after_the_end_is_owed_back_whole():
    contract = in_force(deposit_late="end")
    deposit_overdue(contract=contract, at=LATE)

    paid(contract, at=LATE)

    assert (Refund.objects.get().amount_vnd, deposit_of(contract).left_vnd) == (DEPOSIT, 0)


def test_s04_deliveries_are_paid_by_transfer_of_what_the_deposit_leaves():
    contract = in_force(payment="vietqr")
    paid(contract)

    part = sent(contract, 1)
    order = Order.objects.get()
    tell_placed(group_id=order.group_id, at=NOON)

    transfer = transfer_for_group(order.group.code)
    said = OutgoingSms.objects.filter(about=order.code).order_by("-pk")[0].text
    assert (order.payment_status, order.held_until) == ("awaiting_transfer", NOON + timedelta(hours=48))
    assert transfer.amount_vnd == order.total_vnd - part.set_off_vnd
    assert f"{transfer.amount_vnd:,}".replace(",", ".") in said


def test_goods_whose_order_is_called_off_count_as_not_come_and_can_be_sent_again():
    contract = in_force(payment="vietqr")
    paid(contract)
    part = sent(contract, 1)
    order = Order.objects.get()

    cancel_order(order=order, reason="Người mua hủy", actor=contract.buyer, at=NOON)
    for _twice in range(2):
        part_called_off(order_code=order.code, at=NOON)
    again = sent(contract, 1, key="again")

    part.refresh_from_db()
    [row] = calendar_of(contract_seen_by(contract.buyer, contract.code, at=NOON), on=FIRST)[:1]
    assert (part.failed_at, row.reckoning.came) == (NOON, Decimal(2000))
    assert Refund.objects.get().amount_vnd == part.set_off_vnd  # with the order that was called off
    assert (again.set_off_vnd, DeliveryPart.objects.filter(failed_at__isnull=True).count()) == (0, 1)


def test_a_shops_figures_count_a_deposit_once():
    contract = in_force()
    code = contract.seller.code
    awaited = figures_of(code).awaited_vnd
    paid(contract)
    before = to_come(code)
    part = sent(contract, 1)

    after = figures_of(code)

    total = Order.objects.get(code=part.order_code).total_vnd
    assert (awaited, before, to_come(code)) == (DEPOSIT, DEPOSIT, DEPOSIT)
    assert after.on_delivery_vnd == total - part.set_off_vnd


amounts = some.decimals("0.001", "5000", places=3)


@given(
    deposit=some.integers(0, 10**10), parts=some.lists(amounts, min_size=1, max_size=8), price=some.integers(1, 10**6)
)
def test_whatever_comes_the_deposit_is_used_up_by_the_end_and_never_more(deposit, parts, price):
    whole = sum(parts, Decimal(0))
    used, sent_so_far, goods = 0, Decimal(0), 0
    for part in parts:
        worth = int(price * part)
        share = share_of_deposit(
            deposit_vnd=deposit, used_vnd=used, sent=sent_so_far, part=part, all_of_it=whole, goods_vnd=worth
        )
        assert 0 <= share <= worth
        used, sent_so_far, goods = used + share, sent_so_far + part, goods + worth

    assert used <= deposit
    assert used == deposit or used <= goods < deposit + price * whole


def test_s04_the_page_shows_the_buyer_how_to_pay_and_both_where_the_deposit_stands(client):
    first = local_date(timezone.now()) + timedelta(days=6)
    at = timezone.now()
    asked = a_request_for(at=at, first_on=first, last_on=first + timedelta(days=14))
    contract = in_force(at=at, request=asked, until=first)
    page = f"/mua-si/hop-dong/{contract.code}/"

    client.force_login(contract.buyer)
    shown = client.get(page).content.decode()
    assert "<svg" in shown
    assert f"<dd>{contract.code}</dd>" in shown
    assert client.post(f"{page}coc/").status_code == 409

    client.force_login(manager_of(contract.seller))
    assert "30.000.001" in client.get(page).content.decode()
    paid(contract, at=at)
    sent(contract, 1, at=at)
    for person in (contract.buyer, manager_of(contract.seller)):
        client.force_login(person)
        assert "10.000.000" in client.get(page).content.decode()
    order = Order.objects.get()
    client.force_login(contract.buyer)
    assert "Đã trả trước bằng tiền cọc" in client.get(reverse("orders:order", args=[order.code])).content.decode()
