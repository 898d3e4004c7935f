import re
from datetime import timedelta
from decimal import Decimal

import pytest

from chophien.lib.actor import SYSTEM
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.sending import receive_order
from chophien.orders.tests.factories import NOON, a_checkout, a_confirmed_order, a_sent_order, fresh
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors import figures_of
from chophien.sellerdesk.tests.factories import a_shop, signed_in, text_of
from chophien.sellers.actions.payout import confirm_payout_account, set_payout_account
from chophien.sellers.sealed import keep_answers
from chophien.settlement.selectors.payable import to_come
from chophien.supply.tests.factories import a_variant
from chophien.wholesale.actions.deliveries import send_part
from chophien.wholesale.actions.deposits import deposit_came
from chophien.wholesale.tests.factories import a_contract_in_force, a_request_for, rice, some_terms

pytestmark = pytest.mark.django_db


def an_account(seller):
    """A confirmed account of the shop, so that transfers come to it."""
    keep_answers(seller, {"registered_name": "HTX Lùng Phình"}, at=NOON)
    set_payout_account(
        seller=seller, bank_bin="970436", account="0123456789", owner_name="HTX LUNG PHINH", actor=SYSTEM, at=NOON
    )
    confirm_payout_account(seller=seller, actor=SYSTEM, at=NOON)


def a_transfer(seller, **facts):
    return fresh(a_checkout((a_variant(seller=seller, **facts), 1), payment="vietqr").orders[0])


def test_what_buyers_have_paid_waits_for_the_seller_and_what_goes_back_is_taken_off():
    seller, _my = a_shop()
    collected = a_sent_order(variant=a_variant(seller=seller), carrier="VNPost")
    receive_order(order=collected, actor=SYSTEM, at=NOON)
    on_the_way = a_confirmed_order(variant=a_variant(seller=seller))
    paid, awaited, cancelled = (a_transfer(seller) for _order in range(3))
    mark_paid(group=paid.group, actor=SYSTEM, at=NOON)
    mark_paid(group=cancelled.group, actor=SYSTEM, at=NOON)
    cancel_order(order=fresh(cancelled), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)

    figures = figures_of(seller.code)

    assert to_come(seller.code) == paid.total_vnd
    assert (figures.on_delivery_vnd, figures.on_delivery_orders) == (on_the_way.total_vnd, 1)
    assert (figures.awaited_vnd, figures.awaited_orders) == (awaited.total_vnd, 1)
    assert figures.came_vnd == 0


def test_transfers_to_the_shops_own_account_are_its_own_and_it_looks_for_them():
    seller, my = a_shop()
    an_account(seller)
    order = a_transfer(seller)
    client = signed_in(my)

    before = text_of(client.get("/ban-hang/tien/"))
    mark_paid(group=order.group, actor=my, at=NOON)
    after = text_of(client.get("/ban-hang/tien/"))

    assert f'href="/ban-hang/don/{order.code}/#tien-ve"' in before
    assert order.group.code in before
    assert "#tien-ve" not in after
    assert figures_of(seller.code).came_vnd == order.total_vnd
    assert to_come(seller.code) == 0


def test_money_is_given_back_with_a_reference_only():
    seller, my = a_shop()
    an_account(seller)
    order = a_transfer(seller)
    mark_paid(group=order.group, actor=my, at=NOON)
    cancel_order(order=fresh(order), reason="Hết hàng rồi", actor=my, at=NOON)
    refund = Refund.objects.get()
    client = signed_in(my)

    refused = client.post(f"/ban-hang/tien/hoan/{refund.code}/", {"reference": "  "})
    done = client.post(f"/ban-hang/tien/hoan/{refund.code}/", {"reference": "FT26325 về Vietcombank"})
    again = client.post(f"/ban-hang/tien/hoan/{refund.code}/", {"reference": "FT26325"})

    refund.refresh_from_db()
    assert (refused.status_code, done.status_code, again.status_code) == (422, 302, 404)
    assert 'class="error"' in text_of(refused)
    assert (refund.reference, refund.done_by) == ("FT26325 về Vietcombank", my.code)
    assert Payment.objects.get().status == "refunded"


def test_s04_a_contracts_deposit_on_the_shops_own_account_is_looked_for_and_given_back_here():
    seller, my = a_shop()
    an_account(seller)
    client = signed_in(my)
    terms = some_terms(deposit_vnd=500_000, deposit_on=NOON.date() + timedelta(days=3), deposit_use="return")
    contract = a_contract_in_force(variant=rice(seller=seller), terms=terms, request=a_request_for(rhythm="once"))

    asked = client.get("/ban-hang/tien/").content.decode()
    deposit_came(contract=contract, actor=my, at=NOON)
    send_part(contract=contract, number=1, quantity=Decimal(2000), idempotency_key="a", actor=my, at=NOON)
    refund = Refund.objects.get()
    owed = client.get("/ban-hang/tien/").content.decode()
    done = client.post(f"/ban-hang/tien/hoan/{refund.code}/", {"reference": "FT26325"})

    refund.refresh_from_db()
    assert f"/mua-si/hop-dong/{contract.code}/#coc" in asked
    assert f"/mua-si/hop-dong/{contract.code}/" in owed
    assert (done.status_code, refund.reference, refund.amount_vnd) == (302, "FT26325", 500_000)


def test_a_refund_of_another_shop_is_not_there():
    seller, _my = a_shop()
    _other, stranger = a_shop()
    order = a_transfer(seller)
    mark_paid(group=order.group, actor=SYSTEM, at=NOON)
    cancel_order(order=fresh(order), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)

    answer = signed_in(stranger).post(f"/ban-hang/tien/hoan/{Refund.objects.get().code}/", {"reference": "FT1"})

    assert answer.status_code == 404
    assert Refund.objects.get().done_at is None


def test_the_page_lists_every_order_and_uses_no_word_of_wallets():
    seller, my = a_shop()
    order = a_confirmed_order(variant=a_variant(seller=seller))

    page = text_of(signed_in(my).get("/ban-hang/tien/"))

    assert order.code in page
    assert "Số tiền chờ thanh toán" in page
    assert re.findall(r"\b(ví|số dư|nạp tiền|rút tiền)\b", page.lower()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number_of_orders(number, django_assert_num_queries):
    seller, my = a_shop()
    for _place in range(number):
        a_confirmed_order(variant=a_variant(seller=seller))
    client = signed_in(my)

    with django_assert_num_queries(21):
        assert client.get("/ban-hang/tien/").status_code == 200
