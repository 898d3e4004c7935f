from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class BadPeriod(DomainError):
    code = "bad_period"
    message = _("The first day must come before the last, within at most %(days)s days, and not in the future.")


class NoSuchFormat(DomainError):
    code = "no_such_format"
    message = _("This report is not made as such a file.")


class FileGone(DomainError):
    code = "file_gone"
    message = _("The file is not there any more. Have the report made again.")
