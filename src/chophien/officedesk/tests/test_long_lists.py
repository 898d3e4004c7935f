"""Hundreds of rows on every long list of the office: each row once, page by page, in as many statements as for few."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.catalog.models import WordFinding
from chophien.catalog.tests.factories import a_listing
from chophien.complaints.models import Complaint
from chophien.complaints.tests.factories import before_the_market
from chophien.officedesk.tests.factories import copies, signed_in, text_of, waiting_goods
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON, an_order
from chophien.privacy.actions.requests import ask
from chophien.programmes.models import Task
from chophien.programmes.tests.factories import a_household
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller
from chophien.smsdesk.tests.factories import an_sms

pytestmark = pytest.mark.django_db
MANY = 310
NEXT = re.compile(r'rel="next" href="([^"]+)"')


def code(prefix, place):
    return f"{prefix}-{place:05d}"


def at(place):
    """Moments of which ten rows each share one, so that no moment alone tells them apart."""
    return NOON + timedelta(minutes=place // 10)


def goods():
    copies(a_listing(), MANY, code=lambda place: code("SP", place), sku=lambda _place: "")


def goods_to_review():
    copies(waiting_goods(), MANY, code=lambda place: code("SP", place))


def shops():
    copies(a_seller(), MANY, code=lambda place: code("ho", place), slug=lambda place: code("ho", place))


def shops_to_review():
    first = a_seller(status=SellerStatus.IN_REVIEW, submitted_at=NOON)
    name = {"code": lambda place: code("ho", place), "slug": lambda place: code("ho", place)}
    copies(first, MANY, submitted_at=at, **name)


def unsold():
    first = a_household(approved_at=NOON - timedelta(days=400))
    name = {"code": lambda place: code("ho", place), "slug": lambda place: code("ho", place)}
    copies(first, MANY, approved_at=lambda place: at(place) - timedelta(days=399), **name)


def orders():
    copies(an_order(), MANY, code=lambda place: code("CP", place), placed_at=at)


def odd_orders():
    order = an_order(payment="vietqr")
    Order.objects.filter(pk=order.pk).update(status="cancelled", held_until=NOON, cancelled_at=NOON)
    order.refresh_from_db()
    copies(order, MANY, code=lambda place: code("CP", place), held_until=at)


def complaints():
    first = before_the_market()
    orders = copies(Order.objects.get(pk=first.order_id), MANY, code=lambda place: code("CP", place))
    copies(first, MANY, code=lambda place: code("KN", place), order=lambda place: orders[place], settle_due=at)
    assert Complaint.objects.count() == MANY + 1


def tasks():
    shop = a_household()
    Task.objects.bulk_create(
        Task(
            code=code("VI", place), kind="visit", seller=shop, subject_code=shop.code, by_facts=False, note="Xem",
            due_on=NOON.date(), made_by="ND-1", made_at=NOON,
        )
        for place in range(MANY)
    )  # fmt: skip


def people():
    copies(PersonFactory(), MANY, code=lambda place: code("NX", place), phone=lambda place: f"+84970{place:06d}")


def unread():
    first = an_sms("+84987000111", "alo")
    made = {"code": lambda place: code("TD", place), "digest": lambda place: f"{place:064d}"}
    copies(first, MANY, received_at=at, **made)


def findings():
    made = {"severity": "look", "edition": "e", "found_at": NOON}
    others = copies(a_listing(), MANY, code=lambda place: code("SP", place), sku=lambda _place: "")
    WordFinding.objects.bulk_create(
        WordFinding(code=code("TU", place), listing=listing, word="w", **made) for place, listing in enumerate(others)
    )


def trail():
    Entry.objects.bulk_create(
        Entry(what="orders.placed", actor_code="ND-1", subject_code=code("CP", place), at=at(place), facts={})
        for place in range(MANY)
    )


def data_requests():
    person = PersonFactory()
    first = ask(person=person, kind="export", words="", actor=person, at=NOON)
    others = copies(PersonFactory(), MANY, code=lambda p: code("NX", p), phone=lambda p: f"+84970{p:06d}")
    copies(first, MANY, code=lambda place: code("DL", place), person=lambda place: others[place], settle_due=at)


LISTS = {
    "hang/": (goods, r"/dieu-hanh/hang/(SP-\d{5})/"),
    "duyet-hang/": (goods_to_review, r"/dieu-hanh/hang/(SP-\d{5})/"),
    "gian-hang/": (shops, r"/dieu-hanh/gian-hang/(ho-\d{5})/"),
    "gian-hang/?loai=in_review": (shops_to_review, r"/dieu-hanh/gian-hang/(ho-\d{5})/"),
    "chua-ban/": (unsold, r"/dieu-hanh/gian-hang/(ho-\d{5})/"),
    "don/": (orders, r"/dieu-hanh/don/(CP-\d{5})/"),
    "tien/khong-khop/": (odd_orders, r"/dieu-hanh/don/(CP-\d{5})/"),
    "khieu-nai/": (complaints, r"/dieu-hanh/khieu-nai/(KN-\d{5})/"),
    "viec/": (tasks, r"/dieu-hanh/viec/(VI-\d{5})/"),
    "nguoi/": (people, r"/dieu-hanh/nguoi/(NX-\d{5})/"),
    "tin-den/": (unread, r"/dieu-hanh/tin-den/(TD-\d{5})/"),
    "tu-can-xem/": (findings, r"/dieu-hanh/tu-can-xem/(TU-\d{5})/"),
    "nhat-ky/?what=orders.placed": (trail, r"subject=(CP-\d{5})"),
    "du-lieu/": (data_requests, r"/dieu-hanh/du-lieu/(DL-\d{5})/"),
}
WAITING_ABOVE = {
    "gian-hang/?loai=in_review": ("trang-cho", shops_to_review),
    "khieu-nai/": ("trang-cho", complaints),
}
MOST_ON_A_PAGE, MOST_STATEMENTS = 50, 22


@pytest.mark.parametrize("path", LISTS)
def test_each_of_hundreds_of_rows_stands_on_one_page(path):
    make, named = LISTS[path]
    make()
    client = signed_in(operator())
    seen, statements, address = [], [], f"/dieu-hanh/{path}"

    while address:
        with CaptureQueriesContext(connection) as asked:
            page = text_of(client.get(address))
        below = page.rpartition("<h2>")[2] if path in WAITING_ABOVE else page
        seen.append(list(dict.fromkeys(re.findall(named, below))))
        statements.append(len(asked))
        links = [link for link in NEXT.findall(below) if "trang=" in link]
        address = unescape(links[-1]) if links else ""

    found = [one for rows in seen for one in rows]
    assert len(found) == len(set(found)) == MANY
    assert max(len(rows) for rows in seen) <= MOST_ON_A_PAGE
    assert len(seen) >= MANY // MOST_ON_A_PAGE
    assert max(statements) <= MOST_STATEMENTS
    assert max(statements[:-1]) - min(statements[:-1]) <= 1


@pytest.mark.parametrize("path", WAITING_ABOVE)
def test_what_waits_above_a_list_has_pages_of_its_own_the_most_urgent_first(path):
    key, make = WAITING_ABOVE[path]
    make()
    named = LISTS[path][1]
    client = signed_in(operator())
    found, address = [], f"/dieu-hanh/{path}"

    while address:
        page = text_of(client.get(address))
        above = page.rpartition("<h2>")[0].rpartition("<h2>")[2]
        found.extend(dict.fromkeys(re.findall(named, above)))
        links = [link for link in NEXT.findall(above) if f"{key}=" in link]
        address = links[-1] if links else ""

    assert len(found) == len(set(found)) == MANY
    assert found == sorted(found)
