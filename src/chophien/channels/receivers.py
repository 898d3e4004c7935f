"""What channels do when something happens below: a shop's own programs hear of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.dispatch import receiver

from chophien.catalog.events import listing_hidden, listing_shown, listings_shown
from chophien.catalog.models import Listing
from chophien.channels.actions.announcing import (
    announce_listing,
    announce_order,
    announce_stock,
    have_published_announced,
)
from chophien.channels.states import EventKind
from chophien.orders.events import order_told
from chophien.orders.models import Order
from chophien.orders.states import News
from chophien.supply.events import stock_counted


@receiver(order_told, dispatch_uid="channels.announce_order")
def on_order_told(*, order: Order, news: News, at: datetime, **_signal: object) -> None:
    announce_order(order=order, news=news, at=at)


@receiver(listing_shown, dispatch_uid="channels.announce_shown")
def on_listing_shown(*, listing: Listing, at: datetime, **_signal: object) -> None:
    announce_listing(listing=listing, event=EventKind.PRODUCT_PUBLISHED, at=at)


@receiver(listings_shown, dispatch_uid="channels.announce_shown_together")
def on_listings_shown(*, by_seller: Mapping[int, Sequence[int]], at: datetime, **_signal: object) -> None:
    have_published_announced(by_seller=by_seller, at=at)


@receiver(listing_hidden, dispatch_uid="channels.announce_hidden")
def on_listing_hidden(*, listing: Listing, at: datetime, **_signal: object) -> None:
    announce_listing(listing=listing, event=EventKind.PRODUCT_PAUSED, at=at)


@receiver(stock_counted, dispatch_uid="channels.announce_stock")
def on_stock_counted(*, variant_ids: list[int], at: datetime, **_signal: object) -> None:
    announce_stock(variant_ids=variant_ids, at=at)
