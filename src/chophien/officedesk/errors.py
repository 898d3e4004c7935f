"""Refusals of the office's desk."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class VersionMoved(DomainError):
    """The seller has written anew since the page was shown."""

    code = "version_moved"
    message = _("The seller has changed this since you looked at it. Look at the new text first.")
