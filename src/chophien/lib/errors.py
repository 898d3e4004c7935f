"""What can go wrong in the domain, in words a person can be shown."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

Sentence: TypeAlias = "str | Promise"
"""Words for a person: plain text or a translation that waits for the reader's language."""


class DomainError(Exception):
    """An anticipated refusal. Anything else is a bug and may surface as a 500.

    A subclass sets `code` (stable, for machines) and `message` (a sentence). Facts fill the
    sentence's named places: ``_("Only %(left)s left.")`` with ``facts={"left": 3}``; a sentence
    with facts therefore writes a percent sign as ``%%``.
    """

    code: str = "refused"
    message: Sentence = _("This cannot be done right now.")

    def __init__(
        self,
        message: Sentence = "",
        *,
        code: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__()
        if message:
            self.message = message
        if code:
            self.code = code
        self.facts: dict[str, object] = dict(facts or {})

    def __str__(self) -> str:
        sentence = str(self.message)
        return sentence % self.facts if self.facts else sentence


class NotPermitted(DomainError):
    """The actor may not do this; the reason says why."""

    code = "not_permitted"
    message = _("You are not allowed to do this.")

    def __init__(self, reason: Sentence = "") -> None:
        super().__init__(reason)
        self.reason = self.message


class StepNotAllowed(DomainError):
    """The thing has moved on since the page was shown."""

    code = "step_not_allowed"
    message = _("This step is no longer possible. Reload to see the latest status.")

    def __init__(self, *, step: str, status: str) -> None:
        super().__init__(facts={"step": str(step), "status": str(status)})
        self.step, self.status = str(step), str(status)


class NotFound(DomainError):
    """Nothing with this code that the actor may see."""

    code = "not_found"
    message = _("We could not find this. Check the code and try again.")


class Invalid(DomainError):
    """What was sent cannot be used; each field says why in its own sentences."""

    code = "invalid"
    message = _("Some of the answers need a correction. See the notes beside them.")

    def __init__(self, field_errors: Mapping[str, Sequence[Sentence]]) -> None:
        super().__init__()
        self.field_errors: dict[str, list[str]] = {
            field: [str(sentence) for sentence in sentences] for field, sentences in field_errors.items()
        }
