"""Why something of the programme cannot be done, in words for helpers, officers and households."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write in a few words why, so that others understand it later.")


class NobodyToGiveIt(DomainError):
    """A task was to be given to somebody who does not help in the household's commune."""

    code = "not_a_helper_there"
    message = _("This helper does not help in the household's commune. Choose another one.")


class TeamNotEmpty(DomainError):
    code = "team_not_empty"
    message = _("There are still members in this team. Let them leave first.")


class PairNotFitting(DomainError):
    """The two households cannot be mentor and follower; the sentence says why."""

    code = "pair_not_fitting"
    message = _("These two households cannot be brought together.")
