"""Codes of one customer are counted over a whole day and all points, and the household hears when they are used up."""

import pytest

from chophien.audit.models import Entry
from chophien.cashpoints.actions.asking import ask_balance, ask_cash_out
from chophien.cashpoints.actions.confirming import (
    Proof,
    confirm_balance,
    confirm_cash_out,
    send_balance_code,
    send_confirmation,
)
from chophien.cashpoints.errors import TooManyToday, WrongConfirmation
from chophien.cashpoints.tests.factories import NOON, a_household, a_point, a_till, an_agent, asked, code_sent
from chophien.lib.sms import SmsEncoding, sms_size
from chophien.messages.models import Notice, OutgoingSms
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY

pytestmark = pytest.mark.django_db
LONGEST = "Điểm bưu điện văn hóa xã Nguyễn Thị Minh Khai"


def rule(key, value):
    LegalParameter.objects.filter(key=key).update(value=value)
    remember(seconds=ONE_DAY)


def warnings_of(person):
    return list(
        OutgoingSms.objects.filter(phone=person.phone, text__contains="bao ngay").values_list("text", flat=True)
    )


def test_codes_of_a_day_end_over_all_points_and_the_household_is_told_with_the_last():
    rule("cashpoints.codes_day", 3)
    seller = a_household()
    one, other = (a_till(point=a_point(name=LONGEST)) for _ in range(2))
    here, there = an_agent(one.point), an_agent(other.point)
    first = asked(seller, one, 100_000, here)
    ask = ask_balance(seller=seller, till=other, actor=there, at=NOON)
    send_balance_code(ask=ask, actor=there, at=NOON)
    assert warnings_of(first.person) == []
    asked(seller, other, 100_000, there)

    more = ask_cash_out(seller=seller, till=other, amount_vnd=50_000, key="m", actor=there, at=NOON)
    for order, agent in ((more, there), (first, here)):
        with pytest.raises(TooManyToday):
            send_confirmation(order=order, actor=agent, at=NOON)

    [text] = warnings_of(first.person)
    assert (sms_size(text).encoding, sms_size(text).segments) == (SmsEncoding.GSM_7, 1)
    assert Notice.objects.filter(person_code=first.person.code).count() == 1
    assert Entry.objects.get(what="cashpoints.many_codes").subject_code == first.person.code


def test_wrong_codes_of_a_day_end_over_all_asks_and_the_right_one_does_not_help_then():
    rule("cashpoints.wrong_tries_day", 2)
    seller, till = a_household(), a_till()
    agent = an_agent(till.point)
    order = asked(seller, till, 100_000, agent)
    ask = ask_balance(seller=seller, till=till, actor=agent, at=NOON)
    send_balance_code(ask=ask, actor=agent, at=NOON)
    right = code_sent(order)
    wrong = "000000" if right != "000000" else "111111"

    with pytest.raises(WrongConfirmation):
        confirm_cash_out(order=order, proof=Proof(code=wrong), actor=agent, at=NOON)
    assert warnings_of(order.person) == []
    with pytest.raises(WrongConfirmation):
        confirm_balance(ask=ask, proof=Proof(code="1"), actor=agent, at=NOON)

    with pytest.raises(TooManyToday):
        confirm_cash_out(order=order, proof=Proof(code=right), actor=agent, at=NOON)
    assert len(warnings_of(order.person)) == 1
