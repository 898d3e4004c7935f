from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class PurposeMissing(DomainError):
    code = "purpose_missing"
    message = _("Say what you need to see this for, in a few words.")
