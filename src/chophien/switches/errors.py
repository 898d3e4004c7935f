from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class NotOffered(DomainError):
    """A part of the market is turned off, or not open in that province."""

    code = "not_offered"
    message = _("This is not offered at the moment.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Say in a few words why, so that whoever comes after you understands it.")


class NotByProvince(DomainError):
    code = "not_by_province"
    message = _("This can only be turned off or on for the whole country.")
