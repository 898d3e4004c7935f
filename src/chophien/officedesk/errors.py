"""Refusals of the office's desk."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class VersionMoved(DomainError):
    """The seller has written anew since the page was shown."""

    code = "version_moved"
    message = _("The seller has changed this since you looked at it. Look at the new text first.")


class NothingChosen(DomainError):
    """There is nothing to decide about."""

    code = "nothing_chosen"
    message = _("Tick what you want to decide about first.")


class TooMany(DomainError):
    """More than one run works through."""

    code = "too_many"
    message = _("At most %(most)s at once. Narrow the list first.")


class ReasonNeeded(DomainError):
    """A no or a wish for changes says why."""

    code = "reason_needed"
    message = _("Write the reason: the seller reads it.")
