"""A completed order stands in the books: what it earned, what others pay of its discount, what the market asks."""

import pytest

from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.sending import receive_order
from chophien.orders.tests.factories import NOON, a_sent_order
from chophien.payments import chart
from chophien.promotions.tests.factories import a_good, a_voucher_of_a_province
from chophien.regulations.tests.factories import a_fee
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


def test_f72_a_completed_order_posts_the_fee_and_the_programme_owes_what_its_voucher_took_off():
    a_fee(540)
    voucher = a_voucher_of_a_province("08")
    goods = a_good(100_000, seller=a_seller(kind=SellerKind.COOPERATIVE))
    order = a_sent_order(variant=goods, quantity=1, vouchers=(voucher.code,))
    programme = chart.funder(chart.PROGRAMME, "chuong-trinh-mtqg-1719")
    before = balance_of(programme).owed

    receive_order(order=order, actor=SYSTEM, at=NOON)

    assert order.discount_vnd == 10_000
    assert (before, balance_of(programme).owed) == (0, -10_000)
    assert balance_of(chart.FEES).owed + balance_of(chart.FEE_TAX).owed == 5_400
