"""Every page with one of everything, and with three: it asks the database no more often.

The world of the doors has one of everything that has an address. `three_of_everything` writes each row of each table down
again, so that every list has three rows and whatever stands inside a page three parts. A page that is new is looked at
without being named here; one whose rows are not in that world names the test that counts for it.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.channels.models import GoodsImport
from chophien.privacy.actions.requests import ask_for_household
from chophien.promotions.models import Redemption, Voucher
from tests.doors.addresses import addresses
from tests.doors.doors import DOORS, opener
from tests.doors.more_rows import three_of_everything
from tests.doors.visitors import taken_back
from tests.market.pages import PAGES

pytestmark = pytest.mark.django_db
PROJECT = Path(__file__).parents[2]
MOSTLY = ("buyer", "manager", "helper", "operator", "provincial")

ONE_MORE = {"officedesk:filters", "officedesk:new-voucher"}
"""They ask once more, for any number: who made the filters of others; how many shops there are beyond a first dozen."""

ELSEWHERE = {
    "src/chophien/storefront/tests/test_list_pages.py::test_it_takes_as_many_statements_with_one_good_as_with_three":
        "storefront:search storefront:category storefront:province",
    "src/chophien/channels/tests/test_widget.py::test_the_widget_takes_the_same_statements_for_any_number_of_goods":
        "channels:embed channels:widget",
    "src/chophien/follows/tests/test_follow.py::test_my_page_takes_the_same_queries_for_any_number_of_rows":
        "follows:mine",
    "src/chophien/messages/tests/test_notices.py::test_the_list_takes_the_same_queries_for_any_number_of_notices":
        "messages:notices",
    "src/chophien/messages/tests/test_outbox_page.py::test_the_outbox_takes_three_queries_for_any_number_of_messages":
        "messages:outbox",
    "src/chophien/orders/tests/test_cart_pages.py::test_the_cart_takes_the_same_queries_for_any_number_of_goods":
        "orders:cart",
    "src/chophien/orders/tests/test_checkout_page.py::test_the_sheet_takes_the_same_queries_for_any_number_of_goods":
        "orders:checkout",
    "src/chophien/orders/tests/test_my_orders.py::test_my_orders_take_the_same_queries_for_any_number_of_orders":
        "orders:mine",
    "src/chophien/places/tests/test_place_pages.py::test_pages_take_the_same_few_queries_for_any_number_of_communes":
        "places:index places:province places:renamed places:commune",
    "tests/money/test_shop_debts.py::test_the_list_of_shops_takes_the_same_statements_for_any_number":
        "officedesk:shop-debts",
    "src/chophien/regulations/tests/test_public_pages.py::test_the_list_takes_one_query":
        "regulations:index",
    "src/chophien/reviews/tests/test_pages.py::test_lists_take_the_same_queries_for_any_number_of_rows":
        "officedesk:words",
    "src/chophien/sellers/tests/test_seller_pages.py::test_my_shops_take_the_same_queries_for_any_number":
        "sellers:mine",
    "src/chophien/sellerdesk/tests/test_telling.py::test_the_library_takes_the_same_statements_for_any_number_of_facts":
        "sellerdesk:facts",
    "src/chophien/sellerdesk/tests/test_kept_cash.py::test_it_hands_on_what_it_keeps_and_asks_the_same_for_any_number_of_households":
        "sellerdesk:kept-cash",
    "src/chophien/sellerdesk/tests/test_history.py::test_the_pages_take_the_same_statements_for_any_number":
        "sellerdesk:helped",
    "src/chophien/sellerdesk/tests/test_tax_page.py::test_three_sales_take_as_many_statements_as_one":
        "sellerdesk:tax",
    "src/chophien/officedesk/tests/test_home_and_imports.py::test_the_first_page_takes_the_same_queries_for_any_number":
        "officedesk:home",
    "src/chophien/officedesk/tests/test_required_contents.py::test_any_number_of_versions_is_read_in_one_statement":
        "officedesk:contents",
    "src/chophien/officedesk/tests/test_privacy.py::test_lists_cost_the_same_for_one_and_for_three":
        "officedesk:data-requests",
    "src/chophien/officedesk/tests/test_trail.py::test_the_trail_takes_the_same_queries_for_any_number":
        "officedesk:trail officedesk:looks",
    "src/chophien/officedesk/tests/test_money_that_does_not_match.py::test_the_list_takes_the_same_queries_for_any_number":
        "officedesk:mismatches",
    "src/chophien/officedesk/tests/test_programme_pages.py::test_each_page_takes_the_same_queries_for_any_number_of_rows":
        "officedesk:results officedesk:visits",
    "src/chophien/officedesk/tests/test_telling.py::test_a_snapshot_and_its_page_take_the_same_statements_for_any_number":
        "officedesk:scores",
    "src/chophien/officedesk/tests/test_season_calendar.py::test_it_takes_the_same_statements_for_any_number_of_harvests":
        "officedesk:season-calendar",
    "src/chophien/officedesk/tests/test_bank.py::test_a_statement_takes_the_same_queries_for_any_number_of_lines":
        "officedesk:statement",
    "src/chophien/officedesk/tests/test_cashpoints.py::test_a_page_takes_the_same_statements_for_any_number_of_rows":
        "officedesk:cashpoints officedesk:cashpoint officedesk:cash-movements officedesk:cash-closes officedesk:cash-contract",
    "src/chophien/cashpoints/tests/test_coverage.py::test_it_takes_three_statements_for_any_number_of_points":
        "officedesk:coverage officedesk:coverage-province",
    "src/chophien/cashpoints/tests/test_public_pages.py::test_the_page_takes_the_same_statements_for_any_number_of_points":
        "cashpoints:near",
    "src/chophien/officedesk/tests/test_fees.py::test_the_lists_take_the_same_queries_for_any_number_of_fees":
        "officedesk:fees regulations:fees sellerdesk:fees",
    "src/chophien/officedesk/tests/test_switches.py::test_the_pages_take_the_same_queries_for_any_number":
        "officedesk:switch officedesk:switches",
    "src/chophien/officedesk/tests/test_payouts_in_threes.py::test_a_batch_takes_the_same_queries_for_any_number_of_payouts":
        "officedesk:payout-batch",
    "src/chophien/officedesk/tests/test_payouts_in_threes.py::test_a_month_takes_the_same_queries_for_any_number_of_orders":
        "sellerdesk:statement",
    "src/chophien/complaints/tests/test_recalls.py::test_a_recall_takes_the_same_queries_for_any_number_of_buyers":
        "officedesk:recall",
    "src/chophien/officedesk/tests/test_helpers.py::test_unusual_acts_take_the_same_queries_for_any_number":
        "officedesk:unusual",
    "src/chophien/atlas/tests/test_show_map.py::test_one_and_three_areas_take_the_same_number_of_statements":
        "atlas:map",
    "src/chophien/atlas/tests/test_ogc_client.py::test_one_and_more_areas_take_the_same_number_of_statements":
        "atlas:ogc-items",
    "src/chophien/scans/tests/test_page.py::test_the_page_is_light_and_takes_as_many_statements_for_many_households_as_for_few":
        "scans:link",
    "src/chophien/sellerdesk/tests/test_stamp_pages.py::test_the_form_for_one_stamp_takes_the_same_statements_for_any_number_of_lots":
        "sellerdesk:use-stamp",
    "src/chophien/traceability/tests/test_recalls.py::test_the_page_of_a_chain_takes_the_same_statements_for_any_number_of_households_and_orders":
        "traceability:chain",
    "src/chophien/traceability/tests/test_chain_pages.py::test_one_and_three_rows_take_the_same_number_of_statements":
        "traceability:chain-lots traceability:chain-entries",
}  # fmt: skip
"""Pages whose rows are not in the world of the doors: the test that gives them one and three."""

ALONE = frozenset(
    [
        "/khong-co-trang-nay/",
        "accounts:card",
        "accounts:card-kiosk",
        "accounts:card-over",
        "accounts:code",
        "accounts:passkey-add",
        "accounts:password",
        "accounts:password-sign-in",
        "accounts:sign-in",
        "accounts:welcome",
        "atlas:big-map",
        "atlas:ogc",
        "atlas:ogc-api",
        "atlas:ogc-collection",
        "atlas:ogc-collections",
        "atlas:ogc-conformance",
        "cashpoints:ask-balance",
        "cashpoints:balance",
        "cashpoints:give",
        "cashpoints:give-back",
        "cashpoints:home",
        "cashpoints:order",
        "cashpoints:receipt",
        "cashpoints:receipt-check",
        "cashpoints:take",
        "complaints:complain",
        "complaints:publish-recall",
        "complaints:recall",
        "gateways:attempt",
        "helperdesk:first-goods",
        "helperdesk:note-visit",
        "helperdesk:open",
        "messages:announcement",
        "officedesk:announcement",
        "officedesk:difference",
        "officedesk:fact",
        "officedesk:give-role",
        "officedesk:new-cashpoint",
        "officedesk:new-demand",
        "officedesk:new-fact",
        "officedesk:new-fee",
        "officedesk:new-own-transfer",
        "officedesk:new-voucher",
        "officedesk:one-sms",
        "officedesk:asked-account",
        "officedesk:own-transfer",
        "officedesk:packaging-item",
        "officedesk:paid-twice",
        "officedesk:report",
        "officedesk:seasons",
        "officedesk:shop",
        "officedesk:shop-debt",
        "orders:group-purchase",
        "orders:pledge",
        "orders:preorder",
        "regulations:about",
        "regulations:document",
        "regulations:figures",
        "regulations:privacy",
        "regulations:ranking",
        "regulations:version",
        "reviews:report",
        "reviews:write",
        "scans:look",
        "sellerdesk:change-grower",
        "sellerdesk:channel-link",
        "sellerdesk:connections",
        "sellerdesk:item",
        "sellerdesk:lot-make",
        "sellerdesk:lot-terms",
        "sellerdesk:new-grower",
        "sellerdesk:new-lot",
        "sellerdesk:packaging-begin",
        "sellerdesk:packaging-group",
        "sellerdesk:packing",
        "sellerdesk:packing-home",
        "sellerdesk:photos",
        "sellerdesk:preview",
        "sellerdesk:readiness",
        "sellerdesk:rules",
        "sellerdesk:sizes",
        "sellerdesk:start",
        "sellerdesk:story",
        "sellerdesk:voice",
        "sellerdesk:withdrawal",
        "sellers:account",
        "sellers:ask-mandate",
        "growing:ask-to-look",
        "sellerdesk:new-area",
        "sellerdesk:describe-area",
        "sellerdesk:redraw-area",
        "sellerdesk:land-file",
        "sellerdesk:land-file-read",
        "sellerdesk:household-naming",
        "sellerdesk:change-season",
        "sellerdesk:write-diary",
        "sellerdesk:correct-diary",
        "sellers:card",
        "sellers:details",
        "sellers:mandate",
        "sellers:mandate-link",
        "sellers:new",
        "sellers:papers",
        "sellers:shop",
        "sellers:start",
        "smsdesk:try",
        "storefront:end-reminder",
        "storefront:forbidden-goods",
        "storefront:place",
        "storefront:remind",
        "storefront:score-rules",
        "wholesale:contract-terms",
        "wholesale:new-standing",
    ]
)
"""Pages about one thing, written in one row, or about what the country has: its provinces, the market's own rules."""


def pages(world):
    """Each page as each of those sees it who see different things there."""
    return [
        ((address.name, reader), world.path(address)) for address in addresses() for reader in readers(address.name)
    ]


def readers(name):
    return [who for who in MOSTLY if who in DOORS.get(name, ())] or [opener(name)]


def also(world):
    """What has no address of its own, and so is not in the world: it stands in rows on pages of others."""
    at = timezone.now()
    voucher = Voucher.objects.get(code=world.values["officedesk:voucher"]["code"])
    used = {"group_code": world.order.group.code, "order_code": world.order.code, "holders": [], "at": at}
    Redemption.objects.create(voucher=voucher, amount_vnd=1_000, **used)
    for desk in ("officedesk", "sellerdesk"):
        table = GoodsImport.objects.get(code=world.values[f"{desk}:import"]["code"])
        table.faults.create(row=2, column="title", sentence="Thiếu tên")
    for who in ("helper", "operator"):
        wish = {"kind": "correct" if who == "helper" else "restrict", "words": "Sai tên bản", "witness": "Bà Dính"}
        ask_for_household(seller=world.seller, actor=world.people[who], at=at, **wish)


def looked_at(world, wanted):
    """What each page asks the database, and with how many marks it is written; only pages that open."""
    found = {}
    for seen, path in wanted:
        with taken_back(), CaptureQueriesContext(connection) as asked:
            response = world.client(seen[1]).get(path)
        if response.status_code == 200 and "html" in response.get("Content-Type", ""):
            found[seen] = [one["sql"] for one in asked.captured_queries], response.content.count(b"<")
    return found


def what_more(few, many):
    """The statements that were asked more often, each without its values and with how often."""
    more = Counter(map(shape, many)) - Counter(map(shape, few))
    return [f"{times} × {statement[:200]}" for statement, times in more.items()]


def shape(statement):
    without_values = re.sub(r"\d+|'[^']*'", "?", statement)
    return re.sub(r"SELECT .*? FROM", "SELECT … FROM", without_values)


def test_no_page_asks_more_for_three_rows_than_for_one_and_every_list_is_looked_at(world):
    also(world)
    wanted = pages(world)
    looked_at(world, wanted)
    few = looked_at(world, wanted)
    three_of_everything()
    many = looked_at(world, [page for page in wanted if page[0] in few])

    more = {
        seen: what_more(few[seen][0], many[seen][0])
        for seen in few.keys() & many.keys()
        if len(many[seen][0]) > len(few[seen][0]) + (seen[0] in ONE_MORE)
    }
    assert more == {}
    assert few.keys() - many.keys() == set(), "these pages do not open with three rows"

    longer = {seen[0] for seen in few if many[seen][1] > few[seen][1]}
    named = {name for names in ELSEWHERE.values() for name in names.split()}
    known = {page.view for page in PAGES}
    assert sorted(known - longer - named - ALONE) == [], (
        "no more rows here: give the world some, or name the test that does"
    )
    assert sorted((named | ALONE) - known) == [], "there is no such page"


@pytest.mark.parametrize("test", ELSEWHERE)
def test_what_counts_elsewhere_is_there(test):
    path, name = test.split("::")

    assert f"def {name}(" in (PROJECT / path).read_text(encoding="utf-8")
