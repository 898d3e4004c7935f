"""Refusals about following, in words for who follows."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class TooManyFollowed(DomainError):
    code = "too_many_followed"
    message = _("You follow %(most)s already. Take one away first.")
