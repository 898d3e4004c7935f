"""What people do with lines that wait, and who may."""

from datetime import timedelta

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.audit.models import SensitiveLook
from chophien.ledger.actions.proving import prove
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.orders.tests.factories import NOON, an_order, fresh
from chophien.payments import chart
from chophien.payments.errors import AlreadyRefunded, NothingAwaited, ReferenceMissing
from chophien.payments.selectors import transfer_for_group
from chophien.reconciliation.actions.deciding import (
    assign_line,
    give_line_back,
    record_back,
    say_payout,
    say_same,
    see_payer,
    tell_apart,
)
from chophien.reconciliation.errors import CodeMissing
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.tests.factories import a_transfer, an_unpaid_order, words_for
from chophien.reconciliation.tests.test_settle import balances, how

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=NOON + timedelta(days=1)).right


def test_money_without_a_code_is_assigned_and_pays():
    order, line = an_unpaid_order(), a_transfer("mua che", 0 + 100)
    BankLine.objects.filter(pk=line.pk)
    fitting = a_transfer("mua che", order.total_vnd)

    assign_line(line=fitting, code=order.group.code.lower(), actor=operator(), at=SOON)

    assert how(fitting) == ("exact", "settled", order.total_vnd, 0)
    assert fresh(order).payment_status == "paid"
    assert balances()[chart.UNKNOWN] == 100


def test_assigned_too_much_pays_and_leaves_a_surplus_to_send_back():
    order = an_unpaid_order()
    line = a_transfer("mua che", order.total_vnd + 9_000)

    assign_line(line=line, code=order.code, actor=operator(), at=SOON)

    assert how(line) == ("over", "to_return", order.total_vnd, 9_000)
    assert balances()[chart.REFUNDS] == 9_000
    assert chart.UNKNOWN not in balances()


def test_a_part_can_be_assigned_to_another_order():
    wrong, right = an_unpaid_order(), an_unpaid_order(quantity=1)
    line = a_transfer(words_for(wrong), right.total_vnd)

    assign_line(line=line, code=right.group.code, actor=operator(), at=SOON)

    assert how(line) == ("exact", "settled", right.total_vnd, 0)
    assert (fresh(wrong).payment_status, fresh(right).payment_status) == ("awaiting_transfer", "paid")
    assert transfer_for_group(wrong.group.code).amount_vnd == wrong.total_vnd


@pytest.mark.parametrize("code", ["", "mua che", "GD-2222-2222"])
def test_a_code_that_nothing_has_is_refused(code):
    line = a_transfer("mua che", 5_000)

    with pytest.raises(CodeMissing):
        assign_line(line=line, code=code, actor=operator(), at=SOON)

    assert how(line) == ("unknown", "open", 0, 0)


def test_money_is_not_assigned_to_an_order_that_awaits_none():
    order, line = an_order(), a_transfer("mua che", 5_000)

    with pytest.raises(NothingAwaited):
        assign_line(line=line, code=order.code, actor=operator(), at=SOON)

    assert how(line) == ("unknown", "open", 0, 0)


def test_what_is_settled_is_not_assigned_again():
    order, other = an_unpaid_order(), an_unpaid_order()
    line = a_transfer(words_for(order), order.total_vnd)

    with pytest.raises(StepNotAllowed):
        assign_line(line=line, code=other.code, actor=operator(), at=SOON)

    assert fresh(other).payment_status == "awaiting_transfer"


@pytest.mark.parametrize("is_part", [False, True])
def test_unknown_money_and_parts_go_back_with_a_reference_once(is_part):
    line = a_transfer(words_for(an_unpaid_order()) if is_part else "mua che", 5_000)

    back = give_line_back(line=line, reason="Không rõ của ai", actor=operator(), at=SOON)
    with pytest.raises(ReferenceMissing):
        record_back(back=back, reference=" ", actor=operator(), at=SOON)
    owed = balances()
    record_back(back=back, reference="FT99", actor=operator(), at=SOON)
    with pytest.raises(AlreadyRefunded):
        record_back(back=back, reference="FT99", actor=operator(), at=SOON)

    assert owed == {chart.held(): 5_000, chart.REFUNDS: 5_000}
    assert balances() == {}
    assert how(line)[1:] == ("returned", 0, 5_000)
    assert [step.step for step in line.steps.order_by("pk")][-2:] == ["give_back", "sent_back"]


def test_the_same_money_told_twice_is_counted_once():
    line = a_transfer("mua che", 5_000, reference="FT1")
    again = a_transfer("mua che", 5_000, reference="")

    say_same(line=again, actor=operator(), at=SOON)

    assert how(again) == ("unknown", "same", 0, 0)
    assert balances() == {chart.held(): 5_000, chart.UNKNOWN: 5_000}
    with pytest.raises(StepNotAllowed):
        say_same(line=line, actor=operator(), at=SOON)


def test_other_money_is_for_what_its_words_name():
    order = an_unpaid_order()
    a_transfer(words_for(order), order.total_vnd, reference="FT1")
    second = a_transfer(words_for(order), order.total_vnd, reference="")

    tell_apart(line=second, actor=operator(), at=SOON)

    assert how(second) == ("duplicate", "to_return", 0, order.total_vnd)
    assert MoneyBack.objects.get().amount_vnd == order.total_vnd


def test_who_sent_it_is_shown_for_a_purpose_that_is_written_down():
    line = a_transfer("mua che", 5_000, payer_name="SUNG A PAO", payer_account="0351000646393")

    told = see_payer(line=line, purpose="Để chuyển trả tiền", actor=operator(), at=SOON)

    assert told == ("SUNG A PAO", "0351000646393")
    assert SensitiveLook.objects.get().what == "reconciliation.payer"
    assert see_payer(line=a_transfer("mua", 1), purpose="Để chuyển trả tiền", actor=operator(), at=SOON) == ("", "")


@pytest.mark.parametrize(
    "act",
    [
        lambda line, who: assign_line(line=line, code="GD", actor=who, at=SOON),
        lambda line, who: give_line_back(line=line, reason="x", actor=who, at=SOON),
        lambda line, who: say_same(line=line, actor=who, at=SOON),
        lambda line, who: tell_apart(line=line, actor=who, at=SOON),
        lambda line, who: see_payer(line=line, purpose="Để chuyển trả", actor=who, at=SOON),
    ],
)
def test_an_operator_of_one_province_does_none_of_this(act):
    line = a_transfer("mua che", 5_000)

    with pytest.raises(NotPermitted):
        act(line, holder_of(Role.OPERATOR, Scope.PROVINCE, "08"))

    assert how(line) == ("unknown", "open", 0, 0)


def test_what_a_gateway_paid_out_is_left_to_the_gateways_table_and_counted_once():
    line, other = a_transfer("VNPAY TT NGAY 21.11", 90_000), an_order()

    with pytest.raises(NotPermitted):
        say_payout(line=line, actor=holder_of(Role.OPERATOR, Scope.PROVINCE, "02"), at=SOON)
    say_payout(line=line, actor=operator(), at=SOON)

    assert how(line) == ("unknown", "settled", 90_000, 0)
    assert chart.UNKNOWN not in balances()
    assert chart.held() not in balances()
    with pytest.raises(StepNotAllowed):
        say_payout(line=line, actor=operator(), at=SOON)
    assert fresh(other).payment_status == "due_on_delivery"
