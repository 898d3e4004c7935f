"""What the market writes to people about, one row of `data/kinds.csv` for each kind, and by which ways it goes."""

import csv
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from chophien.lib.consent import agreed
from chophien.messages.states import Channel, Cost

KINDS_FILE = Path(__file__).parent / "data" / "kinds.csv"


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    `channels` in the order in which they are tried; the notice on the site always goes along. An `urgent` one is sent
    at night, too. After `unread_minutes` without being read the next channel is tried; 0: nobody is pressed. An
    advertisement has a `consent`: the purpose without which nobody gets it.
    """

    name: str
    who: str
    channels: tuple[Channel, ...]
    urgent: bool
    unread_minutes: int
    cost: Cost
    label_vi: str
    label_en: str
    consent: str = ""

    @property
    def is_advertisement(self) -> bool:
        """Whether the law on advertisements counts for it: only with consent, marked, few, and by day."""
        return bool(self.consent)

    def is_welcome(self, person_code: str, *, at: datetime) -> bool:
        """Whether this person may be told such a thing now: an advertisement only with their consent."""
        return not self.consent or agreed(person_code, purpose=self.consent, at=at)

    @property
    def label(self) -> str:
        """What a person reads on the page of their wishes, in their language."""
        return self.label_en if (get_language() or "vi").startswith("en") else self.label_vi

    @property
    def may_be_chosen(self) -> bool:
        """Whether a person decides how it reaches them. What law or an open order asks for cannot be turned off."""
        return self.cost != Cost.MUST


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    with KINDS_FILE.open(encoding="utf-8", newline="") as lines:
        return {row["kind"]: _kind(row) for row in csv.DictReader(lines)}


def kind_named(name: str) -> Kind:
    """The kind of this name.

    :raises ValueError: if there is none, a bug of the caller
    """
    known = kinds().get(name)
    if known is None:
        raise ValueError(f"{name!r} is no kind of message: see messages/data/kinds.csv")
    return known


def _kind(row: dict[str, str]) -> Kind:
    return Kind(
        name=row["kind"],
        who=row["who"],
        channels=tuple(Channel(name) for name in row["channels"].split()),
        urgent={"yes": True, "no": False}[row["urgent"]],
        unread_minutes=int(row["unread_minutes"]),
        cost=Cost(row["cost"]),
        label_vi=row["label_vi"],
        label_en=row["label_en"],
        consent=row["consent"] or "",
    )
