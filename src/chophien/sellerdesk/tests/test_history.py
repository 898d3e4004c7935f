"""What happened to goods and in a household's name: who, when, before and after, page by page."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.audit.actions import record
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.tests.factories import an_order
from chophien.sellerdesk.history import stock_of
from chophien.sellerdesk.tests.factories import signed_in, text_of
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.supply.actions import set_stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
HELPED = "/ban-hang/lam-thay/"


def a_household():
    at = timezone.now() - timedelta(hours=1)
    seller = a_seller(name="Bà Sùng")
    my, pao = manager_of(seller, name="Sùng Thị Mỷ"), helper_in(name="anh Páo")
    a_mandate(seller=seller, helper=pao, at=at)
    return seller, my, pao, at


def counted(variant, quantity, *, actor, at):
    set_stock(variant_id=variant.pk, quantity=Decimal(quantity), actor=actor, at=at)


def test_what_is_left_is_told_with_who_when_before_and_after():
    seller, my, pao, at = a_household()
    variant = a_variant(available=0, seller=seller)
    counted(variant, 10, actor=my, at=at)
    order = an_order(variant=variant, quantity=3)
    counted(variant, 5, actor=pao, at=at)
    cancel_order(order=order, reason="Đổi ý", actor=SYSTEM, at=at)

    lines = [(one.before, one.after, one.who, one.about) for one in stock_of(variant.listing).lines]
    page = text_of(signed_in(my).get(f"/ban-hang/hang/{variant.listing.code}/lich-su/"))

    unit = lines[0][0].partition("\xa0")[2]
    amounts = [(before.partition("\xa0")[0], after.partition("\xa0")[0]) for before, after, _who, _about in lines]
    assert unit
    assert amounts == [("5", "8"), ("7", "5"), ("10", "7"), ("0", "10")]
    assert [who for *_amounts, who, _about in lines] == ["", "Bà Sùng (anh Páo giúp)", "", "Sùng Thị Mỷ"]
    assert [about for *_rest, about in lines] == [order.code, "", order.code, ""]
    assert page.count(f"/ban-hang/don/{order.code}/") == 2


def test_the_changes_of_what_is_left_are_read_page_by_page_without_gap_or_repeat():
    _seller, my, _pao, at = a_household()
    variant = a_variant(available=0, seller=_seller)
    for number in range(1, 46):
        counted(variant, number, actor=my, at=at)
    client, address, seen = signed_in(my), f"/ban-hang/hang/{variant.listing.code}/lich-su/", []

    while address:
        page = text_of(client.get(address))
        seen += re.findall(r"→ <strong>(\d+)", page)
        following = re.search(r'rel="next" href="([^"#]+)', page)
        address = following and following[1]

    assert seen == [str(number) for number in range(45, 0, -1)]
    assert client.get(f"/ban-hang/hang/{variant.listing.code}/lich-su/?kho=xyz").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_take_the_same_statements_for_any_number(number):
    seller, my, pao, at = a_household()
    variant = a_variant(available=0, seller=seller)
    for one in range(number):
        counted(variant, one + 1, actor=pao, at=at)
        record("catalog.listing_pause", actor=pao, subject_code=variant.listing.code, on_behalf_of=seller.code, at=at)
    client = signed_in(my)
    client.get(HELPED)

    with CaptureQueriesContext(connection) as shown:
        client.get(f"/ban-hang/hang/{variant.listing.code}/lich-su/")
    with CaptureQueriesContext(connection) as listed:
        client.get(HELPED)

    assert (len(shown), len(listed)) == (17, 8)


def test_what_was_done_in_its_name_is_read_by_the_household_and_by_each_helper_their_own():
    seller, my, pao, at = a_household()
    other = helper_in(name="chị Dợ")
    a_mandate(seller=seller, helper=other, at=at)
    for number, who in enumerate([pao, other] * 30):
        subject = f"CP-{number}"
        record("orders.packed", actor=who, subject_code=subject, on_behalf_of=seller.code, at=at)
    record("orders.packed", actor=pao, subject_code="CP-OF-ANOTHER", on_behalf_of="another-shop", at=at)

    first = text_of(signed_in(my).get(HELPED))
    following = re.search(r'rel="next" href="([^"]+)', first)
    last = text_of(signed_in(my).get(following[1]))
    own = text_of(signed_in(pao).get(f"{HELPED}?gian={seller.code}"))

    assert re.findall(r"CP-\d+", first + last) == [f"CP-{number}" for number in reversed(range(60))]
    assert (own.count("Bà Sùng (anh Páo giúp)"), own.count("chị Dợ")) == (31, 0)
    assert "CP-OF-ANOTHER" not in first + last + own


def test_nobody_else_reads_what_was_done_in_a_households_name():
    seller, _my, _pao, _at = a_household()

    assert let_in(everybody(seller.code), f"{HELPED}?gian={seller.code}") == {"manager"}
