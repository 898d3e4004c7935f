"""What can go wrong with published documents and fees: faults of the market's own files, and refusals."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class RegulationMissing(LookupError):
    """No version of this document is in force on that day."""


class FeeMissing(LookupError):
    """No rate of this service is in force on that day."""


class BadRegulation(ValueError):
    """The files cannot be published; every fault is named with its file."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class FeeCounts(DomainError):
    """A fee that counts already, or was taken back before, stays as it is."""

    code = "fee_counts"
    message = _("This fee counts already, or was taken back. Announce another one instead.")


class WithdrawalReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Say in a few words why this fee is taken back.")
