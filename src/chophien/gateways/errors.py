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


class AlreadyBooked(DomainError):
    code = "already_booked"
    message = _("This stands in the books meanwhile. Nothing is left to enter.")


class EntryOpen(DomainError):
    code = "entry_open"
    message = _("Somebody has proposed an entry for this. Confirm it or refuse it first.")


class SeenBySame(DomainError):
    code = "seen_by_same"
    message = _("You proposed this entry yourself. Somebody else has to look at it.")


class AlreadyDecided(DomainError):
    code = "already_decided"
    message = _("This entry was decided about meanwhile.")


class DifferenceChanged(DomainError):
    code = "difference_changed"
    message = _("The difference is another one meanwhile. Refuse this entry and look again.")


class TargetMissing(DomainError):
    code = "target_missing"
    message = _("No payment of this gateway has this number, or this code of an order group with the same amount.")


class TableMissing(DomainError):
    code = "gateway_table_missing"
    message = _("Choose the gateway's table that this transfer pays out. If none is here, send it in first.")


class GatewaysMixed(DomainError):
    code = "gateways_mixed"
    message = _("A transfer pays out tables of one gateway only.")


class PaidOutBefore(DomainError):
    code = "paid_out_before"
    message = _("One of these was written down as paid out before.")


class ToldAnother(DomainError):
    code = "told_another"
    message = _("The gateway has told of another amount meanwhile. Look again before you decide.")


class NotToBeTaken(DomainError):
    code = "not_to_be_taken"
    message = _("The amount does not allow this now. Look again what is awaited.")
