"""What happened at a shop, told to those of its programs that want to hear it. Codes and figures, no person."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from chophien.catalog.models import Listing, Variant
from chophien.catalog.states import ListingStatus
from chophien.channels.actions.webhooks import News, announce
from chophien.channels.selectors.webhooks import endpoints_that_hear, somebody_hears_of_stock
from chophien.channels.states import EventKind
from chophien.jobs.queue import enqueue_many
from chophien.orders.models import Order
from chophien.orders.states import News as OrderNews
from chophien.supply.selectors import available

EVENT_OF = {
    OrderNews.PLACED: EventKind.ORDER_PLACED,
    OrderNews.CONFIRMED: EventKind.ORDER_CONFIRMED,
    OrderNews.REFUSED: EventKind.ORDER_CANCELLED,
    OrderNews.CANCELLED: EventKind.ORDER_CANCELLED,
    OrderNews.RELEASED: EventKind.ORDER_CANCELLED,
    OrderNews.EXPIRED: EventKind.ORDER_CANCELLED,
    OrderNews.HANDED_OVER: EventKind.ORDER_HANDED_OVER,
    OrderNews.COMPLETED: EventKind.ORDER_COMPLETED,
}
ANNOUNCED_AT_ONCE = 200
"""So many goods are one job: a file of thousands neither fills one transaction nor the queue."""
MOVES_STOCK = frozenset({EventKind.ORDER_PLACED, EventKind.ORDER_CANCELLED})


def announce_order(*, order: Order, news: OrderNews, at: datetime) -> int:
    """Tell of a step of an order, and of what is left after it took or gave back goods."""
    event = EVENT_OF.get(news)
    if event is None:
        return 0
    told = 0
    if endpoints_that_hear([order.seller_id], event):
        told = announce([News(event, order.seller_id, order.code, _order_facts(order, news))], at=at)
    if event in MOVES_STOCK and endpoints_that_hear([order.seller_id], EventKind.STOCK_CHANGED):
        told += announce_stock(variant_ids=list(order.lines.values_list("variant_id", flat=True)), at=at)
    return told


def announce_listing(*, listing: Listing, event: EventKind, at: datetime) -> int:
    """Tell that goods came on sale or rest."""
    if not endpoints_that_hear([listing.seller_id], event):
        return 0
    variants = listing.variants.filter(is_active=True).order_by("sort", "pk")
    return announce([_listing_news(listing, event, list(variants))], at=at)


def have_published_announced(*, by_seller: Mapping[int, Sequence[int]], at: datetime) -> int:
    """Have the goods that came on sale together told by jobs, where somebody hears of it. Returns how many jobs."""
    del at  # told as the goods are when the job runs
    heard = {one.seller_id for one in endpoints_that_hear(by_seller.keys(), EventKind.PRODUCT_PUBLISHED)}
    goods = [pk for seller in sorted(heard) for pk in by_seller[seller]]
    parts = [goods[first : first + ANNOUNCED_AT_ONCE] for first in range(0, len(goods), ANNOUNCED_AT_ONCE)]
    return enqueue_many("channels.announce_published", [{"listing_ids": part} for part in parts]) if parts else 0


@transaction.atomic
def announce_published(*, listing_ids: Collection[int], at: datetime) -> int:
    """Tell of each of these goods once that it came on sale; those that rest by now are passed over."""
    listings = Listing.objects.filter(pk__in=listing_ids, status=ListingStatus.PUBLISHED).select_related("live")
    variants: dict[int, list[Variant]] = {}
    for one in Variant.objects.filter(listing__in=listing_ids, is_active=True).order_by("sort", "pk"):
        variants.setdefault(one.listing_id, []).append(one)
    event = EventKind.PRODUCT_PUBLISHED
    news = [_listing_news(one, event, variants.get(one.pk, [])) for one in listings.order_by("pk")]
    return announce(news, at=at)


def _listing_news(listing: Listing, event: EventKind, variants: Sequence[Variant]) -> News:
    facts = {
        "code": listing.code,
        "sku": listing.sku,
        "title": listing.live.title if listing.live else "",
        "status": listing.status,
        "variants": [{"code": one.code, "price_vnd": one.price_vnd} for one in variants],
    }
    return News(event, listing.seller_id, listing.code, facts)


def announce_stock(*, variant_ids: Collection[int], at: datetime) -> int:
    """Tell how much is left of these variants now."""
    if not somebody_hears_of_stock(variant_ids):
        return 0
    variants = list(Variant.objects.filter(pk__in=variant_ids).select_related("listing").order_by("pk"))
    left = available([variant.pk for variant in variants])
    news = [
        News(
            EventKind.STOCK_CHANGED,
            variant.listing.seller_id,
            variant.code,
            {
                "variant_code": variant.code,
                "listing_code": variant.listing.code,
                "sku": variant.listing.sku,
                "available": f"{left[variant.pk].normalize():f}",
            },
        )
        for variant in variants
    ]
    return announce(news, at=at)


def _order_facts(order: Order, news: OrderNews) -> dict[str, object]:
    lines = order.lines.select_related("variant__listing").order_by("pk")
    return {
        "code": order.code,
        "status": order.status,
        "payment_status": order.payment_status,
        "delivery_status": order.delivery_status,
        "why": news.value,
        "origin": order.origin,
        "goods_vnd": order.goods_vnd,
        "discount_vnd": order.discount_vnd,
        "shipping_vnd": order.shipping_vnd,
        "total_vnd": order.total_vnd,
        "placed_at": order.placed_at.isoformat(),
        "lines": [
            {
                "variant_code": line.variant.code,
                "listing_code": line.variant.listing.code,
                "sku": line.variant.listing.sku,
                "quantity": f"{line.quantity.normalize():f}",
                "price_vnd": line.price_vnd,
                "line_vnd": line.line_vnd,
            }
            for line in lines
        ],
    }
