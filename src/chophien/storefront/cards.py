"""Goods as cards: what a list shows of each, worked out from what was found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from chophien.catalog.search.results import Hit
from chophien.lib.dates import Season, SeasonState
from chophien.lib.money import format_vnd
from chophien.lib.quantity import what_it_buys
from chophien.uploads.selectors import PictureSources, picture_sources


@dataclass(frozen=True, slots=True)
class Card:
    """One piece of goods in a list. `note` says why it cannot be bought today, empty when it can."""

    href: str
    title: str
    price: str
    is_from: bool
    per: str
    place: str
    stars: int
    drawing: str
    photo: PictureSources | None
    note: str


def cards_of(hits: Iterable[Hit], *, on: date) -> list[Card]:
    """Cards in the order in which the goods were found."""
    return [
        Card(
            href=hit.href,
            title=hit.title,
            price=format_vnd(hit.price_vnd),
            is_from=hit.most_vnd > hit.price_vnd,
            per=what_it_buys(hit.unit, hit.pack),
            place=f"{hit.commune_name}, {hit.province_name}",
            stars=hit.stars,
            drawing=hit.drawing,
            photo=_photo(hit),
            note=_note(hit, on),
        )
        for hit in hits
    ]


def _photo(hit: Hit) -> PictureSources | None:
    kept = hit.photo
    return picture_sources(kept.code, kept.widths, kept.width, kept.height, kept.colour) if kept else None


def _note(hit: Hit, on: date) -> str:
    if hit.season_from and hit.season_state != SeasonState.IN_SEASON:
        starts = Season(hit.season_from, hit.season_to).next_start(on)
        return _("Season from month %(month)s") % {"month": starts.month}
    return "" if hit.available else _("None left for now")
