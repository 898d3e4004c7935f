"""What apps beside and above the bank's statement had it pay, or have it take in: each posted once, each line closed.

After every line the account in the books has moved by what the bank says, whoever told of it first.
"""

from datetime import date, timedelta
from functools import partial
from itertools import count

import pytest
from django.db import transaction

from chophien.accounts.tests.factories import operator
from chophien.cashpoints.actions.floats import bring_float, take_float
from chophien.cashpoints.models import FloatMove
from chophien.cashpoints.tests.factories import a_till, real_money
from chophien.collecting.actions import findings
from chophien.collecting.errors import DoesNotFit
from chophien.collecting.models import Finding
from chophien.collecting.states import Bearer
from chophien.gateways.actions.deciding import given_otherwise
from chophien.gateways.actions.repaying import confirm, open_refunds_of_gateways
from chophien.gateways.models import Repayment
from chophien.gateways.tests.factories import a_story, an_order_to_pay, pay
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.officedesk.selectors import refunds_to_pay
from chophien.orders.actions.money import give_money_back
from chophien.orders.tests.factories import NOON, fresh
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments import chart
from chophien.payments.models import InterestOwed, Refund
from chophien.reconciliation.actions.deciding import assign_line
from chophien.reconciliation.actions.outgoing import assign_outgoing, settle_outgoing
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.errors import CodeMissing, NotForThis
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.reading.lines import RawLine
from chophien.reconciliation.tests.factories import a_transfer, an_unpaid_order, words_for
from tests.collecting.factories import a_carrier, a_file, a_line, collected_by_carrier

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
TODAY = date(2026, 11, 25)
_numbers = count(1)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATER + timedelta(days=90)).right


def moved(words, amount_vnd, *, incoming=False, on=TODAY, reference=None):
    """The bank tells of a movement, and it is settled."""
    number = reference or f"FT8{next(_numbers):08}"
    raw = RawLine(incoming=incoming, booked_on=on, amount_vnd=amount_vnd, text=words, reference=number)
    line = take_line(raw=raw, at=LATER).line
    (settle_line if incoming else settle_outgoing)(line=line, at=LATER)
    return BankLine.objects.get(pk=line.pk)


def account():
    return balance_of(chart.held()).held


def a_refused_refund(vnpay, *, interest_days=0):
    """A refund that the gateway would not give back, so many days late when the bank moves it."""
    order = an_order_to_pay("vnpay")
    pay(order, vnpay)
    refund = give_money_back(
        order=fresh(order), amount_vnd=40_000, reason="hỏng", noticed_at=NOON, actor=SYSTEM, at=NOON
    )
    Refund.objects.filter(pk=refund.pk).update(due_on=TODAY - timedelta(days=interest_days))
    open_refunds_of_gateways(at=NOON)
    Repayment.objects.update(status="refused", next_at=None)
    return Repayment.objects.select_related("refund__payment").get()


@pytest.mark.parametrize("named", ["refund", "order", "group", "name"])
def test_what_a_gateway_would_not_give_back_and_somebody_did_is_counted_once(vnpay, named):
    back = a_refused_refund(vnpay)
    given_otherwise(repayment=back, reference="FT1", actor=operator(), at=NOON)
    before = account()
    codes = {
        "refund": back.refund.code,
        "order": back.refund.payment.order_code,
        "group": back.group_code,
        "name": back.reference,
    }

    line = moved(f"hoan tien {codes[named]}", 40_000)
    second = moved(f"hoan tien {codes[named]}", 40_000)

    assert (line.status, line.target, second.status, second.why) == ("out", back.refund.code, "open", "out_twice")
    assert (before, account(), balance_of(chart.UNKNOWN_OUT).held) == (-40_000, -80_000, 40_000)


def test_the_banks_word_gives_back_what_the_gateway_would_not_with_the_interest_of_its_day(vnpay):
    back = a_refused_refund(vnpay, interest_days=73)

    line = moved(f"hoan tien {back.refund.code}", 40_800, reference="FT77")

    back.refresh_from_db()
    back.refund.refresh_from_db()
    assert (line.status, back.status, back.refund.reference, back.refund.interest_vnd) == (
        "out",
        "otherwise",
        "FT77",
        800,
    )
    assert (account(), balance_of(chart.REFUNDS).owed, balance_of(chart.INTEREST).held) == (-40_800, 0, 800)


def test_what_was_sent_instead_of_a_gateway_and_came_back_goes_by_transfer_again(vnpay):
    back = a_refused_refund(vnpay)
    words = f"hoan tien {back.refund.code}"
    states = []
    for act in (moved, partial(moved, incoming=True), moved, moved):
        line = act(words, 40_000)
        back.refund.refresh_from_db()
        states.append((line.status, back.refund.done_at is None, account()))

    assert states == [("out", False, -40_000), ("settled", True, 0), ("out", False, -40_000), ("open", False, -80_000)]
    assert (balance_of(chart.REFUNDS).owed, Refund.objects.get().backs.count()) == (0, 1)
    assert open_refunds_of_gateways(at=LATER) == 0


def test_of_what_a_gateway_gave_back_late_the_bank_pays_the_interest_alone(vnpay):
    back = a_refused_refund(vnpay, interest_days=73)
    with transaction.atomic():
        confirm(back, out_of=chart.gateway("vnpay"), step="confirm", actor=SYSTEM, at=LATER, left_on=TODAY)
    assert (account(), balance_of(chart.INTEREST_OWED).owed) == (0, 800)

    whole, interest = moved(f"lai {back.refund.code}", 40_800), moved(f"lai {back.refund.code}", 800)
    twice = moved(f"lai {InterestOwed.objects.get().code}", 800)

    assert (whole.status, whole.why, interest.status, twice.why) == ("open", "other_amount", "out", "out_twice")
    assert (account(), balance_of(chart.INTEREST_OWED).owed) == (-800 - 40_800 - 800, 0)


@pytest.mark.parametrize("by_hand", ["", "with", "without"])
def test_what_went_instead_of_a_gateway_leaves_its_interest_owed_where_the_bank_tells_it_bare(vnpay, by_hand):
    back = a_refused_refund(vnpay, interest_days=73)
    if by_hand:
        late = {"reference": "FT1", "actor": operator(), "at": LATER, "with_interest": by_hand == "with"}
        given_otherwise(repayment=back, on=TODAY, **late)

    bare = moved(f"hoan tien {back.refund.code}", 40_000)
    apart = moved(f"lai {back.refund.code}", 800)

    assert (bare.status, apart.status, InterestOwed.objects.get().paid_at is not None) == ("out", "out", True)
    assert (account(), balance_of(chart.INTEREST).held, balance_of(chart.INTEREST_OWED).owed) == (-40_800, 800, 0)


def test_what_went_instead_of_a_gateway_in_one_sum_and_was_written_apart_is_one(vnpay):
    back = a_refused_refund(vnpay, interest_days=73)
    late = {"reference": "FT1", "actor": operator(), "at": LATER, "with_interest": False}
    given_otherwise(repayment=back, on=TODAY, **late)

    line = moved(f"hoan tien {back.refund.code}", 40_800)

    assert (line.status, InterestOwed.objects.get().ended_at is not None) == ("out", True)
    assert (account(), balance_of(chart.INTEREST).held, balance_of(chart.INTEREST_OWED).owed) == (-40_800, 800, 0)


def test_what_was_sent_instead_of_a_gateway_and_came_back_is_asked_for_on_the_desk_with_a_form(vnpay):
    back, boss = a_refused_refund(vnpay), operator()
    refund, order = back.refund, back.refund.payment.order_code
    client, waiting, forms = as_person(boss), [], []
    for act in (None, moved, partial(moved, incoming=True)):
        if act is not None:
            act(f"hoan tien {refund.code}", 40_000)
        waiting.append(list(refunds_to_pay(boss, at=LATER)) == [refund])
        forms.append(f"/dieu-hanh/don/{order}/hoan/{refund.code}/" in client.get(f"/dieu-hanh/don/{order}/").text)

    said = client.post(f"/dieu-hanh/don/{order}/hoan/{refund.code}/", {"reference": "FT999"})

    refund.refresh_from_db()
    assert (waiting, forms) == ([False, False, True], [False, False, True])
    assert (said.status_code, refund.reference) == (302, "FT999")
    assert (account(), balance_of(chart.REFUNDS).owed) == (-40_000, 0)


@pytest.mark.parametrize("first", ["hand", "bank"])
def test_what_came_twice_through_a_gateway_and_went_back_by_transfer_is_counted_once(first):
    boss = operator()
    story = a_story("GD-2222-2222", operator=boss, at=NOON)
    back = Repayment.objects.get(reference=story["back"])
    before = account()
    if first == "hand":
        given_otherwise(repayment=back, reference="FT1", actor=boss, at=NOON)

    line = moved(f"tra lai {back.reference}", 250_000)

    back.refresh_from_db()
    assert (line.status, line.target, back.status) == ("out", back.reference[:16], "otherwise")
    assert (account() - before, balance_of(chart.REFUNDS).owed) == (-250_000, 0)


@pytest.mark.parametrize("first", ["hand", "bank"])
@pytest.mark.parametrize("named", ["finding", "order"])
def test_what_a_buyer_paid_a_carrier_too_much_goes_back_once(first, named):
    carrier = a_carrier()
    order = collected_by_carrier(carrier)
    a_file(carrier, a_line(order, order.total_vnd + 7_000))
    boss = operator()
    findings.accept(finding=Finding.objects.get(), bearer=Bearer.BUYER, reason="thừa", actor=boss, at=NOON)
    finding = Finding.objects.get()
    if first == "hand":
        findings.give_back(finding=finding, reference="FT9", actor=boss, at=NOON)
    code = {"finding": finding.code, "order": order.code}[named]

    other, line = moved(f"tra lai {code}", 6_999), moved(f"tra lai {code}", 7_000)

    finding.refresh_from_db()
    assert (other.why, line.status, line.target, finding.status) == ("other_amount", "out", finding.code, "settled")
    assert (account(), balance_of(chart.REFUNDS).owed) == (-7_000 - 6_999, 0)


@pytest.mark.parametrize("first", ["hand", "bank"])
def test_what_a_carrier_paid_for_no_parcel_of_ours_is_sent_back_with_a_reason_once(first):
    carrier, boss = a_carrier(), operator()
    a_file(carrier, "ZZ1,,90000,5000,2026-11-21,Đã giao")
    finding, desk = Finding.objects.get(), as_person(boss)
    page = f"/dieu-hanh/tien/thu-ho/khac/{finding.code}/"
    assert desk.post(f"{page}tra-nguoi-gui/", {"reason": "sớm"}).status_code == 409
    findings.accept(finding=finding, bearer=Bearer.NOBODY, reason="không rõ", actor=boss, at=NOON)
    early = moved(f"tra lai {finding.code}", 90_000)

    shown = text_of(desk.get(page))
    after = text_of(desk.post(f"{page}tra-nguoi-gui/", {"reason": "Bưu điện gửi nhầm"}, follow=True))
    finding = Finding.objects.get()
    assert ("90.000 đ" in shown, "Trả lại 90.000 đ" in after) == (True, True)
    assert (finding.status, finding.bearer, balance_of(chart.UNKNOWN).owed) == ("to_return", "sender", 0)
    assert balance_of(chart.REFUNDS).owed == 90_000
    if first == "hand":
        findings.give_back(finding=finding, reference="FT9", actor=boss, at=NOON)

    line, twice = moved(f"tra lai {finding.code}", 90_000), moved(f"tra lai {finding.code}", 90_000)

    finding.refresh_from_db()
    assert [early.why, line.status, twice.why, finding.status] == ["no_such_code", "out", "out_twice", "settled"]
    assert (account(), balance_of(chart.REFUNDS).owed) == (-270_000, 0)
    with pytest.raises(DoesNotFit):
        findings.send_back(finding=finding, reason="nữa", actor=boss, at=NOON)


def a_float(till, act, amount, number):
    act(till=till, amount_vnd=amount, reference=number, key=number, actor=SYSTEM, at=NOON)
    return FloatMove.objects.get(reference=number)


def test_floats_are_known_by_the_partners_number_or_our_code_both_ways():
    with real_money():
        till = a_till(holds=0)
        brought = a_float(till, bring_float, 9_000_000, "BDVN-2026/1124")
        again = a_float(till, bring_float, 9_000_000, "BDVN-2026/1125")
        taken = a_float(till, take_float, 2_000_000, "BDVN-2026/1126")
    assert account() == -16_000_000

    lines = [
        moved("VNPOST TIEP QUY BDVN20261124 DONG VAN", 9_000_000),
        moved(f"tiep quy {again.code.lower().replace('-', '')}", 9_000_000),
        moved("NOP TIEN MAT BDVN 2026 1126", 2_000_000, incoming=True),
    ]
    twice = moved("VNPOST TIEP QUY BDVN20261124 DONG VAN", 9_000_000)
    back_twice = moved(f"nop lai {taken.code}", 2_000_000, incoming=True)
    other = moved(f"nop lai {taken.code}", 1_999_999, incoming=True)

    assert [(line.status, line.target) for line in lines] == [
        ("out", brought.code),
        ("out", again.code),
        ("settled", taken.code),
    ]
    assert [twice.why, back_twice.why, other.why] == ["out_twice", "came_before", "other_came"]
    assert account() == -16_000_000 - 9_000_000 + 3_999_999


def test_a_trials_float_is_no_money_and_a_late_one_is_placed_by_hand():
    trial = a_till(holds=0)
    a_float(trial, bring_float, 5_000_000, "BDVN-THU-1")
    nothing = moved("TIEP QUY BDVN-THU-1", 5_000_000)
    out, back = moved("VNPOST", 6_000_000), moved("VNPOST nop lai", 1_000_000, incoming=True)
    with real_money():
        till = a_till(holds=0)
        brought = a_float(till, bring_float, 6_000_000, "BDVN-7777")
        taken = a_float(till, take_float, 1_000_000, "BDVN-7778")

    assign_outgoing(line=out, code=brought.code, actor=operator(), at=LATER)
    assign_line(line=back, code=taken.code, actor=operator(), at=LATER)

    assert nothing.why == "no_code"
    assert [BankLine.objects.get(pk=one.pk).status for one in (out, back)] == ["out", "settled"]
    assert account() == -5_000_000 - 6_000_000 + 1_000_000


def test_one_movement_for_several_floats_and_a_surplus_is_closed_by_all_their_codes_and_their_sum():
    with real_money():
        till = a_till(holds=0)
        floats = [a_float(till, bring_float, amount, f"BDVN-{amount}") for amount in (6_000_000, 3_000_000)]
    order = an_unpaid_order()
    a_transfer(words_for(order), order.total_vnd + 7_000)
    back = MoneyBack.objects.get()
    line, before, boss = moved("VNPOST TONG HOP", 9_007_000), account(), operator()
    codes = [*(one.code for one in floats), back.code]

    for wrong in (codes[:2], [codes[0], codes[0], codes[1]]):
        with pytest.raises((NotForThis, CodeMissing)):
            assign_outgoing(line=line, code=" ".join(wrong), actor=boss, at=LATER)
    assign_outgoing(line=line, code=" ".join(codes), actor=boss, at=LATER)
    twice = moved(f"tiep quy {codes[0]}", 6_000_000)

    back.refresh_from_db()
    line.refresh_from_db()
    assert (line.status, line.left_vnd >= 0, back.done_at, twice.why) == ("out", True, LATER, "out_twice")
    assert sorted(line.shares.values_list("code", "amount_vnd")) == sorted(
        zip(codes, (6_000_000, 3_000_000, 7_000), strict=True)
    )
    assert account() == before + 9_007_000 - 7_000 - 6_000_000
