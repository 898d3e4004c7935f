from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class UnreadableFile(DomainError):
    """The file as a whole cannot be read; nothing was imported."""

    code = "unreadable_file"
    message = _("This file cannot be read. Send a CSV (UTF-8) or an XLSX file with the headings of the template.")


class ColumnsMissing(DomainError):
    code = "columns_missing"
    message = _("The file lacks these headings: %(columns)s")


class TooManyRows(DomainError):
    code = "too_many_rows"
    message = _("One file may hold %(most)s rows. Split it and send the parts.")


class AddressRefused(DomainError):
    code = "address_refused"
    message = _("Write an address on the open internet that begins with https:// and asks for no password.")


class NothingToHear(DomainError):
    code = "nothing_to_hear"
    message = _("Choose at least one kind of news.")


class TooManyEndpoints(DomainError):
    code = "too_many_endpoints"
    message = _("There are %(most)s addresses already. Take one away first.")
