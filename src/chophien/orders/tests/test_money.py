from datetime import timedelta

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.vietqr import parse_vietqr
from chophien.orders.actions.answers import refuse_order
from chophien.orders.actions.cancelling import cancel_order, release_unpaid
from chophien.orders.actions.money import mark_paid, record_refund
from chophien.orders.models import Order, OrderStep
from chophien.orders.tests.factories import NOON, a_checkout, an_order, fresh, guest, staff
from chophien.payments.errors import AlreadyRefunded, NothingAwaited, ReferenceMissing, WrongAmount
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors import transfer_for_group
from chophien.sellers.models import PayoutAccount
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant
from chophien.uploads.sealing import seal

pytestmark = pytest.mark.django_db
SOON, LATE = NOON + timedelta(minutes=5), NOON + timedelta(minutes=20)


def with_account(seller, *, bank_bin="970405", confirmed_at=NOON):
    PayoutAccount.objects.create(
        seller=seller,
        bank_bin=bank_bin,
        sealed_account=seal(b"8601234567890"),
        account_tail="7890",
        owner_name="HTX CHE",
        confirmed_at=confirmed_at,
        updated_at=NOON,
    )
    return seller


def axes(order):
    order = fresh(order)
    return order.status, order.payment_status


def test_the_transfer_asks_for_the_whole_group_with_its_code():
    group = a_checkout((a_variant(), 1), (a_variant(), 2), payment="vietqr").group

    transfer = transfer_for_group(group.code)

    read = parse_vietqr(transfer.payload)
    assert (read.amount_vnd, read.content, read.bank_bin, read.account) == (
        group.total_vnd,
        group.code,
        "970436",
        "0000000000",
    )
    assert (transfer.amount_vnd, transfer.bank, transfer.name) == (group.total_vnd, "Vietcombank", "CHO PHIEN DEMO")


def test_a_lone_seller_with_a_confirmed_account_is_paid_directly():
    tea = a_variant(seller=with_account(a_seller()))

    order = an_order(variant=tea, payment="vietqr")

    transfer = transfer_for_group(order.group.code)
    assert (transfer.account, transfer.bank, transfer.name) == ("8601234567890", "Agribank", "HTX CHE")
    assert parse_vietqr(transfer.payload).account == "8601234567890"


@pytest.mark.parametrize("account", [{"confirmed_at": None}, {"bank_bin": "458761"}])
def test_an_unconfirmed_account_or_a_bank_without_vietqr_is_not_used(account):
    tea = a_variant(seller=with_account(a_seller(), **account))

    order = an_order(variant=tea, payment="vietqr")

    assert transfer_for_group(order.group.code).account == "0000000000"


def test_orders_of_two_sellers_are_paid_to_the_market():
    first, second = a_variant(seller=with_account(a_seller())), a_variant(seller=with_account(a_seller()))

    group = a_checkout((first, 1), (second, 1), payment="vietqr").group

    assert transfer_for_group(group.code).account == "0000000000"


def test_cash_and_paid_groups_await_no_transfer():
    cash = an_order()
    paid = an_order(payment="vietqr")
    mark_paid(group=paid.group, actor=SYSTEM, at=SOON)

    assert (transfer_for_group(cash.group.code), transfer_for_group(paid.group.code)) == (None, None)


def test_money_that_came_starts_the_sellers_day():
    order = an_order(payment="vietqr")

    mark_paid(group=order.group, actor=operator(), at=SOON, reference="FT26325")

    assert axes(order) == ("placed", "paid")
    order = fresh(order)
    assert (order.accept_by, order.held_until) == (SOON + timedelta(hours=24), None)
    step = OrderStep.objects.get(axis="payment")
    assert (step.step, step.to_status, step.side, step.reason) == ("receive", "paid", "market", "FT26325")
    assert Payment.objects.get().paid_at == SOON


def test_money_comes_once():
    order = an_order(payment="vietqr")
    mark_paid(group=order.group, actor=SYSTEM, at=SOON)

    with pytest.raises(NothingAwaited):
        mark_paid(group=order.group, actor=SYSTEM, at=LATE)

    assert Payment.objects.get().paid_at == SOON


@pytest.mark.parametrize("reference", ["\x00\u202e", "x" * 1_000])
def test_any_reference_can_be_kept(reference):
    order = an_order(payment="vietqr")

    mark_paid(group=order.group, actor=SYSTEM, at=SOON, reference=reference)

    assert OrderStep.objects.get(axis="payment").reason == reference[:80].strip("\x00\u202e")


def test_nothing_is_awaited_for_cash():
    order = an_order()

    with pytest.raises(NothingAwaited):
        mark_paid(group=order.group, actor=SYSTEM, at=SOON)

    assert axes(order) == ("placed", "due_on_delivery")


def test_another_amount_is_refused():
    order = an_order(payment="vietqr")

    with pytest.raises(WrongAmount):
        mark_paid(group=order.group, actor=SYSTEM, at=SOON, amount_vnd=order.total_vnd - 1)

    assert axes(order) == ("placed", "awaiting_transfer")


def test_money_that_comes_after_the_hold_is_owed_back_by_itself():
    tea = a_variant(available=10)
    order = an_order(variant=tea, payment="vietqr")
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=NOON + timedelta(minutes=15))

    mark_paid(group=order.group, actor=SYSTEM, at=LATE)

    assert axes(order) == ("cancelled", "refund_due")
    refund = Refund.objects.get()
    assert (refund.amount_vnd, refund.reason, refund.due_on.isoformat()) == (
        order.total_vnd,
        "late_money",
        "2026-12-21",
    )
    assert Stock.objects.get(variant=tea).available == 10


def test_the_full_transfer_for_a_group_of_which_one_order_was_refused():
    first, second = a_checkout((a_variant(), 1), (a_variant(), 2), payment="vietqr").orders
    refuse_order(order=first, reason="Hết chè rồi", actor=SYSTEM, at=NOON)

    mark_paid(group=first.group, actor=SYSTEM, at=SOON, amount_vnd=first.total_vnd + second.total_vnd)

    assert (axes(first), axes(second)) == (("cancelled", "refund_due"), ("placed", "paid"))
    assert Refund.objects.get().amount_vnd == first.total_vnd


def test_the_smaller_transfer_for_a_group_of_which_one_order_was_refused():
    first, second = a_checkout((a_variant(), 1), (a_variant(), 2), payment="vietqr").orders
    refuse_order(order=first, reason="Hết chè rồi", actor=SYSTEM, at=NOON)

    assert transfer_for_group(first.group.code).amount_vnd == second.total_vnd
    mark_paid(group=first.group, actor=SYSTEM, at=SOON)

    assert (axes(first), axes(second)) == (("cancelled", "void"), ("placed", "paid"))
    assert not Refund.objects.exists()


def everybody(order):
    seller = order.seller
    return {
        "manager": staff(order),
        "accountant": staff(order, Role.SELLER_ACCOUNTANT),
        "packer": staff(order, Role.SELLER_PACKER),
        "operator": operator(),
        "operator there": holder_of(Role.OPERATOR, Scope.PROVINCE, seller.commune.province.code),
        "operator elsewhere": holder_of(Role.OPERATOR, Scope.PROVINCE, "79"),
        "commune officer": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code),
        "buyer": guest(order),
        "stranger": PersonFactory(),
    }


@pytest.mark.parametrize(
    ("direct", "allowed"),
    [
        (False, {"operator", "operator there"}),
        (True, {"manager", "accountant", "operator", "operator there"}),
    ],
)
def test_who_says_that_money_came(direct, allowed):
    seller = with_account(a_seller()) if direct else a_seller()
    tea = a_variant(seller=seller, available=100)
    said = set()

    for name in everybody(an_order(variant=tea)):
        order = an_order(variant=tea, payment="vietqr")
        try:
            mark_paid(group=order.group, actor=everybody(order)[name], at=SOON)
        except NotPermitted:
            assert axes(order) == ("placed", "awaiting_transfer")
            continue
        said.add(name)

    assert said == allowed


def a_refund():
    order = an_order(payment="vietqr")
    mark_paid(group=order.group, actor=SYSTEM, at=SOON)
    cancel_order(order=order, reason="Đặt nhầm", actor=guest(order), at=SOON)
    return order, Refund.objects.select_related("payment").get(payment__order_code=order.code)


def test_money_that_went_back_is_written_down():
    order, refund = a_refund()

    record_refund(refund=refund, reference="FT26999", actor=operator(), at=LATE)

    assert axes(order) == ("cancelled", "refunded")
    refund.refresh_from_db()
    assert (refund.done_at, refund.reference) == (LATE, "FT26999")
    step = OrderStep.objects.get(step="refund")
    assert (step.from_status, step.to_status, step.reason) == ("refund_due", "refunded", "FT26999")


def test_money_goes_back_once():
    order, refund = a_refund()
    record_refund(refund=refund, reference="FT26999", actor=SYSTEM, at=LATE)

    with pytest.raises(AlreadyRefunded):
        record_refund(refund=refund, reference="FT27000", actor=SYSTEM, at=LATE)

    assert axes(order) == ("cancelled", "refunded")
    assert Refund.objects.get().reference == "FT26999"


def test_a_refund_without_a_reference_is_not_recorded():
    order, refund = a_refund()

    with pytest.raises(ReferenceMissing):
        record_refund(refund=refund, reference="  ", actor=SYSTEM, at=LATE)

    assert axes(order) == ("cancelled", "refund_due")


def test_the_buyer_does_not_record_a_refund():
    order, refund = a_refund()

    with pytest.raises(NotPermitted):
        record_refund(refund=refund, reference="FT26999", actor=guest(order), at=LATE)

    assert axes(order) == ("cancelled", "refund_due")


def test_cancelled_orders_are_not_paid_a_second_time():
    order, _refund = a_refund()

    with pytest.raises((NothingAwaited, StepNotAllowed)):
        mark_paid(group=order.group, actor=SYSTEM, at=LATE)

    assert Order.objects.get(pk=order.pk).payment_status == "refund_due"
