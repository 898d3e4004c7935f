"""A payment of another amount: taken with its surplus back, kept until the rest comes, or given back; each once."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.gateways.actions.asking import ask_about
from chophien.gateways.actions.deciding import look_at_attempt
from chophien.gateways.actions.odd_payments import ask_buyer, ask_gateway, ask_rest, give_odd_back, take_odd
from chophien.gateways.actions.repaying import give_back, open_refunds_of_gateways
from chophien.gateways.errors import NotToBeTaken, ToldAnother
from chophien.gateways.models import Attempt, Repayment
from chophien.gateways.odd import measured_now
from chophien.gateways.selectors import odd_attempts
from chophien.gateways.simulator.base import Trouble
from chophien.gateways.tests.factories import an_order_to_pay, anew, begin, pay, stands_at, tell
from chophien.gateways.tests.test_buyer_pages import owner_of
from chophien.gateways.tests.test_payoffs import DAY, take
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.messages.models import Message
from chophien.orders.actions.cancelling import cancel_order, release_unpaid
from chophien.orders.actions.money import mark_paid
from chophien.orders.errors import ReasonMissing
from chophien.orders.tests.factories import NOON, a_checkout, fresh, guest
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors import online_for_group, transfer_for_group
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("name", ["vnpay", "momo"])
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def gateway(name, request):
    return request.getfixturevalue(name)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=timezone.now()).right


def an_odd_one(gateway, differs, *, at=NOON, order=None) -> tuple[object, Attempt]:
    """The gateway took so much more than it was asked to, and says so."""
    order = order or an_order_to_pay(gateway.name, at=at)
    attempt = begin(order, gateway, at=at)
    gateway.sales[attempt.reference].amount_vnd += differs
    gateway.decide(attempt.reference)
    tell(gateway, attempt)
    return order, anew(attempt)


def texts(order) -> str:
    found = Message.objects.filter(about=order.group.code).values_list("text", flat=True)
    return " ".join(found).replace("\xa0", " ")


@BOTH
def test_too_much_pays_the_order_and_the_surplus_goes_back_the_same_way(name, gateway, do_jobs):
    now = timezone.now()
    order, attempt = an_odd_one(gateway, 7_000, at=now)
    before = (attempt.status, attempt.odd, fresh(order).payment_status, measured_now(attempt).found)

    take_odd(attempt=attempt, seen_vnd=order.total_vnd + 7_000, actor=operator(), at=now)
    do_jobs()
    tell(gateway, attempt)

    [back] = Repayment.objects.all()
    assert before == ("open", "amount", "awaiting_transfer", "over")
    assert (fresh(order).payment_status, anew(attempt).use, anew(attempt).came_vnd) == (
        "paid",
        "orders",
        order.total_vnd + 7_000,
    )
    assert (back.amount_vnd, back.why, back.status) == (7_000, "surplus", "done")
    assert gateway.sales[attempt.reference].back_vnd == 7_000
    assert (stands_at(f"gateway:{name}"), stands_at("refunds")) == (order.total_vnd, 0)
    assert "7.000 đ" in texts(order)
    assert anew(attempt).looked_at is not None


@BOTH
@pytest.mark.parametrize("rest", ["gateway", "transfer", "never"])
def test_too_little_is_kept_and_the_rest_is_paid_in_any_way_or_all_of_it_goes_back(name, gateway, rest, do_jobs):
    now = timezone.now()
    order, attempt = an_odd_one(gateway, -7_000, at=now)
    client = owner_of(order)
    kept = order.total_vnd - 7_000
    buttons = "bat-dau" in client.get(f"/tra-tien/{order.group.code}/").text
    told = [text_of(client.get(f"/tra-tien/{part}/")) for part in (order.group.code, f"lan/{attempt.reference}")]

    ask_rest(attempt=attempt, seen_vnd=kept, actor=operator(), at=now)
    do_jobs()
    asked = (online_for_group(order.group.code).amount_vnd, fresh(order).payment_status)
    page, own = (text_of(client.get(f"/tra-tien/{part}/")) for part in (order.group.code, f"lan/{attempt.reference}"))
    if rest == "gateway":
        pay(fresh(order), gateway, at=now)
    elif rest == "transfer":
        client.post(f"/tra-tien/{order.group.code}/cach-khac/", {"payment": "vietqr"})
        assert transfer_for_group(order.group.code).amount_vnd == 7_000
        mark_paid(group=order.group, actor=SYSTEM, at=now, amount_vnd=7_000)
    else:
        release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=order.held_until)
        open_refunds_of_gateways(at=now)
    do_jobs()

    assert not buttons
    assert ["bạn đừng trả thêm lần nữa" in text for text in told] == [True, True]
    assert asked == (7_000, "awaiting_transfer")
    assert "7.000 đ" in texts(order)
    assert "Đây là phần còn lại" in page
    assert "Phần còn lại vẫn phải trả" in own
    if rest == "never":
        assert (fresh(order).payment_status, stands_at(f"gateway:{name}")) == ("refunded", 0)
        assert gateway.sales[attempt.reference].back_vnd == kept
    else:
        assert fresh(order).payment_status == "paid"
        assert stands_at(f"gateway:{name}") == (order.total_vnd if rest == "gateway" else kept)
        assert -stands_at(f"seller:{order.seller.code}:pending") == order.total_vnd


@BOTH
def test_it_is_given_back_whole_with_a_reason_and_the_order_waits_on(name, gateway, do_jobs):
    now = timezone.now()
    order, attempt = an_odd_one(gateway, -7_000, at=now)
    seen = order.total_vnd - 7_000

    with pytest.raises(ReasonMissing):
        give_odd_back(attempt=attempt, seen_vnd=seen, reason=" ", actor=operator(), at=now)
    give_odd_back(attempt=attempt, seen_vnd=seen, reason="cổng nhầm", actor=operator(), at=now)
    do_jobs()

    assert fresh(order).payment_status == "awaiting_transfer"
    assert (anew(attempt).use, gateway.sales[attempt.reference].back_vnd) == ("back", seen)
    assert (stands_at(f"gateway:{name}"), stands_at("refunds")) == (0, 0)
    assert Repayment.objects.get().why == "decided"


def test_each_outcome_allows_its_own_decisions(vnpay):
    clerk = operator()
    paid, expired, exact = (an_order_to_pay("vnpay") for _place in range(3))
    _same, twice = an_odd_one(vnpay, -1, order=paid)
    pay(fresh(paid), vnpay)
    _same, late = an_odd_one(vnpay, -1, order=expired)
    release_unpaid(group_id=expired.group.pk, actor=SYSTEM, at=expired.held_until)
    _same, under = an_odd_one(vnpay, -1, order=exact)

    assert [str(measured_now(one).found) for one in (twice, late, under)] == ["duplicate", "late", "under"]
    for one in (twice, late):
        for act in (take_odd, ask_rest):
            with pytest.raises(NotToBeTaken):
                act(attempt=one, seen_vnd=one.amount_vnd - 1, actor=clerk, at=LATER)
        give_odd_back(attempt=one, seen_vnd=one.amount_vnd - 1, reason="đơn không còn chờ", actor=clerk, at=LATER)
    with pytest.raises(NotToBeTaken):
        take_odd(attempt=under, seen_vnd=under.amount_vnd - 1, actor=clerk, at=LATER)
    with pytest.raises(ToldAnother):
        ask_rest(attempt=under, seen_vnd=under.amount_vnd, actor=clerk, at=LATER)
    with pytest.raises(NotPermitted):
        ask_rest(attempt=under, seen_vnd=under.amount_vnd - 1, actor=PersonFactory(), at=LATER)
    ask_rest(attempt=under, seen_vnd=under.amount_vnd - 1, actor=clerk, at=LATER)
    with pytest.raises(StepNotAllowed):
        give_odd_back(attempt=under, seen_vnd=under.amount_vnd - 1, reason="x", actor=clerk, at=LATER)


def test_what_is_just_awaited_after_an_order_was_cancelled_pays_the_other(vnpay):
    placed = a_checkout((a_variant(available=9), 1), (a_variant(available=9), 2), payment="vnpay")
    order, other = (fresh(one) for one in placed.orders)
    attempt = begin(order, vnpay)
    cancel_order(order=other, reason="đặt nhầm", actor=guest(other), at=NOON)
    vnpay.sales[attempt.reference].amount_vnd = order.total_vnd
    vnpay.decide(attempt.reference)
    tell(vnpay, attempt)

    take_odd(attempt=anew(attempt), seen_vnd=order.total_vnd, actor=operator(), at=LATER)

    assert [fresh(one).payment_status for one in (order, other)] == ["paid", "void"]


def test_a_part_is_shared_among_the_shops_of_a_group_to_the_dong_and_goes_back_so(vnpay, do_jobs):
    placed = a_checkout((a_variant(available=9), 1), (a_variant(available=9), 2), payment="vnpay")
    orders = [fresh(one) for one in placed.orders]
    total = sum(order.total_vnd for order in orders)
    _order, attempt = an_odd_one(vnpay, 10_001 - total, order=orders[0])

    ask_rest(attempt=attempt, seen_vnd=10_001, actor=operator(), at=LATER)
    shares = list(Payment.objects.order_by("pk").values_list("advance_vnd", flat=True))
    cancel_order(order=fresh(orders[0]), reason="đặt nhầm", actor=guest(orders[0]), at=LATER)
    do_jobs()

    assert sum(shares) == 10_001
    assert abs(shares[0] * total - 10_001 * orders[0].total_vnd) < total
    assert Refund.objects.get(payment__order_code=orders[0].code).amount_vnd == shares[0]
    assert vnpay.sales[attempt.reference].back_vnd >= shares[0]


def test_another_amount_told_after_it_was_taken_is_put_before_somebody_again(vnpay):
    order, attempt = an_odd_one(vnpay, 7_000)
    take_odd(attempt=attempt, seen_vnd=order.total_vnd + 7_000, actor=operator(), at=LATER)
    answer = tell(vnpay, attempt)
    same = anew(attempt).looked_at

    other = tell(vnpay, attempt, vnp_Amount=str(order.total_vnd * 100))

    assert (answer.json()["RspCode"], other.json()["RspCode"]) == ("02", "04")
    assert same is not None
    assert (anew(attempt).odd, anew(attempt).looked_at, anew(attempt).came_vnd) == (
        "amount",
        None,
        order.total_vnd + 7_000,
    )


def test_the_gateways_table_of_what_came_is_booked_once_it_was_decided(vnpay, do_jobs):
    order, attempt = an_odd_one(vnpay, 7_000)
    take("vnpay", f"{DAY},{attempt.reference},{order.total_vnd + 7_000},0,")
    before = stands_at("held:doi-tac-giu-tien-mo-phong")

    take_odd(attempt=attempt, seen_vnd=order.total_vnd + 7_000, actor=operator(), at=LATER)
    do_jobs()

    assert before == 0
    assert stands_at("held:doi-tac-giu-tien-mo-phong") == order.total_vnd + 7_000


def test_of_a_gateway_that_never_says_anything_somebody_asks_it_and_the_buyer(vnpay, do_jobs):
    now = timezone.now()
    order = an_order_to_pay("vnpay", at=now)
    attempt = begin(order, vnpay, at=now)
    waits = begin(an_order_to_pay("vnpay", at=now), vnpay, at=now)
    vnpay.troubles["query"] = Trouble.SILENT
    for one in (attempt, waits):
        for _turn in range(20):
            held = anew(one)
            if held.ask_at is not None:
                ask_about(attempt=held, at=held.ask_at)
            vnpay.troubles.clear() if one == waits else None
    silent = (anew(attempt).status, anew(attempt).odd, anew(waits).status, anew(waits).odd)
    vnpay.troubles.clear()

    ask_buyer(attempt=anew(attempt), actor=operator(), at=now)
    ask_gateway(attempt=anew(attempt), actor=operator(), at=now)
    vnpay.decide(attempt.reference)
    do_jobs()

    assert silent == ("expired", "silent", "expired", "")
    assert "chưa có tiền qua VNPay" in texts(order)
    assert fresh(order).payment_status == "paid"
    with pytest.raises(StepNotAllowed):
        ask_gateway(attempt=anew(attempt), actor=operator(), at=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("differs", [7_000, -7_000])
def test_decisions_and_the_notice_that_comes_again_at_once_take_it_once(vnpay, differs):
    order, attempt = an_odd_one(vnpay, differs)
    seen = order.total_vnd + differs
    clerks = [operator() for _place in range(2)]
    keep = take_odd if differs > 0 else ask_rest
    acts = [
        lambda: keep(attempt=attempt, seen_vnd=seen, actor=clerks[0], at=LATER),
        lambda: tell(vnpay, attempt),
        lambda: give_odd_back(attempt=attempt, seen_vnd=seen, reason="nhầm", actor=clerks[1], at=LATER),
        lambda: ask_about(attempt=attempt, at=LATER),
        lambda: tell(vnpay, attempt),
    ]

    ended = race(acts, at_once=4)
    backs = list(Repayment.objects.values_list("pk", flat=True))
    race([lambda pk=pk: give_back(repayment_id=pk, at=LATER) for pk in backs * 2], at_once=2) if backs else None

    taken = anew(attempt)
    kept = seen if taken.use == "orders" and differs < 0 else order.total_vnd if taken.use == "orders" else 0
    assert (ended["done"], ended["step_not_allowed"]) == (4, 1)
    assert (taken.came_vnd, vnpay.sales[attempt.reference].back_vnd) == (seen, seen - kept)
    assert (stands_at("gateway:vnpay"), stands_at("refunds")) == (kept, 0)
    assert -stands_at(f"seller:{order.seller.code}:pending") == kept


@pytest.mark.parametrize("waits", [True, False], ids=["money that waits", "nothing came"])
def test_a_look_by_one_person_ends_only_what_holds_no_money(vnpay, waits):
    _order, attempt = an_odd_one(vnpay, -7_000)
    if not waits:
        Attempt.objects.filter(pk=attempt.pk).update(odd="silent")

    look_at_attempt(attempt=attempt, note="Đã hỏi cổng", actor=operator(), at=LATER)

    assert list(odd_attempts()) == ([attempt] if waits else [])
    assert anew(attempt).is_looked_into is waits


def suspicious(vnpay, attempt):
    tell(vnpay, attempt, vnp_TransactionStatus="07", vnp_ResponseCode="07")
    return anew(attempt)


@pytest.mark.parametrize("first", ["amount", "suspicious"])
def test_another_amount_and_a_suspicion_stand_beside_each_other_whichever_is_told_first(vnpay, first):
    if first == "amount":
        order, attempt = an_odd_one(vnpay, -7_000)
        attempt = suspicious(vnpay, attempt)
    else:
        order = an_order_to_pay("vnpay")
        attempt = suspicious(vnpay, begin(order, vnpay))
        vnpay.sales[attempt.reference].amount_vnd -= 7_000
        vnpay.decide(attempt.reference)
        tell(vnpay, attempt)
    page = f"/dieu-hanh/tien/cong/lan/{attempt.reference}/"
    told = anew(attempt)

    shown = text_of(as_person(operator()).get(page))
    look_at_attempt(attempt=attempt, note="Đã hỏi cổng", actor=operator(), at=timezone.now())
    looked = anew(attempt)
    tell(vnpay, attempt, vnp_TransactionStatus="07", vnp_ResponseCode="07")
    is_anew = anew(attempt).suspected_at is not None
    look_at_attempt(attempt=attempt, note="Xem lại", actor=operator(), at=timezone.now())

    assert (told.odd, told.looked_at, told.suspected_at is None) == ("amount", None, False)
    assert all(words in shown for words in ("đáng ngờ", "Hoàn lại tất cả"))
    assert (looked.odd, looked.suspected_at, list(odd_attempts())) == ("amount", None, [attempt])
    assert is_anew is (first == "suspicious")  # then it names the other amount, which that message had not
    ask_rest(attempt=attempt, seen_vnd=order.total_vnd - 7_000, actor=operator(), at=LATER)
    assert list(odd_attempts()) == []


def test_a_decision_about_the_amount_leaves_the_suspicion_to_be_looked_at(vnpay):
    order, attempt = an_odd_one(vnpay, 7_000)
    suspicious(vnpay, attempt)

    take_odd(attempt=attempt, seen_vnd=order.total_vnd + 7_000, actor=operator(), at=LATER)
    waits = list(odd_attempts())
    look_at_attempt(attempt=attempt, note="Ngân hàng đã xác nhận", actor=operator(), at=timezone.now())

    assert (waits, list(odd_attempts())) == ([attempt], [])


def test_what_a_note_or_a_suspicion_had_ended_before_comes_back_with_the_upgrade(vnpay):
    ended, taken_over, seen_over = (an_odd_one(vnpay, -7_000)[1] for _place in "123")
    order, decided = an_odd_one(vnpay, 7_000)
    take_odd(attempt=decided, seen_vnd=order.total_vnd + 7_000, actor=operator(), at=LATER)
    only = suspicious(vnpay, begin(an_order_to_pay("vnpay"), vnpay))
    Attempt.objects.filter(pk=ended.pk).update(looked_at=LATER)
    Attempt.objects.filter(pk=taken_over.pk).update(odd="suspicious")
    Attempt.objects.filter(pk__in=[seen_over.pk, only.pk]).update(odd="suspicious", looked_at=LATER)
    with connection.cursor() as cursor:
        cursor.execute(import_module("chophien.gateways.migrations.0004_another_amount_stands_beside_a_suspicion").MEND)

    def stands(attempt):
        now = anew(attempt)
        return now.odd, now.looked_at, now.suspected_at is not None, now.suspicion_seen_at

    assert [stands(one) for one in (ended, taken_over, seen_over)] == [
        ("amount", None, False, None),
        ("amount", None, True, None),
        ("amount", None, False, LATER),
    ]
    assert [stands(one) for one in (decided, only)] == [
        ("amount", LATER, False, None),
        ("suspicious", LATER, False, None),
    ]
    assert list(odd_attempts().order_by("pk")) == [ended, taken_over, seen_over]
