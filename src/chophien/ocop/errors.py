"""Refusals about OCOP dossiers."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class DossierOpen(DomainError):
    code = "ocop_dossier_open"
    message = _("There is a dossier for these goods already. Go on with that one.")


class SheetIncomplete(DomainError):
    """Questions are left; `left` says how many."""

    code = "ocop_sheet_incomplete"
    message = _("%(left)s questions have no answer yet.")


class NoSuchAnswer(DomainError):
    code = "ocop_no_such_answer"
    message = _("This answer is not on the sheet. Reload the page.")


class StarsNotTheirs(DomainError):
    """The province gives up to four stars, the national council five."""

    code = "ocop_stars_not_theirs"
    message = _("The province gives up to four stars. Send a candidate for five up.")


class DecisionBeforeRules(DomainError):
    """How many stars a council gave then is in no source that the market has."""

    code = "ocop_decision_before_rules"
    message = _("How many stars this council could give on that day is not known here. Check the day of the decision.")


class DecisionIncomplete(DomainError):
    code = "ocop_decision_incomplete"
    message = _("A decision has a number and a day that is not in the future.")
