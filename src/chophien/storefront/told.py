"""What goods tell of themselves beside their story: special, use, storage, origin, the voice, facts with sources."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chophien.uploads.selectors import voice_address


@dataclass(frozen=True, slots=True)
class Spoken:
    """A voice that an operator has approved: where it is heard, how long it is, what it says."""

    url: str
    seconds: int
    transcript: str


@dataclass(frozen=True, slots=True)
class Known:
    """A fact of the library that the text was begun from."""

    subject: str
    source: str
    author: str


@dataclass(frozen=True, slots=True)
class Told:
    """As the seller wrote it; empty where nothing was said."""

    special: str
    use: str
    storage: str
    origin: str
    voice: Spoken | None
    known: list[Known]

    def rows(self) -> list[tuple[str, str]]:
        """What was said, with its labels."""
        said = [
            (_("What is special"), self.special),
            (_("How to use it"), self.use),
            (_("How to keep it"), self.storage),
            (_("Who made it, and where"), self.origin),
        ]
        return [(label, text) for label, text in said if text]


def read_told(row: list[Any]) -> Told:
    """What the statement of the product page reads of it, as values."""
    special, use, storage, origin, voice, known = row
    return Told(special, use, storage, origin, _spoken(*voice) if voice else None, [Known(*one) for one in known or ()])


def _spoken(code: str, content_type: str, duration_ms: int, transcript: str) -> Spoken:
    return Spoken(voice_address(code, content_type), max(1, round(duration_ms / 1000)), transcript)
