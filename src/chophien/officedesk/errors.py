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


class FilterNameMissing(DomainError):
    """A filter is found again by its name."""

    code = "filter_name_missing"
    message = _("Write a name by which you will know it again.")


class FilterAsksNothing(DomainError):
    """Nothing is narrowed: there is nothing to keep."""

    code = "filter_asks_nothing"
    message = _("Search and narrow the list first: there is nothing to keep yet.")


class TooManyFilters(DomainError):
    """Somebody keeps as many filters of one list as the rules allow."""

    code = "too_many_filters"
    message = _("You keep %(most)s filters of this list already. Delete one that you no longer need.")


class StillAtWork(DomainError):
    """A run that moves is left to move."""

    code = "still_at_work"
    message = _("The work is going on. There is nothing to start again.")


class NothingToTryAgain(DomainError):
    """Everything was done, or not all was tried yet."""

    code = "nothing_to_try_again"
    message = _("There is nothing to try again.")


class HelperNeeded(DomainError):
    """What is given out is given to somebody."""

    code = "helper_needed"
    message = _("Choose the helper who gets all of it.")
