"""Refusals about tax, in words for who sells and for the office."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class MoreThanSold(DomainError):
    """A return of more than is left of the sale: the caller's books and these do not agree."""

    code = "more_than_sold"
    message = _("More would be given back than was sold: %(asked)s of %(left)s.")
