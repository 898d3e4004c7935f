"""Refusals about paying through a gateway, in words for the buyer and for an operator."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class GatewayClosed(DomainError):
    code = "gateway_closed"
    message = _("This way to pay is not open here. Choose another one.")


class GatewaySilent(DomainError):
    code = "gateway_silent"
    message = _("%(gateway)s does not answer now. No money has moved. Try once more, or choose another way.")


class GatewayRefused(DomainError):
    code = "gateway_refused"
    message = _("%(gateway)s did not begin the payment: %(why)s No money has moved.")


class AmountOutOfRange(DomainError):
    code = "amount_out_of_range"
    message = _("%(gateway)s takes from %(least)s to %(most)s at once. Choose another way to pay.")


class TooManyTries(DomainError):
    code = "too_many_tries"
    message = _("This was tried %(count)s times. Choose another way to pay, or call the market.")


class StillAtTheGateway(DomainError):
    code = "still_at_the_gateway"
    message = _("The gateway may still give this money back. Ask it first.")


class TableUnreadable(DomainError):
    code = "table_unreadable"
    message = _("This file cannot be read. Send in the CSV or XLSX table as the gateway gives it out.")


class HeadingsUnknown(DomainError):
    code = "headings_unknown"
    message = _("No column headings of a gateway that the market knows are in this table: %(layouts)s.")


class LineFaulty(DomainError):
    code = "line_faulty"
    message = _("Line %(number)s of the file cannot be read: %(what)s. Nothing was taken from it.")
