"""Refusals about reviews and questions, in words for who writes them."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class NotDelivered(DomainError):
    code = "not_delivered"
    message = _("You can review the goods once you have received them.")


class TooLateToReview(DomainError):
    code = "too_late_to_review"
    message = _("Goods can be reviewed for %(days)s days after receiving them.")


class AlreadyReviewed(DomainError):
    code = "already_reviewed"
    message = _("You have reviewed these goods already.")


class AlreadyAnswered(DomainError):
    code = "already_answered"
    message = _("The shop has answered this already; it answers once.")


class SaysNothing(DomainError):
    code = "says_nothing"
    message = _("Write in a few words what you want to say.")


class NotToBeSaid(DomainError):
    """The word list keeps these words from where everybody reads them; the sentence names them."""

    code = "not_to_be_said"


class GroundMissing(DomainError):
    code = "ground_missing"
    message = _("Choose the law that it is against, and write what exactly.")


class TooOften(DomainError):
    code = "too_often"
    message = _("Too many in a short time. Try again in %(minutes)s minutes.")
