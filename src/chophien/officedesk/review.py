"""A listing under review: what is new beside what is on sale, and the queue with its filters."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chophien.catalog.actions.texts import OfferText
from chophien.catalog.models import Attribute, Category, Listing, ListingVersion
from chophien.catalog.selectors import CategoryNode, attributes_of, categories, category_by_slug, versions_of
from chophien.lib.lunar import say_season
from chophien.lib.money import format_vnd
from chophien.lib.quantity import UNITS, format_quantity
from chophien.lib.text import fold
from chophien.lots.selectors.amounts import packed_weight
from chophien.uploads.selectors import PictureSources, photo_sources
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

PAGE = 30
PURPOSE = "officedesk.review"
NEW, CHANGED = "new", "changed"


@dataclass(frozen=True)
class Filters:
    """What an operator wants to see of the queue. Empty fields ask for nothing."""

    province: str = ""
    category: str = ""
    text: str = ""
    kind: str = ""


@dataclass(frozen=True)
class QueueRow:
    """One listing that waits. `mark` names the version that was looked at: its code and number."""

    listing: Listing
    version: ListingVersion
    photo: PictureSources | None
    is_new: bool

    @property
    def mark(self) -> str:
        return f"{self.listing.code}:{self.version.number}"


@dataclass(frozen=True)
class QueuePage:
    """Some rows of the queue, oldest first, and the cursor of the next."""

    rows: Sequence[QueueRow]
    following: str


@dataclass(frozen=True)
class Difference:
    """One field of a listing: what is on sale, what is new, and whether they differ. Lines of text."""

    label: str
    before: Sequence[str]
    after: Sequence[str]
    changed: bool


@dataclass(frozen=True)
class ReviewSheet:
    """All that an operator needs to decide about a listing."""

    listing: Listing
    version: ListingVersion
    live: ListingVersion | None
    differences: Sequence[Difference]
    photos_before: Sequence[PictureSources]
    photos_after: Sequence[PictureSources]
    photos_changed: bool
    earlier: Sequence[ListingVersion] = field(default_factory=list)


def queue_page(waiting: QuerySet[Listing], filters: Filters, *, cursor: str) -> QueuePage:
    """A page of the queue in the order in which it was sent in. Two statements."""
    found = filtered(waiting, filters)
    with suppress(BadCursor):
        moment, last = decode_cursor(cursor, purpose=PURPOSE)
        later = Q(working__submitted_at__gt=moment) | Q(working__submitted_at=moment, pk__gt=last)
        found = found.filter(later)
    listings = list(found[: PAGE + 1])
    more, listings = len(listings) > PAGE, listings[:PAGE]
    versions = [(one, one.working) for one in listings if one.working is not None]
    photos = photo_sources([version.photo_codes[0] for _one, version in versions if version.photo_codes])
    rows = [
        QueueRow(
            listing=one,
            version=version,
            photo=photos.get(version.photo_codes[0]) if version.photo_codes else None,
            is_new=one.live_id is None,
        )
        for one, version in versions
    ]
    following = ""
    if more and rows:
        following = encode_cursor([rows[-1].version.submitted_at, rows[-1].listing.pk], purpose=PURPOSE)
    return QueuePage(rows, following)


def review_sheet(listing: Listing) -> ReviewSheet | None:
    """A listing with its waiting version beside the live one; none when nothing was written. Five statements."""
    version = listing.working or listing.live
    if version is None:
        return None
    live = listing.live if listing.live_id != version.pk else None
    codes = [*version.photo_codes, *(live.photo_codes if live else [])]
    photos = photo_sources(codes)
    return ReviewSheet(
        listing=listing,
        version=version,
        live=live,
        differences=_differences(version, live),
        photos_before=_known(photos, live.photo_codes if live else []),
        photos_after=_known(photos, version.photo_codes),
        photos_changed=live is not None and list(live.photo_codes) != list(version.photo_codes),
        earlier=[one for one in versions_of(listing) if one.pk != version.pk][:10],
    )


def filters_of(said: Mapping[str, str]) -> Filters:
    """What an address asks of the queue."""
    return Filters(
        province=said.get("tinh", "")[:2],
        category=said.get("nhom", "")[:60],
        text=said.get("q", "")[:100],
        kind=said.get("loai", "")[:10],
    )


def filtered(waiting: QuerySet[Listing], filters: Filters) -> QuerySet[Listing]:
    """Those of the queue that the filters ask for."""
    if filters.province:
        waiting = waiting.filter(seller__commune__province__code=filters.province)
    if filters.category:
        branch = category_by_slug(filters.category)
        below = Q(working__category__path__startswith=f"{branch.path}/") if branch else Q(pk__in=[])
        waiting = waiting.filter(below | Q(working__category__slug=filters.category))
    if filters.kind in {NEW, CHANGED}:
        waiting = waiting.filter(live__isnull=filters.kind == NEW)
    if typed := filters.text.strip()[:100]:
        named = Q(seller__folded_name__contains=fold(typed)) | Q(seller__code__iexact=typed)
        waiting = waiting.filter(named | Q(working__title__icontains=typed) | Q(code__iexact=typed))
    return waiting


def _differences(version: ListingVersion, live: ListingVersion | None) -> list[Difference]:
    told = _told(version)
    before = _told(live) if live is not None else {}
    labels = list(dict.fromkeys([*told, *before]))
    return [
        Difference(
            label=label,
            before=before.get(label, []),
            after=told.get(label, []),
            changed=live is not None and before.get(label, []) != told.get(label, []),
        )
        for label in labels
        if before.get(label) or told.get(label)
    ]


def _told(version: ListingVersion) -> dict[str, list[str]]:
    """Everything a version says, label by label, as lines."""
    season = f"{_day(version.season_from)} – {_day(version.season_to)}" if version.season_from else _("all year")
    if version.season_lunar:
        season = say_season(version.season_lunar, _day(version.season_from), _day(version.season_to))
    english = get_language() == "en"
    category = version.category
    told: dict[str, list[str]] = {
        _("Name of the goods"): [version.title],
        _("Kind of goods"): [(category.name_en if english and category.name_en else category.name_vi)]
        if category
        else [],
        _("Story"): version.description.split("\n") if version.description else [],
        _("What is special"): _lines(version.special),
        _("How to use it"): _lines(version.use),
        _("How to keep it"): _lines(version.storage),
        _("Who made it, and where"): _lines(version.origin),
        _("Sizes and prices"): [_offer(OfferText.from_json(stored)) for stored in version.offers],
        _("Season"): [season],
    }
    for question in attributes_of(category):
        answer = version.attributes.get(question.key)
        if answer not in (None, ""):
            told[_label(question, english=english)] = [_answer(answer)]
    return told


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _name(category: Category, *, english: bool) -> str:
    return category.name_en if english and category.name_en else category.name_vi


def _label(question: Attribute, *, english: bool) -> str:
    return question.label_en if english and question.label_en else question.label_vi


def _offer(offer: OfferText) -> str:
    unit = UNITS[offer.unit].label if offer.unit in UNITS else offer.unit
    parts = [offer.title, f"{unit} {offer.pack}".strip(), format_vnd(offer.price_vnd), packed_weight(offer.weight_g)]
    if offer.step != 1 or offer.min_quantity != offer.step:
        parts.append(
            _("from %(least)s in steps of %(step)s")
            % {"least": format_quantity(offer.min_quantity), "step": format_quantity(offer.step)}
        )
    return " · ".join(part for part in parts if part)


def _answer(said: Any) -> str:
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    return ", ".join(str(one) for one in said) if isinstance(said, list) else str(said)


def _day(month_day: str) -> str:
    return f"{int(month_day[3:])}/{int(month_day[:2])}" if month_day else ""


def _known(photos: Mapping[str, PictureSources], codes: Sequence[str]) -> list[PictureSources]:
    return [photos[code] for code in codes if code in photos]


def category_choices() -> list[tuple[str, str]]:
    """Every branch of the category tree by its slug, each under the one above it."""
    english = get_language() == "en"
    choices: list[tuple[str, str]] = []

    def walk(node: CategoryNode, depth: int) -> None:
        name = node.name_en if english and node.name_en else node.name_vi
        choices.append((node.slug, "– " * depth + name))
        for child in node.children:
            walk(child, depth + 1)

    for root in categories():
        walk(root, 0)
    return choices
