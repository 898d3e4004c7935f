"""The figures of Decree 248/2026 (article 22, form 09) and of sales; counted for an area, nobody by name.

Where fewer sellers than `reports.least_sellers` stand behind a row, its figures are left out.
"""

import json
from collections.abc import Mapping

from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from chophien.audit.models import SensitiveLook
from chophien.audit.selectors import TrailQuery, entries_found, looks_found
from chophien.catalog.models import Listing
from chophien.catalog.states import ListingStatus
from chophien.complaints.models import Complaint, Recall
from chophien.complaints.states import OPEN_STATUSES
from chophien.lib.dates import VIETNAM
from chophien.lib.errors import Sentence
from chophien.orders.models import Order
from chophien.orders.states import ELSEWHERE, OrderStatus, Origin
from chophien.payments.models import Refund
from chophien.reports.kinds.base import Area, Cell, Table
from chophien.reports.kinds.counted import left_out
from chophien.reviews.models import Review
from chophien.rules.selectors import whole
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind, SellerStatus

MOST_ENTRIES = 50_000
NAME = (_("Figure"), _("What is counted"))
VALUE = (_("Value"), _("A number, or whole đồng where the name says so"))
MEANS = (_("Definition"), _("How it is counted"))


def _orders(area: Area) -> Q:
    """Orders placed within the days, wherever they were made; what is sent instead of faulty goods is none."""
    placed = area.sellers("seller__") & Q(placed_at__gte=area.begins, placed_at__lt=area.ends)
    return placed & ~Q(origin=Origin.REPLACEMENT)


def _orders_here(area: Area) -> Q:
    """Those of them that were made on the platform: not what shops sold elsewhere and wrote down."""
    return _orders(area) & ~Q(origin__in=ELSEWHERE)


def sellers(area: Area) -> Table:
    """Sellers at the end of the days, by kind."""
    rows = Seller.objects.filter(area.sellers(), status=SellerStatus.APPROVED, approved_at__lt=area.ends)
    by_kind = dict(rows.values_list("kind").annotate(count=Count("pk")).order_by())
    fresh = rows.filter(approved_at__gte=area.begins).count()
    selling = Order.objects.filter(_orders_here(area)).exclude(status=OrderStatus.CANCELLED)
    lines: list[list[Cell]] = [
        [str(kind.label), by_kind.get(kind.value, 0), str(_("Open shops of this kind"))] for kind in SellerKind
    ]
    return Table(
        _("Sellers"),
        (NAME, VALUE, MEANS),
        [
            [str(_("Sellers")), sum(by_kind.values()), str(_("Shops approved before the last day ends and open now"))],
            [str(_("New sellers")), fresh, str(_("Of these, approved within the days"))],
            [
                str(_("Sellers with an order")),
                selling.values("seller").distinct().count(),
                str(_("With an order made on the platform that was not cancelled")),
            ],
            *lines,
        ],
    )


def trade_here(area: Area) -> Table:
    """Goods, and orders made on the platform with their value: what the decree asks for. Nothing sold elsewhere."""
    orders = Order.objects.filter(_orders_here(area))
    placed = _("Made on the platform within the days, whatever became of them; no replacements, nothing sold elsewhere")
    return Table(
        _("Goods and orders"), (NAME, VALUE, MEANS), [*_goods(area), *_sums(orders, placed=placed), _buyers(orders)]
    )


def trade_counted(area: Area) -> Table:
    """As `trade_here`, of cooperatives, enterprises and the households that agreed to be counted by programmes."""
    without = left_out(area, _orders_here(area))
    orders = Order.objects.filter(_orders_here(area)).exclude(seller__code__in=without)
    placed = _("Made on the platform within the days by shops that may be counted, whatever became of them")
    return Table(
        _("Goods and orders"),
        (NAME, VALUE, MEANS),
        [
            *_goods(area),
            *_sums(orders, placed=placed),
            _buyers(orders),
            [
                str(_("Households not counted")),
                len(without),
                str(
                    _("They sold within the days and have not agreed that it is added up; none of it is in this report")
                ),
            ],
        ],
    )


def trade(area: Area) -> Table:
    """Goods, orders and their value, for a shop's own books: what it sold elsewhere too, and how much that was."""
    orders = Order.objects.filter(_orders(area))
    elsewhere = orders.filter(origin=Origin.BY_HAND)
    away = elsewhere.aggregate(count=Count("pk"), value=Sum("total_vnd", filter=~Q(status=OrderStatus.CANCELLED)))
    placed = _("Placed within the days, whatever became of them; no replacements for faulty goods")
    return Table(
        _("Goods and orders"),
        (NAME, VALUE, MEANS),
        [
            *_goods(area),
            *_sums(orders, placed=placed),
            [str(_("Orders made elsewhere")), away["count"], str(_("Of the orders, entered by hand by shops"))],
            [
                str(_("Value of orders made elsewhere (đồng)")),
                away["value"] or 0,
                str(_("Of the value, paid outside this market")),
            ],
            _buyers(orders.exclude(origin=Origin.BY_HAND)),
        ],
    )


def _goods(area: Area) -> list[list[Cell]]:
    listings = Listing.objects.filter(area.sellers("seller__"), status=ListingStatus.PUBLISHED).count()
    return [[str(_("Goods on sale")), listings, str(_("Listings that can be seen when the report is made"))]]


def _sums(orders: QuerySet[Order], *, placed: Sentence) -> list[list[Cell]]:
    sums = orders.aggregate(
        orders=Count("pk"),
        done=Count("pk", filter=Q(status=OrderStatus.COMPLETED)),
        cancelled=Count("pk", filter=Q(status=OrderStatus.CANCELLED)),
        value=Sum("total_vnd", filter=~Q(status=OrderStatus.CANCELLED)),
        goods=Sum("goods_vnd", filter=Q(status=OrderStatus.COMPLETED)),
    )
    return [
        [str(_("Orders")), sums["orders"], str(placed)],
        [str(_("Orders completed")), sums["done"], str(_("Of these, received"))],
        [str(_("Orders cancelled")), sums["cancelled"], str(_("Of these, refused, cancelled or released"))],
        [
            str(_("Value of orders (đồng)")),
            sums["value"] or 0,
            str(_("Totals with shipping and fees, less discounts, without cancelled orders")),
        ],
        [str(_("Goods sold (đồng)")), sums["goods"] or 0, str(_("Goods of completed orders before discounts"))],
    ]


def _buyers(orders: QuerySet[Order]) -> list[Cell]:
    return [
        str(_("Buyers")),
        orders.values("group__contact_phone").distinct().count(),
        str(_("Different phone numbers that ordered here; no number is kept in this report")),
    ]


def trust(area: Area) -> Table:
    """Complaints, recalls, reviews, money given back."""
    told = Complaint.objects.filter(
        area.sellers("order__seller__"), opened_at__gte=area.begins, opened_at__lt=area.ends
    )
    sums = told.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(status__in=OPEN_STATUSES)),
        late=Count("pk", filter=Q(replied_at__gt=F("reply_due")) | Q(replied_at__isnull=True, reply_due__lt=area.at)),
    )
    back = Refund.objects.filter(
        payment__seller_code__in=Seller.objects.filter(area.sellers()).values("code"),
        payment__outside=False,
        done_at__gte=area.begins,
        done_at__lt=area.ends,
    ).aggregate(count=Count("pk"), sum=Sum("amount_vnd"))
    words = Review.objects.filter(area.sellers("seller__"), written_at__gte=area.begins, written_at__lt=area.ends)
    graded = words.aggregate(count=Count("pk"), mean=Avg("score"))
    recalls = Recall.objects.filter(
        area.sellers("listing__seller__"), published_at__gte=area.begins, published_at__lt=area.ends
    )
    return Table(
        _("Complaints and trust"),
        (NAME, VALUE, MEANS),
        [
            [str(_("Complaints")), sums["all"], str(_("Opened within the days"))],
            [str(_("Complaints not over")), sums["open"], str(_("Of these, not settled when the report is made"))],
            [str(_("Complaints answered late")), sums["late"], str(_("First answer after its term, or none yet"))],
            [
                str(_("Money given back (times)")),
                back["count"],
                str(_("Refunds of payments through the platform, paid within the days")),
            ],
            [str(_("Money given back (đồng)")), back["sum"] or 0, str(_("Their sum"))],
            [str(_("Goods called back")), recalls.count(), str(_("Recalls published within the days"))],
            [str(_("Reviews")), graded["count"], str(_("Written within the days"))],
            [
                str(_("Mean stars, in hundredths")),
                round(100 * graded["mean"]) if graded["mean"] else None,
                str(_("Of these reviews; 450 is four and a half")),
            ],
        ],
    )


def sales_by_month(area: Area) -> Table:
    """What a shop sold in each month of the days, here and elsewhere."""
    rows = (
        Order.objects.filter(_orders(area))
        .annotate(month=TruncMonth("placed_at", tzinfo=VIETNAM))
        .values("month")
        .annotate(
            orders=Count("pk"),
            done=Count("pk", filter=Q(status=OrderStatus.COMPLETED)),
            goods=Sum("goods_vnd", filter=Q(status=OrderStatus.COMPLETED)),
            away=Sum("goods_vnd", filter=Q(status=OrderStatus.COMPLETED, origin=Origin.BY_HAND)),
            off=Sum("discount_vnd", filter=Q(status=OrderStatus.COMPLETED)),
        )
        .order_by("month")
    )
    return Table(
        _("Sales by month"),
        (
            (_("Month"), _("In which the orders were placed")),
            (_("Orders"), _("Placed within the month, whatever became of them")),
            (_("Orders completed"), _("Of these, received")),
            (_("Goods sold (đồng)"), _("Goods of completed orders before discounts")),
            (_("Of these, sold elsewhere (đồng)"), _("Goods of orders that the shop entered by hand")),
            (_("Discounts (đồng)"), _("Taken off these orders, whoever paid for it")),
        ),
        [
            [
                f"{one['month']:%m/%Y}",
                one["orders"],
                one["done"],
                *(one[sum_] or 0 for sum_ in ("goods", "away", "off")),
            ]
            for one in rows
        ],
    )


def sales_by_commune(area: Area) -> Table:
    """Completed sales on the platform by commune, of shops that may be counted; rows of few sellers say nothing more
    than that there are some.
    """
    least = whole("reports.least_sellers", at=area.at)
    rows = (
        Order.objects.filter(_orders_here(area), status=OrderStatus.COMPLETED)
        .exclude(seller__code__in=left_out(area, _orders_here(area)))
        .values(
            province=F("seller__commune__province__name"),
            commune=F("seller__commune__full_name"),
            unit=F("seller__commune__code"),
        )
        .annotate(sellers=Count("seller", distinct=True), orders=Count("pk"), goods=Sum("goods_vnd"))
        .order_by("province", "unit")
    )
    return Table(
        _("Sales by commune"),
        (
            (_("Province"), _("Of the shop")),
            (_("Commune"), _("Of the shop, as it is called today")),
            (_("Sellers"), _("Shops with a completed order made here within the days; households only if they agreed")),
            (_("Orders"), _("Completed orders; empty where too few shops sold")),
            (_("Goods sold (đồng)"), _("Goods of these orders before discounts; empty where too few shops sold")),
        ),
        [
            [
                one["province"],
                one["commune"],
                one["sellers"] if one["sellers"] >= least else f"< {least}",
                one["orders"] if one["sellers"] >= least else None,
                one["goods"] if one["sellers"] >= least else None,
            ]
            for one in rows
        ],
    )


def trail(area: Area) -> Table:
    """What was done, in codes; what was searched for, the newest first, some thousands at most."""
    found = entries_found(_searched(area))[:MOST_ENTRIES]
    return Table(
        _("What was done"),
        (
            (_("When"), _("Time in UTC")),
            (_("What was done"), _("App and deed")),
            (_("By whom"), _("Code of the person")),
            (_("On behalf of"), _("Code of the shop")),
            (_("About"), _("Code of the thing")),
            (_("Details"), _("What was written down besides, by its fields; codes and figures")),
        ),
        [
            [one.at.isoformat(), one.what, one.actor_code, one.on_behalf_of, one.subject_code, _details(one.facts)]
            for one in found.iterator()
        ],
    )


def looks(area: Area) -> Table:
    """Who looked at what is sensitive, and what for; what was searched for, as in `trail`."""
    asked = _searched(area)
    found = looks_found(asked)[:MOST_ENTRIES] if not asked.principal_code else SensitiveLook.objects.none()
    return Table(
        _("Who looked"),
        (
            (_("When"), _("Time in UTC")),
            (_("What was looked at"), _("App and thing")),
            (_("By whom"), _("Code of the person")),
            (_("About"), _("Code of the thing")),
            (_("Purpose"), _("As it was stated")),
        ),
        [[one.at.isoformat(), one.what, one.actor_code, one.subject_code, one.purpose] for one in found.iterator()],
    )


def _searched(area: Area) -> TrailQuery:
    said = area.search
    return TrailQuery(
        subject_code=said.get("subject", ""),
        actor_code=said.get("actor", ""),
        what=said.get("what", ""),
        since=area.begins,
        until=area.ends,
        principal_code=said.get("principal", ""),
        words=said.get("words", ""),
    )


def _details(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else ""
