"""Why shipping cannot be quoted, and refusals about parcels."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class RatesMissing(LookupError):
    """No shipping rate is in force: the reference data were not loaded. A fault of the market, not of the buyer."""


class BadRates(ValueError):
    """The file of rates or holidays cannot be loaded; every fault is named with its line."""


class TrackingTooLong(DomainError):
    code = "tracking_too_long"
    message = _("The carrier and the tracking code have at most 60 letters each.")
