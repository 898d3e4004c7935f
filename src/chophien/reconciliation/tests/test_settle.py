"""What a transfer does: exact, over, under, late, twice, unknown; and the books after each."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Account
from chophien.ledger.selectors import sums_of
from chophien.lib.actor import SYSTEM
from chophien.lib.codes import new_code
from chophien.messages.models import Message
from chophien.orders.actions.cancelling import cancel_order, release_unpaid
from chophien.orders.actions.money import mark_paid
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, a_checkout, an_order, fresh
from chophien.payments import chart
from chophien.payments.models import Payment, Refund
from chophien.payments.states import PaymentMethod
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.telling import tell_part
from chophien.reconciliation.actions.watching import release_part
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.tests.factories import a_transfer, an_unpaid_order, words_for
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
SOON, LATE = NOON + timedelta(minutes=5), NOON + timedelta(minutes=30)


def balances():
    """What stands where, in đồng: money that is here above zero, money that is owed as well."""
    sums = sums_of(Account.objects.values_list("code", flat=True))
    standing = {code: abs(one.debits_posted - one.credits_posted) for code, one in sums.items()}
    return {code: amount for code, amount in standing.items() if amount}


def how(line):
    line.refresh_from_db()
    return str(line.outcome), str(line.status), line.used_vnd, line.owed_back_vnd


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATE + timedelta(days=1)).right


def test_s07_the_exact_amount_pays_all_orders_of_the_group():
    placed = a_checkout((a_variant(), 1), (a_variant(), 2), payment="vietqr")
    total = placed.group.total_vnd

    line = a_transfer(words_for(placed.orders[0]), total)

    assert how(line) == ("exact", "settled", total, 0)
    assert set(Order.objects.values_list("payment_status", flat=True)) == {"paid"}
    assert balances()[chart.held()] == total
    assert chart.UNKNOWN not in balances()


@pytest.mark.parametrize("write", [str.lower, lambda code: code.replace("-", " "), lambda code: f"ck{code}mua che"])
def test_the_words_may_have_lost_their_shape(write):
    order = an_unpaid_order()

    a_transfer(write(order.group.code), order.total_vnd)

    assert fresh(order).payment_status == "paid"


def test_the_code_of_an_order_stands_for_its_group():
    order = an_unpaid_order()

    a_transfer(f"mua hang {order.code}", order.total_vnd)

    assert fresh(order).payment_status == "paid"


def test_s07_too_much_pays_and_the_surplus_is_owed_back_at_once(do_jobs):
    order = an_unpaid_order()

    line = a_transfer(words_for(order), order.total_vnd + 7_000)
    do_jobs()

    assert how(line) == ("over", "to_return", order.total_vnd, 7_000)
    assert fresh(order).payment_status == "paid"
    back = MoneyBack.objects.get()
    assert (back.amount_vnd, back.why, (back.due_on - NOON.date()).days) == (7_000, "surplus", 30)
    assert balances()[chart.REFUNDS] == 7_000
    assert balances()[chart.held()] == order.total_vnd + 7_000
    assert any("7.000" in one.text and "thừa" in one.text for one in Message.objects.all())


def test_s07_too_little_is_kept_aside_and_the_buyer_hears_how_much_is_missing():
    order = an_unpaid_order()

    line = a_transfer(words_for(order), order.total_vnd - 20_000)
    tell_part(line_id=line.pk, at=SOON)

    assert how(line) == ("under", "part", 0, 0)
    assert fresh(order).payment_status == "awaiting_transfer"
    assert balances() == {chart.held(): order.total_vnd - 20_000, chart.UNKNOWN: order.total_vnd - 20_000}
    assert any("còn thiếu" in one.text and "20.000" in one.text for one in Message.objects.all())


def test_s07_a_second_transfer_completes_the_first_and_what_is_too_much_then_goes_back():
    order = an_unpaid_order()
    first = a_transfer(words_for(order), order.total_vnd - 20_000)

    second = a_transfer(words_for(order), 25_000)

    assert how(first) == ("under", "settled", order.total_vnd - 20_000, 0)
    assert how(second) == ("over", "to_return", 20_000, 5_000)
    assert fresh(order).payment_status == "paid"
    assert balances()[chart.held()] == order.total_vnd + 5_000
    assert chart.UNKNOWN not in balances()


def test_s07_money_for_an_order_without_goods_any_more_is_owed_back_by_itself():
    order = an_unpaid_order()
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=LATE)

    line = a_transfer(words_for(order), order.total_vnd, at=LATE)

    assert how(line) == ("late", "settled", order.total_vnd, 0)
    assert Refund.objects.get().amount_vnd == order.total_vnd
    assert fresh(order).payment_status == "refund_due"
    assert not MoneyBack.objects.exists()


def test_another_amount_for_a_cancelled_order_goes_back_whole():
    order = an_unpaid_order()
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=LATE)

    line = a_transfer(words_for(order), 5_000, at=LATE)

    assert how(line) == ("late", "to_return", 0, 5_000)
    assert fresh(order).payment_status == "void"
    assert balances() == {chart.held(): 5_000, chart.REFUNDS: 5_000}


def test_a_part_goes_back_once_its_order_is_cancelled_and_not_before():
    order = an_unpaid_order()
    part = a_transfer(words_for(order), 5_000)
    release_part(line=part, at=SOON)
    waiting = how(part)
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=LATE)

    release_part(line=part, at=LATE)
    release_part(line=part, at=LATE)

    assert waiting == ("under", "part", 0, 0)
    assert how(part) == ("late", "to_return", 0, 5_000)
    assert MoneyBack.objects.get().why == "rest_never_came"
    assert balances() == {chart.held(): 5_000, chart.REFUNDS: 5_000}


def test_a_part_whose_order_somebody_marked_paid_is_looked_at():
    order = an_unpaid_order()
    part = a_transfer(words_for(order), 5_000)
    mark_paid(group=order.group, actor=operator(), at=SOON)

    release_part(line=part, at=SOON)

    assert how(part) == ("unknown", "open", 0, 0)
    assert part.why == "marked_otherwise"


def test_s07_paid_twice_the_second_goes_back_whole():
    order = an_unpaid_order()
    first = a_transfer(words_for(order), order.total_vnd)

    second = a_transfer(words_for(order), order.total_vnd)

    assert how(first) == ("exact", "settled", order.total_vnd, 0)
    assert how(second) == ("duplicate", "to_return", 0, order.total_vnd)
    assert fresh(order).payment_status == "paid"
    assert Payment.objects.get().steps.count() == 1


def test_money_that_somebody_marked_by_hand_before_is_that_money_and_not_a_second_time():
    order = an_unpaid_order()
    mark_paid(group=order.group, actor=operator(), at=SOON)

    line = a_transfer(words_for(order), order.total_vnd, at=LATE)
    again = a_transfer(words_for(order), order.total_vnd, at=LATE)

    assert how(line) == ("exact", "settled", order.total_vnd, 0)
    assert how(again) == ("duplicate", "to_return", 0, order.total_vnd)
    assert balances()[chart.held()] == 2 * order.total_vnd


def test_another_amount_than_was_marked_by_hand_is_looked_at():
    order = an_unpaid_order()
    mark_paid(group=order.group, actor=operator(), at=SOON)

    line = a_transfer(words_for(order), order.total_vnd - 1_000, at=LATE)

    assert (how(line)[:2], line.why) == (("unknown", "open"), "marked_otherwise")


@pytest.mark.parametrize(
    ("words", "why"),
    [("mua che", "no_code"), ("", "no_code"), ("GD-2222-2229", "no_such_code")],
)
def test_s07_what_nobody_knows_stands_in_the_queue_and_in_the_books(words, why):
    text = new_code("GD", 8) if why == "no_such_code" else words

    line = a_transfer(text, 33_000)

    assert how(line) == ("unknown", "open", 0, 0)
    assert line.why == why
    assert balances() == {chart.held(): 33_000, chart.UNKNOWN: 33_000}


def test_words_that_name_two_orders_are_not_guessed_at():
    one, other = an_unpaid_order(), an_unpaid_order()

    line = a_transfer(f"{one.group.code} {other.group.code}", one.total_vnd)

    assert (how(line)[:2], line.why) == (("unknown", "open"), "several_codes")
    assert not Payment.objects.filter(status="paid").exists()


def test_a_transfer_for_an_order_that_is_paid_on_delivery_is_looked_at():
    order = an_order()

    line = a_transfer(words_for(order), order.total_vnd)

    assert (how(line)[:2], line.why) == (("unknown", "open"), "not_awaited")


def test_the_sum_of_all_pays_a_group_of_which_an_order_was_cancelled_and_its_share_goes_back():
    placed = a_checkout((a_variant(), 1), (a_variant(), 2), payment="vietqr")
    cancel_order(order=fresh(placed.orders[0]), reason="Đổi ý", actor=SYSTEM, at=SOON)

    line = a_transfer(words_for(placed.orders[0]), placed.group.total_vnd, at=SOON)

    assert how(line)[:2] == ("exact", "settled")
    assert Refund.objects.get().amount_vnd == placed.orders[0].total_vnd
    assert fresh(placed.orders[1]).payment_status == "paid"


def test_settled_once_a_line_is_never_settled_again():
    order = an_unpaid_order()
    line = a_transfer(words_for(order), order.total_vnd)

    settle_line(line=line, at=LATE)

    assert how(line) == ("exact", "settled", order.total_vnd, 0)
    assert BankLine.objects.count() == 1


def test_a_transfer_for_what_a_gateway_took_already_goes_back_whole():
    order = an_unpaid_order()
    mark_paid(group=order.group, actor=SYSTEM, at=NOON, by=PaymentMethod.VNPAY)

    line = a_transfer(words_for(order), order.total_vnd)

    assert how(line) == ("duplicate", "to_return", 0, order.total_vnd)
    assert fresh(order).group.payment_method == "vnpay"
    assert balances()["gateway:vnpay"] == order.total_vnd
