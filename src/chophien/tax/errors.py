"""Refusals about tax, in words for who sells and for the office."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class MoreThanSold(DomainError):
    """A return of more than is left of the sale: the caller's books and these do not agree."""

    code = "more_than_sold"
    message = _("More would be given back than was sold: %(asked)s of %(left)s.")


class NothingToDeclare(DomainError):
    code = "nothing_to_declare"
    message = _("Organisations declare their tax themselves: there is nothing to sign here.")


class NotRawProduce(DomainError):
    code = "not_raw_produce"
    message = _(
        "These goods are processed, or none of yours. Only own produce that is hardly processed can be declared."
    )


class NotAgreed(DomainError):
    code = "not_agreed"
    message = _("Read the words and tick the box to sign them.")


class DeclaredAlready(DomainError):
    code = "declared_already"
    message = _("This is declared already.")


class DeclarationOver(DomainError):
    code = "declaration_over"
    message = _("This declaration counts no longer.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write why, so that the shop can understand it.")


class NothingWithheld(DomainError):
    code = "nothing_withheld"
    message = _("Nothing was withheld from this shop in %(year)s: there is no certificate.")


class MonthNotOver(DomainError):
    code = "month_not_over"
    message = _("This month is not over. Its return is made when it is.")


class FiledAlready(DomainError):
    code = "filed_already"
    message = _("The return of this month is filed already. It is not made again.")


class ReceiptMissing(DomainError):
    code = "receipt_missing"
    message = _("Write the number that the tax office gave for the return.")


class NoSuchClass(DomainError):
    code = "no_such_class"
    message = _("Choose a kind of goods and its class from the lists.")


class InvoiceDiffers(DomainError):
    code = "invoice_differs"
    message = _("This sale has invoice data already. They are replaced, never changed.")


class NoInvoice(DomainError):
    code = "no_invoice"
    message = _("There is no invoice data for this sale yet. They come when the order is completed.")
