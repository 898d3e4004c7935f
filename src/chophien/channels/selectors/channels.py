"""Reads about other channels: whose they are, which goods they show, what could not be told."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import scope_codes
from chophien.accounts.states import Role, Scope
from chophien.catalog.models import Listing, Variant
from chophien.catalog.states import ListingStatus
from chophien.channels.models import Channel, ChannelListing, OutsideSale, SyncError
from chophien.channels.states import SyncStatus
from chophien.sellers.models import Seller


def channels_of(seller: Seller) -> QuerySet[Channel]:
    return Channel.objects.filter(seller=seller).order_by("name", "pk")


def channels_managed_by(person: Person, *, at: datetime) -> QuerySet[Channel]:
    """The channels of the shops that somebody manages."""
    shops = scope_codes(person.code, roles={Role.SELLER_MANAGER}, scope=Scope.SELLER, at=at)
    return Channel.objects.filter(seller__code__in=shops).select_related("seller")


def enabled_channels() -> QuerySet[Channel]:
    return Channel.objects.filter(is_enabled=True).select_related("seller").order_by("pk")


def channel_by_code(code: str) -> Channel:
    return Channel.objects.select_related("seller").get(code=code)


def links_of(channel: Channel) -> list[ChannelListing]:
    """The goods that a channel shows, with what is left and what could not be told. Four statements for any number."""
    variants = Variant.objects.filter(is_active=True).select_related("stock").order_by("sort", "pk")
    links = channel.links.select_related("listing__live", "listing__working", "sync_error")
    return list(links.prefetch_related(Prefetch("listing__variants", variants)).order_by("pk"))


def listings_to_link(channel: Channel) -> QuerySet[Listing]:
    """The shop's goods on sale that the channel does not show yet."""
    free = Listing.objects.filter(seller=channel.seller, status=ListingStatus.PUBLISHED)
    return free.exclude(channel_links__channel=channel).select_related("live").order_by("pk")


def listing_of_shop(seller: Seller, code: str) -> Listing | None:
    return Listing.objects.filter(seller=seller, code=code).first()


def link_of(channel: Channel, listing_code: str) -> ChannelListing | None:
    found = channel.links.filter(listing__code=listing_code)
    return found.select_related("listing", "channel__seller").first()


def open_errors(channel: Channel) -> list[SyncError]:
    """What could not be told, the latest first."""
    errors = SyncError.objects.filter(link__channel=channel, status=SyncStatus.OPEN)
    return list(errors.select_related("link__listing__live").order_by("-at", "-pk"))


def errors_by_channel(channels: Collection[Channel]) -> dict[int, int]:
    """How many goods could not be told, by channel."""
    counts: dict[int, int] = {}
    rows = SyncError.objects.filter(link__channel__in=channels, status=SyncStatus.OPEN)
    for pk in rows.values_list("link__channel_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return counts


def sellable(seller: Seller) -> list[Variant]:
    """What the shop can have sold elsewhere: its goods on sale with what is left of them."""
    rows = Variant.objects.filter(listing__seller=seller, listing__status=ListingStatus.PUBLISHED, is_active=True)
    return list(rows.select_related("listing__live", "stock").order_by("listing_id", "sort", "pk"))


def outside_sales_of(seller: Seller, *, most: int = 30) -> list[OutsideSale]:
    """The latest sales that were made elsewhere, newest first, with their orders and lines."""
    sales = OutsideSale.objects.filter(order__seller=seller).select_related("order", "channel")
    return list(sales.prefetch_related("order__lines").order_by("-entered_at", "-pk")[:most])


def left_of(variant: Variant) -> Decimal:
    stock = getattr(variant, "stock", None)
    return stock.available if stock else Decimal(0)
