"""A purchase request that is filled by what many households brought together."""

from datetime import date
from decimal import Decimal

import pytest

from chophien.lib.errors import Invalid
from chophien.lots.actions.making import Made
from chophien.lots.actions.stopping import stop_lots
from chophien.lots.selectors.lots import packed_of
from chophien.lots.tests.factories import a_brought_lot, made_of, making, packed
from chophien.messages.models import Notice
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.sending import pack_order
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON
from chophien.sellers.tests.factories import manager_of
from chophien.wholesale.actions.deliveries import send_part
from chophien.wholesale.models import Quote
from chophien.wholesale.tests.factories import a_contract_in_force, a_quote_for, a_request_for, rice
from chophien.wholesale.tests.test_pages import soon

pytestmark = pytest.mark.django_db


def test_s04_a_shop_quotes_from_its_lot_and_the_buyer_sees_what_came_together(client):
    request, variant = a_request_for(), rice()
    seller = variant.listing.seller
    lot, _growers = a_brought_lot(seller, "1500", "700", product="Gạo nếp nương")
    client.force_login(manager_of(seller))
    desk = f"/ban-hang/mua-si/{seller.code}/hoi-mua/{request.code}/"

    assert lot.code in client.get(desk).content.decode()
    client.post(
        desk, {"variant_code": variant.code, "price_vnd": "50.000", "valid_until": soon(), "lot_code": lot.code}
    )

    assert Quote.objects.get().lot == lot
    client.force_login(request.buyer)
    page = client.get(f"/mua-si/hoi-mua/{request.code}/").content.decode().replace("\xa0", " ")
    assert "Gạo nếp nương: 2.200 kg" in page


def test_a_lot_of_another_shop_fills_nothing():
    lot, _growers = a_brought_lot(None, "10")

    with pytest.raises(Invalid) as refusal:
        a_quote_for(lot_code=lot.code)

    assert (list(refusal.value.field_errors), Quote.objects.count()) == (["lot_code"], 0)


def test_s04_a_delivery_is_drawn_of_the_lot_that_the_quote_named_and_the_shop_hears_of_others(client):
    variant = rice()
    seller, manager = variant.listing.seller, manager_of(variant.listing.seller)
    [named, sooner] = (a_brought_lot(seller, "110")[0] for _each in range(2))
    [milled] = made_of(making(seller, {named: 100_000}, Made("Miến dong", 80_000)))
    for lot, units, last in ((sooner, 90, date(2027, 1, 1)), (milled, 70, date(2027, 6, 1))):
        packed(lot, variant, units, unit_g=1_000, best_before=last)
    contract = a_contract_in_force(quote=a_quote_for(variant=variant, lot_code=named.code))

    def sent(number, kg):
        said = {"contract": contract, "number": number, "quantity": Decimal(kg), "idempotency_key": "a"}
        order = Order.objects.get(code=send_part(**said, actor=manager, at=NOON).order_code)
        order = confirm_order(order=order, actor=manager, at=NOON)
        before = page(order)
        pack_order(order=order, actor=manager, at=NOON)
        [draws] = packed_of(order.code).values()
        return [(one.pack.lot, int(one.units)) for one in draws], before, page(order)

    def page(order):
        client.force_login(manager)
        return client.get(f"/ban-hang/don/{order.code}/").content.decode().replace("\xa0", " ")

    whole, part = sent(1, 50), sent(2, 30)
    stop_lots(lot_ids=[named.pk, milled.pk], subject_code="TH-1", at=NOON)
    stopped = sent(3, 20)

    assert [one[0] for one in (whole, part, stopped)] == [
        [(milled, 50)],
        [(milled, 20), (sooner, 10)],
        [(sooner, 20)],
    ]
    assert all(f"đã hứa lấy từ lô {named.code}." in text for text in whole[1:])
    some, rest = (f"{named.code}; {words}" for words in ("mới đóng gói được 20 kg", "lô này chỉ có 20 kg"))
    assert (some in part[1], rest in part[2]) == (True, True)
    assert all(f"{named.code}, nhưng lô này đang bị thu hồi" in text for text in stopped[1:])
    told = Notice.objects.filter(person_code=manager.code, text__contains=named.code).order_by("pk")
    assert [one.text.split("; ")[-1].split(", ")[-1] for one in told] == [
        "còn lại lấy từ lô khác: bà con báo người mua.",
        "nhưng lô này đang bị thu hồi. Hàng lấy từ lô khác: bà con báo người mua.",
    ]
