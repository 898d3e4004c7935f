"""Refusals about goods, in words for the person who asked."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class NothingToReview(DomainError):
    code = "nothing_to_review"
    message = _("There is no change here that waits for a decision.")


class NotComplete(DomainError):
    """A listing lacks what it needs before it can be sent in. `field_errors` names each."""

    code = "not_complete"
    message = _("Some things are still missing. See the notes beside them.")

    def __init__(self, field_errors: dict[str, str]) -> None:
        super().__init__()
        self.field_errors = field_errors


class SellerNotApproved(DomainError):
    code = "seller_not_approved"
    message = _("The shop has to be approved first. The draft is kept.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write a reason that the seller will understand.")


class CertificateIncomplete(DomainError):
    code = "certificate_incomplete"
    message = _("A certificate needs its number, its days, the goods it covers and, for OCOP, one to five stars.")
