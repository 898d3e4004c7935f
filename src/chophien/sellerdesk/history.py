"""What happened to some goods and in a shop: versions, what is left, pauses and stories, and what helpers did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.audit.models import Entry
from chophien.audit.selectors import TrailQuery, entries_about, trail, words_of
from chophien.catalog.models import Listing, ListingVersion
from chophien.catalog.selectors import versions_of
from chophien.lib.quantity import UNITS, format_quantity, what_it_buys
from chophien.sellerdesk.doers import doers_of
from chophien.sellers.models import Seller
from chophien.supply.selectors import Movement, movements_of
from chophien.supply.states import MovementReason

OF_AN_ORDER = frozenset({MovementReason.SOLD, MovementReason.RESTORED})
BY_ITSELF = OF_AN_ORDER | {MovementReason.RETURNED}
"""What nobody counts: it follows from an order or a complaint, whose own page says who took which step."""
OF_GOODS = (
    *("catalog.listing_pause", "catalog.listing_resume", "catalog.paper_handed_in", "seasons.note"),
    *("catalog.story_told", "catalog.story_typed", "catalog.story_taken_back"),
)
"""What is done to goods and stands in none of their versions, as the audit trail calls it."""


@dataclass(frozen=True)
class HistoryLine:
    """One version: who wrote it and when, who decided and why."""

    version: ListingVersion
    writer: str
    decider: str


@dataclass(frozen=True)
class StockLine:
    """One change of what is left of a size; quantities in words. `who` is empty where it followed from an order."""

    size: str
    words: str
    about: str
    is_order: bool
    who: str
    before: str
    after: str
    at: datetime


@dataclass(frozen=True)
class StockPage:
    """Some changes, newest first, and the mark to go on from; none at the end."""

    lines: Sequence[StockLine]
    following: int | None


@dataclass(frozen=True)
class DeedLine:
    """One thing that was done: what, about what, by whom and when."""

    words: str
    about: str
    who: str
    at: datetime


@dataclass(frozen=True)
class DeedsPage:
    """What helpers did, newest first, and where to go on from; None at the end."""

    lines: Sequence[DeedLine]
    after: tuple[datetime, int] | None


def history_of(listing: Listing) -> list[HistoryLine]:
    """Every version, newest first. Two statements, two more where a helper had a hand."""
    versions = versions_of(listing)
    written = {(one.written_by, one.on_behalf_of) for one in versions}
    names = doers_of(written | {(one.decided_by, "") for one in versions})
    return [HistoryLine(one, names[one.written_by, one.on_behalf_of], names[one.decided_by, ""]) for one in versions]


def stock_of(listing: Listing, *, before: int | None = None) -> StockPage:
    """What was counted, sold and came back. Three statements, two more where a helper had a hand."""
    page = movements_of(listing, before=before)
    names = doers_of({_act(one) for one in page.rows})
    return StockPage([_stock_line(one, who=names[_act(one)]) for one in page.rows], page.following)


def deeds_on(listing: Listing) -> list[DeedLine]:
    """Pauses, papers and stories, the latest first. Two statements, two more where a helper had a hand."""
    return _lines(entries_about(listing.code, kinds=OF_GOODS))


def helped_in(seller: Seller, *, helper: str = "", after: tuple[datetime, int] | None = None) -> DeedsPage:
    """All that was done in the name of a shop by its helpers, or by one of them. Four statements at most."""
    page = trail(TrailQuery(principal_code=seller.code, actor_code=helper), after=after)
    return DeedsPage(_lines(page.rows), page.after)


def _lines(entries: Sequence[Entry]) -> list[DeedLine]:
    names = doers_of({(one.actor_code, one.on_behalf_of) for one in entries})
    return [
        DeedLine(words_of(one.what), one.subject_code, names[one.actor_code, one.on_behalf_of], one.at)
        for one in entries
    ]


def _act(one: Movement) -> tuple[str, str]:
    return ("", "") if one.row.reason in BY_ITSELF else (one.row.actor_code, one.row.on_behalf_of)


def _stock_line(one: Movement, *, who: str) -> StockLine:
    row, unit = one.row, UNITS.get(one.row.variant.unit)
    return StockLine(
        size=row.variant.title or what_it_buys(row.variant.unit, row.variant.pack),
        words=row.get_reason_display(),
        about=row.subject_code,
        is_order=row.reason in OF_AN_ORDER,
        who=who,
        before=format_quantity(one.before, unit),
        after=format_quantity(one.after, unit),
        at=row.at,
    )
