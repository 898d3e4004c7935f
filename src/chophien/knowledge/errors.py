"""Refusals about facts, in words for the person who asked."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class FactIncomplete(DomainError):
    code = "fact_incomplete"
    message = _("A fact needs what it is about, a sentence, and where it is known from.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write a reason that the author will understand.")
