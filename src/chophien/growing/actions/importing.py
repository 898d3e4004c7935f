"""Land out of a file: read, looked at one by one, shown, and kept only when somebody says that it is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.growing import policies
from chophien.growing.actions.mapping import AreaFacts, Drawn, add_area, checked, counting_tries
from chophien.growing.errors import AreaOverlaps, BorderCrosses
from chophien.growing.models import GrowingArea, LandImport
from chophien.growing.states import DrawnBy
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import DomainError, Invalid
from chophien.lib.geo.geojson import BadGeoJson, Feature
from chophien.lib.geo.reading import NAMES, UnreadableLand, read_each
from chophien.lib.text import clean_line
from chophien.sellers.models import Seller

PREFIX, SYMBOLS = "TV", 8
SHOP_MOST = 500
"""Areas in one file; more are sent in several."""
PLACED = frozenset({"Point", "Polygon", "MultiPolygon"})


@dataclass(frozen=True)
class Brought:
    """What became of a file that was kept: the areas, and how many could not be kept after all."""

    areas: list[GrowingArea]
    refused: int


def read_file(*, seller: Seller, facts: AreaFacts, sent: bytes, actor: Actor, at: datetime) -> LandImport:
    """Read a file and say of each feature how large it is or why it cannot be kept; nothing comes onto the map yet.

    Where latitude stands first it is turned, and `is_turned` says so. Earlier files of the shop that nobody kept are
    forgotten, for they hold borders. Call it outside a transaction, as `add_area`.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises UnreadableLand, BadGeoJson: if it cannot be read
    """
    policies.can_map(actor, seller, at=at).require()
    read = read_each(sent)
    if len(read.features) > SHOP_MOST:
        raise UnreadableLand(_("There are more than %(most)s areas in this file."), facts={"most": SHOP_MOST})
    rows = [_row(one, number, seller, facts, actor=actor, at=at) for number, one in enumerate(read.features, start=1)]
    with transaction.atomic():
        LandImport.objects.filter(seller=seller).delete()
        return LandImport.objects.create(
            code=new_code(PREFIX, SYMBOLS),
            seller=seller,
            commune=facts.commune,
            crop=facts.crop,
            variety=facts.variety,
            standard=facts.standard,
            is_turned=read.is_turned,
            rows=rows,
            entered_by=actor.code,
            at=at,
        )


def keep_file(*, brought: LandImport, actor: Actor, at: datetime) -> Brought:
    """Put the good features of a file on the map, each looked at again; the file is forgotten.

    :raises NotPermitted: if `actor` does not map for the shop
    """
    policies.can_map(actor, brought.seller, at=at).require()
    areas, refused = [], 0
    for row in brought.rows:
        if row["why"]:
            continue
        facts = AreaFacts(row["name"], brought.crop, brought.commune, brought.variety, brought.standard)
        drawn = Drawn(row["land"], DrawnBy.FILE, f"{brought.code}:{row['number']}", brought.at)
        try:
            area = add_area(seller=brought.seller, facts=facts, drawn=drawn, actor=actor, at=at, is_counted=True)
            areas.append(area)
        except DomainError:  # another came onto the map since, or two of the file lie on each other: counted, and told
            refused += 1
    LandImport.objects.filter(pk=brought.pk).delete()
    return Brought(areas, refused)


def _row(
    feature: Feature | BadGeoJson, number: int, seller: Seller, facts: AreaFacts, *, actor: Actor, at: datetime
) -> dict[str, Any]:
    """One feature: its land and size, or why not and where."""
    name = ("" if isinstance(feature, BadGeoJson) else _name(feature.properties)) or f"{facts.name} {number}".strip()
    row: dict[str, Any] = {"number": number, "name": name, "land": None, "hectares": "", "why": "", "place": None}
    area = GrowingArea(seller=seller, commune=facts.commune)
    try:
        if isinstance(feature, BadGeoJson):
            raise feature
        if feature.geometry is None or feature.geometry.get("type") not in PLACED:
            raise UnreadableLand(_("This is no point and no area."))
        with counting_tries(seller, actor=actor, at=at):
            land, size = checked(feature.geometry, area, actor=actor, at=at)
    except (BorderCrosses, AreaOverlaps) as refused:
        return {**row, "why": str(refused), "place": list(refused.place)}
    except Invalid as refused:
        return {**row, "why": " ".join(text for texts in refused.field_errors.values() for text in texts)}
    except DomainError as refused:
        return {**row, "why": str(refused)}
    return {**row, "land": land, "hectares": "" if size is None else str(size)}


def _name(properties: Mapping[str, Any]) -> str:
    lowered = {str(key).lower(): value for key, value in properties.items()}
    found = next((lowered[one] for one in NAMES if lowered.get(one)), "")
    return clean_line(str(found))[:120]
