"""Refusals about money, in words for the person who pays or marks money received."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class RefundTooLarge(DomainError):
    code = "refund_too_large"
    message = _("No more can be given back than was paid. At most %(most)s is left to give back.")


class AlreadyRefunded(DomainError):
    code = "already_refunded"
    message = _("This money was given back already.")


class NotPaidOut(DomainError):
    code = "not_paid_out"
    message = _("This was not paid out of the market's account, or came back before.")


class NoAccountAsked(DomainError):
    code = "no_account_asked"
    message = _("No money waits for an account: it is on its way, or with you.")


class GoesThroughGateway(DomainError):
    code = "goes_through_gateway"
    message = _("This money came through a payment gateway and goes back the same way, by itself.")


class AccountNotTold(DomainError):
    code = "account_not_told"
    message = _(
        "This was paid in cash, and the buyer has named no account for it yet. They name one on the page of the order"
        " or contract, or fetch the money in cash at a cash point. What the bank has transferred already is written"
        " down by its line."
    )


class InterestAccountNotTold(AccountNotTold):
    message = _(
        "The market knows no account of the buyer for this interest, and they have named none yet. They name one on the"
        " page of the order or contract. What the bank has transferred already is written down by its line."
    )


class ReferenceMissing(DomainError):
    code = "reference_missing"
    message = _("Write the number of the bank transfer, or how the money was given back.")


class NothingAwaited(DomainError):
    code = "nothing_awaited"
    message = _("No transfer is awaited for this order.")


class WrongAmount(DomainError):
    code = "wrong_amount"
    message = _("The amount does not match. Awaited is %(awaited)s.")


class NotToFetch(DomainError):
    """Nothing can be fetched in cash: nothing is owed back, an account was named for it, or it was not paid in cash."""

    code = "not_to_fetch"
    message = _(
        "There is no money to fetch in cash: nothing goes back that was paid in cash, the shop gives it back itself,"
        " or the buyer has named an account for it."
    )
