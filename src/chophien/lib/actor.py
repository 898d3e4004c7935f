"""Who is acting. Every action names its actor; nothing acts anonymously."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Someone or something that may act: a signed-in person, a guest, the system."""

    @property
    def code(self) -> str:
        """The public code that the audit trail keeps."""

    @property
    def is_system(self) -> bool:
        """True for the market's own machinery, never for a person."""


@dataclass(frozen=True)
class SystemActor:
    """The market itself, at work in a job or a command, e.g. ``system:nightly``."""

    code: str
    is_system: bool = True


@dataclass(frozen=True)
class GuestActor:
    """A buyer who has not signed in, known only by an unguessable code."""

    code: str
    is_system: bool = False


SYSTEM = SystemActor("system")
NIGHTLY = SystemActor("system:nightly")
