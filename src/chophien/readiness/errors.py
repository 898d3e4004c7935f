"""Refusals about checklists."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class NoChecklist(DomainError):
    code = "readiness_no_checklist"
    message = _("There is no checklist for this certificate.")
