"""A shop's own month and year as files: for its manager and accountant, not for its helper, with no buyer in them."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of
from chophien.channels.actions.sales import Sold, enter_sale
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.errors import NotPermitted
from chophien.orders.actions.sending import receive_order
from chophien.orders.tests.factories import a_sent_order, an_order
from chophien.programmes.selectors.never_sold import never_sold
from chophien.programmes.selectors.results import results_of
from chophien.reports.actions.making import ask_for_report
from chophien.reports.kinds.base import Area
from chophien.reports.kinds.figures import trade
from chophien.reports.models import ReportRun
from chophien.reports.selectors import BY_KEY
from chophien.sellerdesk.money import money_page
from chophien.sellerdesk.report_forms import periods_until
from chophien.sellerdesk.tests.factories import signed_in
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
PAGE = "/ban-hang/bao-cao/"


def month():
    return f"{local_date(timezone.now()):%Y-%m}"


def asked(seller, person, kind="shop_month"):
    now = timezone.now()
    today = local_date(now)
    return ask_for_report(
        kind=BY_KEY[kind],
        since=today.replace(day=1),
        until=today,
        scope_kind=Scope.SELLER,
        scope_code=seller.code,
        file_format="csv",
        person=person,
        at=now,
    )


def test_s21_a_shop_has_its_month_as_a_file_with_sales_complaints_and_reviews(do_jobs):
    now = timezone.now()
    done = receive_order(order=a_sent_order(at=now), actor=SYSTEM, at=now)
    an_order(at=now)
    seller = done.seller
    client = signed_in(manager_of(seller))

    made = client.post(PAGE, {"period": month(), "file_format": "csv"})
    waiting = client.get(PAGE)
    do_jobs()
    run = ReportRun.objects.get()
    data = client.get(f"{PAGE}{run.code}/tep/").content.decode("utf-8-sig")

    told = {row[0]: row[1] for row in csv.reader(io.StringIO(data)) if len(row) > 1}
    assert made.status_code == 302
    assert waiting["Refresh"] == "3"
    assert (run.status, run.steps) == ("done", 3)
    assert told["Đơn hàng"] == "1"
    assert told["Đơn hoàn thành"] == "1"
    assert told["Khiếu nại"] == "0"
    assert told["Đánh giá"] == "0"
    assert told[f"{local_date(now):%m/%Y}"] == "1"
    assert done.group.contact_phone not in data
    assert done.group.contact_name not in data


def test_s36_manager_and_accountant_may_and_helper_packer_rival_and_office_may_not():
    seller = a_seller()
    helper = helper_in()
    a_mandate(seller=seller, helper=helper, at=timezone.now())
    packer = holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code)
    accountant = holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, seller.code)

    assert signed_in(accountant).get(PAGE).status_code == 200
    run = asked(seller, accountant, "shop_year")
    for other in (helper, packer, manager_of(a_seller()), holder_of(Role.OPERATOR, Scope.NATION, "")):
        with pytest.raises(NotPermitted):
            asked(seller, other)
        assert signed_in(other).get(f"{PAGE}{run.code}/tep/?gian={seller.code}").status_code == 404
    for other in (helper, packer, PersonFactory()):
        assert signed_in(other).get(f"{PAGE}?gian={seller.code}").status_code == 404
    assert signed_in(manager_of(seller)).get(f"{PAGE}{run.code}/tep/").status_code == 404


def test_who_keeps_the_books_no_longer_fetches_no_file(do_jobs):
    seller = a_seller()
    grant = GrantFactory(
        person=PersonFactory(), role=Role.SELLER_ACCOUNTANT, scope_kind=Scope.SELLER, scope_code=seller.code
    )
    run = asked(seller, grant.person)
    do_jobs()
    client = signed_in(grant.person)
    before = client.get(f"{PAGE}{run.code}/tep/").status_code

    grant.ends_at = timezone.now()
    grant.save()

    assert (before, client.get(f"{PAGE}{run.code}/tep/").status_code) == (200, 404)


@pytest.mark.parametrize("sent", [{}, {"period": "1999"}, {"period": "2026-13"}, {"file_format": "exe"}])
def test_nonsense_comes_back_with_a_sentence(sent):
    answer = signed_in(manager_of(a_seller())).post(PAGE, sent)

    assert answer.status_code == 422
    assert not ReportRun.objects.exists()


def test_months_and_years_go_back_from_today():
    today = date(2026, 2, 9)

    found = [(one.key, one.kind, one.since, one.until) for one in periods_until(today)]

    assert found[0] == ("2026-02", "shop_month", today.replace(day=1), today)
    assert found[2][0] == "2025-12"
    assert found[2][3] == today.replace(year=2025, month=12, day=31)
    assert found[12:14] == [
        ("2026", "shop_year", today.replace(month=1, day=1), today),
        ("2025", "shop_year", today.replace(year=2025, month=1, day=1), today.replace(year=2025, month=12, day=31)),
    ]


def test_s23_what_was_sold_elsewhere_counts_in_the_shops_and_its_helpers_results():
    now = timezone.now()
    tea = a_variant(available=10, at=now - timedelta(days=400))
    seller = tea.listing.seller
    helper = helper_in(seller.commune.code)
    a_mandate(seller=seller, helper=helper, at=now - timedelta(days=1))
    today = local_date(now)
    before = results_of(helper, month=today), never_sold(Seller.objects.all(), at=now).count()

    enter_sale(
        seller=seller,
        sold=[Sold(tea.code, Decimal(3), 200_000)],
        place="Phiên chợ Đồng Văn",
        idempotency_key="k",
        actor=manager_of(seller),
        at=now,
    )

    told = {row[0]: row[1] for row in trade(Area(today, today, Scope.SELLER, seller.code, now)).rows}
    assert (told["Đơn hàng"], told["Đơn hoàn thành"], told["Tiền hàng đã bán (đồng)"]) == (1, 1, 600_000)
    assert (told["Đơn bán ở nơi khác"], told["Giá trị đơn bán ở nơi khác (đồng)"]) == (1, 600_000)
    assert told["Người mua"] == 0
    assert (before[0].first_sales, results_of(helper, month=today).first_sales) == (0, 1)
    assert (before[1], never_sold(Seller.objects.all(), at=now).count()) == (1, 0)
    [row] = money_page(seller, cursor="").rows
    assert row.order.total_vnd == 600_000
