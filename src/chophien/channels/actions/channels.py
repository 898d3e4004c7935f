"""What can be done with other channels: open, link goods, tell them prices and stock, try again what failed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chophien.audit.actions import record
from chophien.catalog.models import Listing
from chophien.catalog.states import ListingStatus
from chophien.channels import policies
from chophien.channels.connectors import CONNECTORS, Connector, Outgoing, Pushed
from chophien.channels.errors import ChannelNameTaken, OutsideIdTaken, PercentTooFar
from chophien.channels.models import Channel, ChannelListing, SyncError
from chophien.channels.selectors.channels import left_of, links_of
from chophien.channels.states import SYNC_FLOW, SyncStatus
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.sellers.models import Seller
from chophien.uploads.actions.papers import take_table

PREFIX, SYMBOLS = "KB", 8
FILE_KIND = "channel_goods"
ROUND_TO = 100
LEAST_PERCENT, MOST_PERCENT = -90, 400


@transaction.atomic
def open_channel(
    *, seller: Seller, name: str, connector: str, price_percent: int, actor: Actor, at: datetime
) -> Channel:
    """Write down another place where the shop sells. `price_percent` is added to its prices there.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises ChannelNameTaken: if there is one with this name
    :raises PercentTooFar: beyond −90 and 400
    """
    policies.can_connect(actor, seller, at=at).require()
    _check_percent(price_percent)
    try:
        with transaction.atomic():
            channel = Channel.objects.create(
                code=new_code(PREFIX, SYMBOLS),
                seller=seller,
                name=clean_line(name)[:80],
                connector=connector if connector in CONNECTORS else "table",
                price_percent=price_percent,
                opened_by=actor.code,
                opened_at=at,
            )
    except IntegrityError:
        raise ChannelNameTaken from None
    record("channels.channel_opened", actor=actor, subject_code=channel.code, at=at)
    return channel


@transaction.atomic
def change_channel(*, channel: Channel, price_percent: int, is_enabled: bool, actor: Actor, at: datetime) -> Channel:
    """Change a channel's price rule, or turn it off and on.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises PercentTooFar: beyond −90 and 400
    """
    policies.can_connect(actor, channel.seller, at=at).require()
    _check_percent(price_percent)
    channel.price_percent, channel.is_enabled = price_percent, is_enabled
    channel.save(update_fields=["price_percent", "is_enabled"])
    facts = {"price_percent": price_percent, "is_enabled": is_enabled}
    record("channels.channel_changed", actor=actor, subject_code=channel.code, at=at, facts=facts)
    return channel


@transaction.atomic
def link_listing(
    *,
    channel: Channel,
    listing: Listing,
    actor: Actor,
    at: datetime,
    outside_id: str = "",
    outside_url: str = "",
    barcode: str = "",
    price_percent: int | None = None,
    is_enabled: bool = True,
) -> ChannelListing:
    """Say that a channel shows goods, and as what. Said again, it is changed.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises OutsideIdTaken: if other goods have that number there
    :raises PercentTooFar: beyond −90 and 400
    """
    policies.can_connect(actor, channel.seller, at=at).require()
    if price_percent is not None:
        _check_percent(price_percent)
    url = outside_url.strip() if outside_url.strip().startswith(("https://", "http://")) else ""
    try:
        with transaction.atomic():
            link, _is_new = ChannelListing.objects.update_or_create(
                channel=channel,
                listing=listing,
                defaults={
                    "outside_id": clean_line(outside_id)[:80],
                    "outside_url": url[:500],
                    "barcode": clean_line(barcode)[:40],
                    "price_percent": price_percent,
                    "is_enabled": is_enabled,
                },
            )
    except IntegrityError:
        raise OutsideIdTaken from None
    record("channels.goods_linked", actor=actor, subject_code=channel.code, at=at, facts={"listing": listing.code})
    return link


@transaction.atomic
def ask_for_sync(*, channel: Channel, actor: Actor, at: datetime) -> None:
    """Have the channel told prices and stock now; also tries again what failed.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    policies.can_connect(actor, channel.seller, at=at).require()
    record("channels.sync_asked", actor=actor, subject_code=channel.code, at=at)
    enqueue("channels.sync_channel", code=channel.code)


def sync_channel(
    *, channel: Channel, site: str, actor: Actor, at: datetime, connectors: Mapping[str, Connector] = CONNECTORS
) -> int:
    """Tell a channel what its goods cost there and how much is left; returns how many could not be told.

    The stock is the market's, one number for all channels. The channel is spoken to outside a transaction.
    """
    if not channel.is_enabled:
        return 0
    links = [link for link in links_of(channel) if link.is_enabled]
    items = [_outgoing(channel, link, site=site) for link in links]
    try:
        pushed = connectors[channel.connector].push(items)
    except OSError:
        problem = _("The channel could not be reached.")
        pushed = Pushed(problems={item.listing_code: problem for item in items})
    return _note(channel, links, pushed, actor=actor, at=at)


def price_there(price_vnd: int, percent: int) -> int:
    """A price with so many percent added, up to the next hundred đồng."""
    exact = price_vnd * (100 + percent)
    return -(-exact // (100 * ROUND_TO)) * ROUND_TO


def _outgoing(channel: Channel, link: ChannelListing, *, site: str) -> Outgoing:
    version = link.listing.live or link.listing.working
    variant = next(iter(link.listing.variants.all()), None)
    percent = channel.price_percent if link.price_percent is None else link.price_percent
    on_sale = link.listing.status == ListingStatus.PUBLISHED and variant is not None
    return Outgoing(
        listing_code=link.listing.code,
        sku=link.listing.sku,
        title=version.title if version else "",
        outside_id=link.outside_id,
        barcode=link.barcode,
        price_vnd=price_there(variant.price_vnd, percent) if variant else 0,
        available=f"{left_of(variant).normalize():f}" if on_sale and variant else "0",
        address=f"{site}/hang/{link.listing.slug}-{link.listing.code}/",
    )


@transaction.atomic
def _note(channel: Channel, links: Sequence[ChannelListing], pushed: Pushed, *, actor: Actor, at: datetime) -> int:
    failed = [link for link in links if link.listing.code in pushed.problems]
    told = [link for link in links if link.listing.code not in pushed.problems]
    ChannelListing.objects.filter(pk__in=[link.pk for link in told]).update(synced_at=at)
    SyncError.objects.filter(link__in=told, status=SyncStatus.OPEN).update(
        status=SYNC_FLOW.next("solve", SyncStatus.OPEN), at=at
    )
    for link in failed:
        error = SyncError.objects.filter(link=link).first()
        tries = error.tries + 1 if error and error.status == SyncStatus.OPEN else 1
        facts = {
            "status": SyncStatus.OPEN,
            "sentence": pushed.problems[link.listing.code][:300],
            "tries": tries,
            "at": at,
        }
        SyncError.objects.update_or_create(link=link, defaults=facts)
    if pushed.file:
        name = f"{channel.code}.csv"
        file = BytesIO(pushed.file)
        kept = take_table(file=file, kind=FILE_KIND, owner_code=channel.seller.code, name=name, actor=actor, at=at)
        channel.file_code = kept.code
    channel.synced_at = at
    channel.save(update_fields=["synced_at", "file_code"])
    return len(failed)


def _check_percent(percent: int) -> None:
    if not LEAST_PERCENT <= percent <= MOST_PERCENT:
        raise PercentTooFar
