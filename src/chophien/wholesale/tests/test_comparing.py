"""A quote beside what was asked for: certificates as of the day, for these goods, and the price in the asked unit."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.catalog.models import Certificate
from chophien.growing.tests.factories import an_area
from chophien.lib.dates import local_date
from chophien.orders.tests.factories import NOON
from chophien.wholesale.selectors.comparing import compared
from chophien.wholesale.selectors.requests import request_of
from chophien.wholesale.tests.factories import FIRST, a_quote_for, a_request_for, rice

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
_NUMBERS = count(1)


def a_paper(variant, kind="vietgap", **facts):
    number = next(_NUMBERS)
    given = {"code": f"CN{number}", "number": f"{number}/2026", "verified_at": NOON, "covers_all_goods": True} | facts
    return Certificate.objects.create(seller=variant.listing.seller, kind=kind, **given)


def plain(text):
    return text.replace("\u00a0", " ")


def points_of(request, variant, **quoted):
    """How one quote stands to the request today."""
    a_quote_for(request, variant, **quoted)
    [one] = compared(request, request.quotes.all(), on=TODAY)
    return [(plain(point.wanted), plain(point.found), point.met) for point in one.points]


LAST = FIRST + timedelta(days=14)


@pytest.mark.parametrize(
    ("paper", "found", "met"),
    [
        (None, "gian hàng chưa có", False),
        ({}, "còn hiệu lực, không thời hạn", True),
        ({"valid_to": date(2027, 1, 31)}, "còn hiệu lực đến 31/01/2027", True),
        ({"valid_to": TODAY}, "còn hiệu lực đến 21/11/2026, trước ngày giao cuối cùng", True),
        ({"valid_to": LAST}, "còn hiệu lực đến 15/12/2026", True),
        ({"valid_to": TODAY - timedelta(days=1)}, "đã hết hạn ngày 20/11/2026", False),
        ({"valid_from": TODAY + timedelta(days=1)}, "từ 22/11/2026 mới có hiệu lực", False),
        ({"covers_all_goods": False}, "gian hàng có, nhưng không cho mặt hàng này", False),
        ({"verified_at": None}, "gian hàng chưa có", False),
        ({"verified_at": None, "withdrawn_at": NOON}, "gian hàng chưa có", False),
        ({"kind": "organic"}, "gian hàng chưa có", False),
    ],
)
def test_s04_a_certificate_that_was_asked_for_is_met_as_of_the_day_or_it_is_said_why_not(paper, found, met):
    request, variant = a_request_for(certificates=["vietgap"]), rice()
    if paper is not None:
        a_paper(variant, **paper)

    assert points_of(request, variant) == [("VietGAP", found, met)]


def test_of_a_paper_for_certain_land_nobody_can_say_before_the_lot_is_known():
    request, variant = a_request_for(certificates=["vietgap"]), rice()
    paper = a_paper(variant)
    paper.areas.add(upper := an_area(variant.listing.seller))

    assert points_of(request, variant) == [("VietGAP", f"chỉ cho hàng trồng ở Xã Đồng Văn ({upper.code})", None)]


def test_a_paper_of_these_goods_alone_counts_and_of_several_the_one_that_counts_longest():
    request, variant = a_request_for(certificates=["ocop"]), rice()
    for days, stars in ((20, 3), (400, 4), (-5, 5)):
        last = TODAY + timedelta(days=days)
        paper = a_paper(variant, "ocop", covers_all_goods=False, valid_to=last, stars=stars)
        paper.listings.add(variant.listing)

    assert points_of(request, variant) == [("OCOP", "★★★★ còn hiệu lực đến 26/12/2027", True)]


@pytest.mark.parametrize(
    ("least", "most", "price_vnd", "wanted", "found", "met"),
    [
        (40_000_000, 60_000_000, 50_000, "Giá từ 40.000.000 đ đến 60.000.000 đ / tấn", "", True),
        (40_000_000, 60_000_000, 60_000, "Giá từ 40.000.000 đ đến 60.000.000 đ / tấn", "", True),
        (40_000_000, 60_000_000, 60_001, "Giá từ 40.000.000 đ đến 60.000.000 đ / tấn", ", cao hơn mức đó", False),
        (40_000_000, 60_000_000, 39_999, "Giá từ 40.000.000 đ đến 60.000.000 đ / tấn", ", thấp hơn mức đó", False),
        (None, 45_000_000, 50_000, "Giá đến 45.000.000 đ / tấn", ", cao hơn mức đó", False),
        (45_000_000, None, 50_000, "Giá từ 45.000.000 đ / tấn trở lên", "", True),
    ],
)
def test_s04_the_price_is_compared_in_the_unit_that_was_asked_for(least, most, price_vnd, wanted, found, met):
    request = a_request_for(least_vnd=least, most_vnd=most)

    points = points_of(request, rice(), price_vnd=price_vnd)

    both = f"{price_vnd:,} đ / kg = {price_vnd * 1000:,} đ / tấn".replace(",", ".")
    assert points == [(wanted, both + found, met)]


def test_a_price_of_a_unit_that_cannot_be_converted_is_neither_met_nor_not():
    request = a_request_for(unit="box", most_vnd=1_000_000)

    points = points_of(request, rice(), quantity=Decimal(40))

    assert points == [("Giá đến 1.000.000 đ / hộp", "50.000 đ / kg: bạn hỏi theo hộp nên không so được", None)]


def test_where_nothing_was_asked_for_there_is_nothing_to_compare():
    assert points_of(a_request_for(), rice()) == []


def test_those_that_meet_most_come_first_and_the_lowest_price_among_them(client):
    now = timezone.now()
    first = local_date(now) + timedelta(days=3)
    request = a_request_for(
        at=now, first_on=first, last_on=first, certificates=["vietgap", "organic"], most_vnd=55_000_000
    )
    cheap, fair, dear = (rice() for _number in range(3))
    for variant in (fair, dear):
        a_paper(variant, valid_to=first)
        a_paper(variant, "organic")
    a_paper(cheap, valid_to=local_date(now) - timedelta(days=1))
    for variant, price_vnd in ((dear, 54_000), (cheap, 30_000), (fair, 50_000)):
        a_quote_for(request, variant, price_vnd=price_vnd, at=now)
    client.force_login(request.buyer)

    order = [one.quote.price_vnd for one in compared(request, request.quotes.all(), on=local_date(now))]
    page = client.get(f"/mua-si/hoi-mua/{request.code}/").content.decode()

    assert order == [50_000, 54_000, 30_000]
    assert (page.count("Đạt mọi điều bạn hỏi."), page.count("Có 2 điều bạn hỏi chưa đạt.")) == (2, 1)
    assert page.index("Đạt mọi điều bạn hỏi.") < page.index("Có 2 điều bạn hỏi chưa đạt.")
    assert "Hữu cơ, VietGAP" in page
    assert "VIETGAP" not in page
    for quoted in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            rows = list(request_of(request.buyer, request.code).quotes.all())[:quoted]
            compared(request, rows, on=TODAY)
        assert len(seen) == 5  # the request, its quotes, their shops' papers, the goods and the land of those
