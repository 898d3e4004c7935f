"""How other channels are spoken to: a connector tells one of them prices and stock. No marketplace is built in."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext as _

from chophien.channels.imports.rows import as_written

COLUMNS = ("outside_id", "barcode", "sku", "listing_code", "title", "price_vnd", "available", "address")


@dataclass(frozen=True)
class Outgoing:
    """One of the goods as a channel is to know it: price in đồng by the channel's rule, stock that is left now."""

    listing_code: str
    sku: str
    title: str
    outside_id: str
    barcode: str
    price_vnd: int
    available: str
    address: str


@dataclass
class Pushed:
    """What came of telling a channel: what it could not take, by listing code, and the file that was made, if any."""

    problems: dict[str, str] = field(default_factory=dict)
    file: bytes = b""


class Connector(Protocol):
    """Speaks to one kind of channel. May raise OSError when the channel cannot be reached."""

    def push(self, items: Sequence[Outgoing]) -> Pushed:
        """Tell the channel all of these; goods that it cannot take are named, the others are told."""


class TableConnector:
    """For every site that reads a table: makes a CSV that the shop's manager uploads there."""

    def push(self, items: Sequence[Outgoing]) -> Pushed:
        pushed = Pushed()
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for item in items:
            if not item.outside_id:
                pushed.problems[item.listing_code] = _("Write the number that these goods have over there.")
                continue
            cells = [getattr(item, column) for column in COLUMNS]
            writer.writerow([as_written(str(cell)) for cell in cells])
        pushed.file = b"\xef\xbb\xbf" + out.getvalue().encode()
        return pushed


CONNECTORS: Mapping[str, Connector] = {"table": TableConnector()}
"""By the name that a channel keeps. Another site's connector is added here, and nowhere else."""
