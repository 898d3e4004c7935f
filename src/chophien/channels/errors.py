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


class ColumnsNotNamed(DomainError):
    code = "columns_not_named"
    message = _("Choose at least the columns of the name and the price.")


class RowsUndecided(DomainError):
    code = "rows_undecided"
    message = _("Some rows seem to be goods that you have already. Choose for each what is to be done.")


class ChannelNameTaken(DomainError):
    code = "channel_name_taken"
    message = _("There is a channel with this name already.")


class OutsideIdTaken(DomainError):
    code = "outside_id_taken"
    message = _("Other goods have this number on that channel already.")


class PercentTooFar(DomainError):
    code = "percent_too_far"
    message = _("Write a number of percent between −90 and 400.")


class NoGoodsSold(DomainError):
    code = "no_goods_sold"
    message = _("Write how much was sold of at least one of the goods.")
