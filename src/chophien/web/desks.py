"""Further desks that somebody may open, for the page about oneself. Apps above hand in who asks whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chophien.lib.errors import Sentence


@dataclass(frozen=True)
class Desk:
    """A desk that is no role's: how the button to it reads, its path, and its drawing."""

    label: Sentence
    path: str
    icon: str


Reader = Callable[[str, datetime], "Desk | None"]
_READERS: dict[str, Reader] = {}


def provide(name: str, reader: Reader) -> None:
    """Let `reader` say whether the person with a code has this desk now."""
    _READERS[name] = reader


def desks_of(person_code: str, *, at: datetime) -> list[Desk]:
    """The further desks of one person; a statement for each that was handed in."""
    return [desk for _name, reader in sorted(_READERS.items()) if (desk := reader(person_code, at)) is not None]
