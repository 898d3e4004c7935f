"""Seasons by the moon: their days by the sun, brought up to date as the years go by."""

from datetime import date, datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.catalog.actions.texts import OfferText
from chophien.catalog.actions.versions import approved_copy, put_live
from chophien.catalog.models import Listing, ListingVersion
from chophien.catalog.selectors import listings_by_the_moon, lock_listing
from chophien.catalog.states import LISTING_FLOW
from chophien.lib.actor import Actor
from chophien.lib.dates import Season, local_date
from chophien.lib.lunar import LunarSeason


def follow_the_moon(*, actor: Actor, at: datetime) -> int:
    """Give every season by the moon its days of this year, or of next year once it is over. Returns how many moved."""
    return sum(_follow(pk, actor=actor, at=at) for pk in listings_by_the_moon(on=local_date(at)))


@transaction.atomic
def _follow(pk: int, *, actor: Actor, at: datetime) -> bool:
    """Move what buyers see by a version of its own, and what is being written where it stands."""
    listing = lock_listing(pk)
    moved = [_move(listing, version, actor=actor, at=at) for version in (listing.working, listing.live) if version]
    if any(moved):
        record("catalog.season_moved", actor=actor, subject_code=listing.code, at=at, facts={"days": moved[-1]})
    return any(moved)


def _move(listing: Listing, version: ListingVersion, *, actor: Actor, at: datetime) -> str:
    """The new days, or nothing when they stand there already or the goods were taken down."""
    season = _season_now(version, on=local_date(at))
    if season is None or (version.season_from, version.season_to) == (season.start_md, season.end_md):
        return ""
    if version.pk != listing.live_id:
        version.season_from, version.season_to = season.start_md, season.end_md
        version.save(update_fields=["season_from", "season_to"])
    elif LISTING_FLOW.allows("publish", listing.status):
        offers = [OfferText.from_json(stored) for stored in version.offers]
        put_live(listing, approved_copy(version, offers, season=season, actor=actor, at=at), at=at)
    else:
        return ""
    return f"{season.start_md}/{season.end_md}"


def _season_now(version: ListingVersion, *, on: date) -> Season | None:
    return LunarSeason.read(version.season_lunar).window(on).season if version.season_lunar else None
