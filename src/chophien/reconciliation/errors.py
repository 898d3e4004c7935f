"""Refusals about bank statements and transfers, in words for an operator."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class StatementUnreadable(DomainError):
    code = "statement_unreadable"
    message = _("This file cannot be read. Send in a CSV, XLSX, MT940 or CAMT.053 file as the bank gives it out.")


class LayoutUnknown(DomainError):
    code = "layout_unknown"
    message = _("No column headings of a bank that the market knows are in this table: %(layouts)s.")


class RowFaulty(DomainError):
    code = "row_faulty"
    message = _("Line %(number)s of the file cannot be read: %(what)s. Nothing was taken from it.")


class LinesMissing(DomainError):
    code = "lines_missing"
    message = _("Lines %(numbers)s of the file could not be kept. All others are taken in; these are tried again.")


class OtherAccount(DomainError):
    code = "other_account"
    message = _("This statement is of another account than the market's.")


class OtherCurrency(DomainError):
    code = "other_currency"
    message = _("The market only takes đồng.")


class CodeMissing(DomainError):
    code = "code_missing"
    message = _("No order, group of orders or contract has this code.")


class NotForThis(DomainError):
    code = "not_for_this"
    message = _("This movement cannot be for that. %(why)s")


class NothingLeft(DomainError):
    code = "nothing_left"
    message = _("All of this money is explained already.")
