"""Money back of a complaint is for the goods, and the part of the shipping, that was agreed on: everywhere."""

from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.complaints.actions.answering import accept_answer, ask_the_market
from chophien.complaints.actions.mediating import decide
from chophien.complaints.errors import MoreThanPaidFor
from chophien.complaints.selectors.pages import complaint_page
from chophien.complaints.tests.factories import LATER, a_complaint, an_answered, an_offer
from chophien.orders.actions.settling import completed_sale
from chophien.orders.tests.factories import guest
from chophien.payments.models import Refund
from chophien.tax.models import InvoiceData

pytestmark = pytest.mark.django_db


def agreed(**offer):
    complaint = an_answered(**offer)
    return accept_answer(complaint=complaint, read=1, actor=guest(complaint.order), at=LATER)


def parts(refund):
    return list(refund.lines.values_list("amount_vnd", flat=True)), refund.shipping_vnd


def test_s07_what_was_agreed_for_goods_and_shipping_is_what_goes_back_and_every_page_says_it():
    complaint = agreed(amount_vnd=100_000, shipping_vnd=5_000)
    order = complaint.order

    refund = Refund.objects.get()
    page = complaint_page(complaint, actor=guest(order), at=LATER)

    assert (refund.amount_vnd, refund.goods_vnd, parts(refund)) == (105_000, 100_000, ([100_000], 5_000))
    assert [amount for _what, amount in page.remedies[0].lines] == [100_000, 5_000]
    assert InvoiceData.objects.order_by("-number")[0].facts["given_back_shipping_vnd"] == 5_000


def test_s07_for_the_shipping_and_for_goods_no_more_is_offered_than_was_paid_and_is_left():
    complaint = a_complaint()
    shipping = completed_sale(complaint.order).shipping_vnd

    with pytest.raises(MoreThanPaidFor):
        an_answered(complaint, amount_vnd=1_000, shipping_vnd=shipping + 1)
    done = an_answered(complaint, amount_vnd=300_000)
    accept_answer(complaint=done, read=1, actor=guest(done.order), at=LATER)
    Refund.objects.update(reason="KN-OTHER")

    later = ask_the_market(complaint=done, actor=guest(done.order), at=LATER, reason="Chưa đủ")
    with pytest.raises(MoreThanPaidFor):
        decide(complaint=later, offer=an_offer(later, amount_vnd=70_001), actor=operator(), at=LATER)


def test_s07_a_decision_after_an_agreement_adds_what_is_missing_of_each_part():
    complaint = agreed(amount_vnd=100_000)
    later = LATER + timedelta(hours=1)
    complaint = ask_the_market(complaint=complaint, actor=guest(complaint.order), at=later, reason="Chưa đủ")

    decide(
        complaint=complaint,
        offer=an_offer(complaint, amount_vnd=150_000, shipping_vnd=7_000),
        actor=operator(),
        at=later,
    )

    first, second = Refund.objects.order_by("pk")
    assert (parts(first), parts(second)) == (([100_000], 0), ([50_000], 7_000))
