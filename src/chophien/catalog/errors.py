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


class RegulationsNotAccepted(DomainError):
    code = "regulations_not_accepted"
    message = _("The market has new rules. Accept them on the first page of your shop, then send the goods in.")


class SellerNotApproved(DomainError):
    code = "seller_not_approved"
    message = _("The shop has to be approved first. The draft is kept.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write a reason that the seller will understand.")


class CertificateIncomplete(DomainError):
    code = "certificate_incomplete"
    message = _("A certificate needs its number, its days, the goods it covers and, for OCOP, one to five stars.")


class GoodsForbidden(DomainError):
    """Goods that may not be sold at this market. The sentence names the words and the reason."""

    code = "goods_forbidden"
    message = _("“%(words)s” cannot be offered here. %(reason)s If you sell something else, write it in other words.")

    def __init__(self, *, words: str, reason: str) -> None:
        super().__init__(facts={"words": words, "reason": reason})


class PapersMissing(DomainError):
    """Conditional goods wait for a paper that an operator has accepted."""

    code = "papers_missing"
    message = _("These goods need a paper first: %(papers)s.")

    def __init__(self, papers: str) -> None:
        super().__init__(facts={"papers": papers})


class PaperNotAsked(DomainError):
    code = "paper_not_asked"
    message = _("These goods need no such paper.")


class VoiceNotAgreed(DomainError):
    code = "voice_not_agreed"
    message = _("The household has not agreed that buyers hear its voice. It says yes first, on its page of data.")


class NoVoice(DomainError):
    code = "no_voice"
    message = _("There is no recording here. Record it first.")


class DemandIncomplete(DomainError):
    code = "demand_incomplete"
    message = _("Write which authority asks, the number of its letter, why, and when it came; not in the future.")
