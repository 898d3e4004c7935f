"""The events of this market's own steps, as EPCIS 2.0 writes them. No data base; who calls knows the addresses.

No name and no product's words are in them: goods are named by number and lot, households and orders by their codes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from chophien.lib.dates import VIETNAM
from chophien.lib.gs1.epcis_context import Json

KILOGRAM = "KGM"
OFFSET = "+07:00"


@dataclass(frozen=True)
class Goods:
    """So much of one lot, as its Digital Link names it; `uom` a unit of Recommendation 20, empty for pieces."""

    link: str
    quantity: Decimal | None = None
    uom: str = ""

    def element(self) -> dict[str, Json]:
        """A quantity element (EPCIS 2.0 section 7.3.3.3)."""
        written: dict[str, Json] = {"epcClass": self.link}
        if self.quantity is not None and self.quantity > 0:
            whole = self.quantity == self.quantity.to_integral_value()
            written["quantity"] = int(self.quantity) if whole else float(self.quantity)
            if self.uom:
                written["uom"] = self.uom
        return written


def kilos(grams: int) -> Decimal:
    """Grams as kilograms, exactly."""
    return Decimal(grams) / 1000


def reference(site: str, kind: str, key: str) -> str:
    """An address that tells one entry from another just like it, without saying which row it is."""
    return f"{site}/{kind}/{hashlib.sha256(f'{kind}:{key}'.encode()).hexdigest()[:24]}"


def object_event(
    *, at: datetime, action: str, step: str, goods: Iterable[Goods], disposition: str = "", **more: Json
) -> dict[str, Json]:
    """Something happened to goods that are what they were."""
    return _event(
        "ObjectEvent",
        at,
        {"action": action, "bizStep": step, "quantityList": [one.element() for one in goods]},
        disposition,
        more,
    )


def transformation_event(
    *, at: datetime, step: str, used: Iterable[Goods], made: Iterable[Goods], disposition: str = "", **more: Json
) -> dict[str, Json]:
    """Goods became other goods."""
    fields: dict[str, Json] = {
        "inputQuantityList": [one.element() for one in used],
        "outputQuantityList": [one.element() for one in made],
        "bizStep": step,
    }
    return _event("TransformationEvent", at, fields, disposition, more)


def aggregation_event(
    *, at: datetime, action: str, step: str, parent: str, goods: Iterable[Goods], disposition: str = "", **more: Json
) -> dict[str, Json]:
    """Goods were put into a parcel, or taken out of it."""
    fields: dict[str, Json] = {
        "parentID": parent,
        "childQuantityList": [one.element() for one in goods],
        "action": action,
        "bizStep": step,
    }
    return _event("AggregationEvent", at, fields, disposition, more)


def declared_wrong(
    event: Mapping[str, Json], *, at: datetime, reason: str, correctives: Iterable[str]
) -> dict[str, Json]:
    """The same event again, with the word that it was wrong (EPCIS 2.0 section 7.4.1.4). Its id stays."""
    declaration: dict[str, Json] = {"declarationTime": _written(at), "reason": reason}
    if instead := list(correctives):
        declaration["correctiveEventIDs"] = list(instead)
    return {**event, "errorDeclaration": declaration}


def place(address: str) -> dict[str, Json]:
    """A read point or a business location."""
    return {"id": address}


def bought(address: str) -> list[Json]:
    """The order that an event belongs to."""
    return [{"type": "po", "bizTransaction": address}]


def entries(*addresses: str) -> list[Json]:
    """The entries in this market's books that an event was written for."""
    return [{"bizTransaction": one} for one in addresses]


def owners(kind: str, address: str) -> list[Json]:
    """Whose goods are before or after an event; `kind` is source or destination."""
    return [{"type": "owning_party", kind: address}]


def _event(
    kind: str, at: datetime, fields: Mapping[str, Json], disposition: str, more: Mapping[str, Json]
) -> dict[str, Json]:
    said: dict[str, Json] = {"disposition": disposition} if disposition else {}
    left = {name: value for name, value in more.items() if value}
    return {"type": kind, "eventTime": _written(at), "eventTimeZoneOffset": OFFSET, **fields, **said, **left}


def _written(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat(timespec="milliseconds")
