"""What the desk shows of a shop's seasons: harvests with what was ordered of them, goods by season, sleep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chophien.catalog.models import Listing, Variant
from chophien.catalog.selectors import season_of
from chophien.catalog.states import ListingStatus
from chophien.lib.dates import format_date, format_moment
from chophien.lib.errors import Sentence
from chophien.lib.lunar import LunarSeason, say_season
from chophien.lib.quantity import UNITS, format_quantity, what_it_buys
from chophien.orders.selectors.preorders import Ordered, ordered_of
from chophien.seasons.models import Harvest, HarvestStep
from chophien.seasons.selectors.harvests import harvests_of, left_of, season_months, steps_of
from chophien.seasons.states import STEP_WORDS
from chophien.sellerdesk.doers import doers_of
from chophien.sellers.models import Seller

SHOWN_MOST = 50
LATER_WEEKS = (1, 2)


@dataclass(frozen=True)
class Later:
    """The harvest so many weeks later: what one tap moves it to."""

    weeks: int
    begins_on: date
    ends_on: date


@dataclass(frozen=True)
class HarvestRow:
    """One harvest with what was ordered of it; quantities in words."""

    harvest: Harvest
    title: str
    taken: str
    cap: str
    left: str
    per: str
    ordered: Ordered

    @property
    def later(self) -> list[Later]:
        """Where the harvest may be moved by one tap."""
        by = {weeks: timedelta(weeks=weeks) for weeks in LATER_WEEKS}
        return [Later(weeks, self.harvest.begins_on + days, self.harvest.ends_on + days) for weeks, days in by.items()]


@dataclass(frozen=True)
class HarvestMoment:
    """One thing that was done with a harvest, as the timeline draws it."""

    title: Sentence
    state: str
    when: Sentence
    text: str


@dataclass(frozen=True)
class SeasonalGoods:
    """Goods with a season: its months, the seller's own words about it, and the days of this and the next season
    where the moon says them.
    """

    listing: Listing
    title: str
    months: Sequence[bool]
    note: str
    by_the_moon: Sequence[str] = ()


@dataclass(frozen=True)
class SeasonsPage:
    """A shop's seasons. `months` are those in which anything of it is in season."""

    harvests: Sequence[HarvestRow]
    goods: Sequence[SeasonalGoods]
    months: Sequence[bool]


def seasons_page(seller: Seller, *, on: date) -> SeasonsPage:
    """The harvests and seasonal goods of a shop. Four statements."""
    harvests = list(harvests_of(seller)[:SHOWN_MOST])
    ordered = ordered_of(harvests)
    goods = Listing.objects.filter(seller=seller, status=ListingStatus.PUBLISHED).exclude(live__season_from="")
    rows = goods.select_related("live", "season_note").order_by("pk")[:SHOWN_MOST]
    return SeasonsPage(
        harvests=[harvest_row(one, ordered.get(one.pk)) for one in harvests],
        goods=[_goods(one, on=on) for one in rows],
        months=season_months(seller.pk),
    )


def harvest_row(harvest: Harvest, ordered: Ordered | None = None) -> HarvestRow:
    """One harvest as its pages show it."""
    variant, live = harvest.variant, harvest.variant.listing.live
    unit = UNITS.get(variant.unit)
    title = live.title if live else harvest.variant.listing.code
    return HarvestRow(
        harvest=harvest,
        title=f"{title} – {variant.title}" if variant.title else title,
        taken=format_quantity(harvest.taken, unit),
        cap=format_quantity(harvest.cap, unit),
        left=format_quantity(left_of(harvest), unit),
        per=what_it_buys(variant.unit, variant.pack),
        ordered=ordered or Ordered(),
    )


def story_of(harvest: Harvest) -> list[HarvestMoment]:
    """What was done with a harvest and by whom, oldest first. Two statements, two more where a helper had a hand."""
    steps = steps_of(harvest)
    names = doers_of({(one.actor_code, one.on_behalf_of) for one in steps})
    return [
        HarvestMoment(
            title=STEP_WORDS.get(one.step, one.step),
            state="bad" if one.step == "call_off" else "done",
            when=format_moment(one.at),
            text=" · ".join(filter(None, (names[one.actor_code, one.on_behalf_of], _days(one), one.reason))),
        )
        for one in steps
    ]


def _days(step: HarvestStep) -> str:
    """Between which days it stands from then on, where the step says so."""
    if step.step not in {"open", "move"}:
        return ""
    days = {"first": format_date(step.begins_on), "last": format_date(step.ends_on)}
    return _("from %(first)s to %(last)s") % days


def sizes_to_harvest(seller: Seller) -> list[tuple[str, str]]:
    """Code and name of every size of the shop's goods on sale, those with a season first. One statement."""
    rows = Variant.objects.filter(
        listing__seller=seller, listing__status=ListingStatus.PUBLISHED, is_active=True
    ).select_related("listing__live")
    named = [(not _is_seasonal(row), row.listing.live.title if row.listing.live else "", row) for row in rows]
    ordered = sorted(named, key=lambda one: (one[0], one[1], one[2].sort, one[2].pk))
    return [(row.code, _size(title, row)) for _later, title, row in ordered]


def sizes_of(seller: Seller) -> QuerySet[Variant]:
    """Every size of a shop's goods, to fetch one by its code."""
    return Variant.objects.filter(listing__seller=seller).select_related("listing__seller__commune__province")


def first_terms(seller: Seller, variant_code: str, *, on: date) -> dict[str, str | int | date | Decimal]:
    """What the form begins with for some goods: the days of their next season and the price of today."""
    rows = Variant.objects.filter(code=variant_code, listing__seller=seller).select_related("listing__live")
    variant = rows.first()
    if variant is None:
        return {}
    facts: dict[str, str | int | date | Decimal] = {"variant": variant.code, "price_vnd": variant.price_vnd}
    season = season_of(variant.listing.live) if variant.listing.live else None
    if season is not None:
        facts["begins_on"] = season.next_start(on)
    return facts


def _is_seasonal(variant: Variant) -> bool:
    return bool(variant.listing.live and variant.listing.live.season_from)


def _size(title: str, variant: Variant) -> str:
    return f"{title} – {variant.title or what_it_buys(variant.unit, variant.pack)}"


def _goods(listing: Listing, *, on: date) -> SeasonalGoods:
    season = season_of(listing.live) if listing.live else None
    note = getattr(listing, "season_note", None)
    return SeasonalGoods(
        listing=listing,
        title=listing.live.title if listing.live else listing.code,
        months=season.months() if season else [],
        note=note.text if note else "",
        by_the_moon=_by_the_moon(listing.live.season_lunar if listing.live else "", on=on),
    )


def _by_the_moon(kept: str, *, on: date) -> list[str]:
    """The season that lasts or comes next and the one after it, each both ways."""
    windows = LunarSeason.read(kept).next_windows(on, 2) if kept else []
    return [say_season(kept, format_date(one.first), format_date(one.last)) for one in windows]
