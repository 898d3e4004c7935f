"""Refusals about messages, in words for who writes them."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class NothingSaid(DomainError):
    code = "nothing_said"
    message = _("Write something, or add a photo or your voice.")


class TooManyMessages(DomainError):
    code = "too_many_messages"
    message = _("Too many in a short time. Try again in %(minutes)s minutes.")


class OwnShop(DomainError):
    code = "own_shop"
    message = _("This is your own shop.")


class WhyMissing(DomainError):
    code = "why_missing"
    message = _("Write in a few words what is wrong.")
