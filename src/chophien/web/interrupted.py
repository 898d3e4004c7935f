"""What somebody had typed when their session ended: kept while they sign in, then sent again by themselves."""

from dataclasses import dataclass
from time import time

from django.http import HttpRequest

SLOT = "interrupted"
MOST_LETTERS = 40_000
KEPT_SECONDS = 3_600
EVERYTHING = "__ALL__"


@dataclass(frozen=True)
class Interrupted:
    """A form that met no signed-in person: where it went and what stood in it, files left out."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def typed(self) -> list[str]:
        """The answers worth showing: what a person wrote, not what the page carried along."""
        return [value for name, value in self.fields if value.strip() and not name.endswith(("key", "next"))]


def keep(request: HttpRequest) -> bool:
    """Keep what was sent in the visitor's session; false when there is nothing to keep or it is too much.

    Passwords and papers' numbers (`sensitive_post_parameters` of the view) are never kept: a session is no safe.
    """
    secret = getattr(request, "sensitive_post_parameters", ())
    if secret == EVERYTHING:
        return False
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in secret]
    if not fields or sum(len(name) + len(value) for name, value in fields) > MOST_LETTERS:
        return False
    request.session.set_expiry(KEPT_SECONDS)
    request.session[SLOT] = {"action": request.get_full_path(), "fields": fields, "at": int(time())}
    return True


def kept(request: HttpRequest) -> Interrupted | None:
    """What was kept in the last hour, or none."""
    slot = request.session.get(SLOT)
    if not slot or time() - slot["at"] > KEPT_SECONDS:
        return None
    return Interrupted(slot["action"], tuple((name, value) for name, value in slot["fields"]))
