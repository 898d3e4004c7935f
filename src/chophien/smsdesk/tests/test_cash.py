"""A household with a basic phone says yes to cash at the counter by SMS."""

import pytest

from chophien.cashpoints.states import CashStatus, Way
from chophien.cashpoints.tests.factories import NOON, a_household, a_point, a_till, an_agent, asked, real_money
from chophien.lib.sms import SmsEncoding, sms_size
from chophien.sellers.selectors.shops import managers_of
from chophien.smsdesk.states import Reply
from chophien.smsdesk.tests.factories import PIN, an_sms, with_pin

pytestmark = pytest.mark.django_db


def test_of_a_trial_the_answer_says_first_that_no_money_is_real():
    till = a_till(point=a_point(name="Điểm bưu điện văn hóa xã Nguyễn Thị Minh Khai"))
    person = with_pin(managers_of(seller := a_household(20_000_000), at=NOON)[0])
    asked(seller, till, 19_999_000, an_agent(till.point))

    answer = an_sms(person, f"LAY {PIN}", at=NOON).answer

    assert answer.startswith("CHAY THU, khong co tien that.")
    assert "19.999.000" in answer
    assert (sms_size(answer).encoding, sms_size(answer).segments) == (SmsEncoding.GSM_7, 1)


def test_s08_a_household_with_a_basic_phone_says_yes_by_sms_with_its_pin():
    with real_money():
        till = a_till()
        agent, seller = an_agent(till.point), a_household()
        person = with_pin(managers_of(seller, at=NOON)[0])
        early = an_sms(person, f"LAY {PIN}", at=NOON)
        order = asked(seller, till, 100_000, agent)
        refused = [an_sms(person, text, at=NOON).reply for text in ("LAY", "LAY 000000")]

        answer = an_sms(person, f"lay tien {PIN}", at=NOON)

    order.refresh_from_db()
    assert early.reply == Reply.REFUSED
    assert Reply.DONE not in refused
    assert (order.status, order.confirmed_way) == (CashStatus.CONFIRMED, Way.SMS)
    assert "100.000" in answer.answer
    assert [sms_size(one.answer).segments for one in (early, answer)] == [1, 1]
