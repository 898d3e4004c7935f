"""Refusals about packaging."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class GroupOpen(DomainError):
    code = "packaging_group_open"
    message = _("Shops of your province order this together already. Join them.")


class GroupClosed(DomainError):
    code = "packaging_group_closed"
    message = _("The last day is over. Nothing can be changed any more.")


class NotThisProvince(DomainError):
    code = "packaging_not_this_province"
    message = _("Shops of another province order this together. Begin an order in your own province.")


class NotOffered(DomainError):
    code = "packaging_not_offered"
    message = _("This packaging is no longer on offer.")


class NotIn(DomainError):
    code = "packaging_not_in"
    message = _("The shop has no part in this order.")
