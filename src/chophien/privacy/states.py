"""What people may ask about their data, by which ways, and how a request and a breach go."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.lib.flow import Flow


class RequestKind(models.TextChoices):
    """Law 91/2025/QH15: see, correct, delete, restrict."""

    EXPORT = "export", _("Give me everything that is kept about me")
    CORRECT = "correct", _("Correct something")
    ERASE = "erase", _("Delete what is kept about me")
    RESTRICT = "restrict", _("Use my data for nothing but what is necessary")


class RequestStatus(models.TextChoices):
    RECEIVED = "received", _("Waiting for a first answer")
    ANSWERED = "answered", _("Being worked on")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused, with a reason")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_REQUESTS = (RequestStatus.RECEIVED, RequestStatus.ANSWERED)
REQUEST_FLOW = Flow(
    answer={RequestStatus.RECEIVED: RequestStatus.ANSWERED, RequestStatus.ANSWERED: RequestStatus.ANSWERED},
    carry_out={RequestStatus.RECEIVED: RequestStatus.DONE, RequestStatus.ANSWERED: RequestStatus.DONE},
    refuse={RequestStatus.RECEIVED: RequestStatus.REFUSED, RequestStatus.ANSWERED: RequestStatus.REFUSED},
    withdraw={RequestStatus.RECEIVED: RequestStatus.WITHDRAWN, RequestStatus.ANSWERED: RequestStatus.WITHDRAWN},
)


class Unsettled(models.TextChoices):
    """Why somebody cannot be erased yet: what is not over between them and others."""

    ORDERS = "orders", _("Orders that are not over")
    CONTRACTS = "contracts", _("Contracts or standing orders in force")
    PLEDGES = "pledges", _("A word to buy together with others")
    COMPLAINTS = "complaints", _("Complaints that are not over")
    ACCOUNT = "account", _("Money to be given back for which no account is known")
    REFUND = "refund", _("Money that is still to be given back to the buyer")
    INTEREST = "interest", _("Interest for money that came back late")
    SURPLUS = "surplus", _("Money that came for an order and did not pay it")
    SHOPS = "shops", _("Shops that are still open")
    SHOP_DUE = "shop_due", _("Money of sales that the shop has not been paid yet")
    SHOP_OWES = "shop_owes", _("Money that the shop owes, as goods were given back after it had been paid")
    SHOP_REFUNDS = "shop_refunds", _("Money that the shop itself still has to give back to buyers")
    TILL = "till", _("Cash that is waited for at a cash point")
    SHARE = "share", _("A part of a cooperative's sales that has not been paid")
    SHARE_OWES = "share_owes", _("Money that a cooperative paid for goods that were given back")
    HELD = "held", _("Cash of households that is still in hand")


TODO: Mapping[str, Sentence] = {
    Unsettled.ORDERS: _("Wait until they have come, or call them off."),
    Unsettled.CONTRACTS: _("Wait until they are fulfilled, or end them."),
    Unsettled.PLEDGES: _("Take the word back, or wait until the goods have come."),
    Unsettled.COMPLAINTS: _("Answer what the shop offers, or wait for the decision."),
    Unsettled.ACCOUNT: _("Write on the order's page to which account it goes."),
    Unsettled.REFUND: _("Wait until it has come; the order's page says by which day."),
    Unsettled.INTEREST: _("Wait until the market has transferred it."),
    Unsettled.SURPLUS: _("Wait until the market has sent it back or placed it."),
    Unsettled.SHOPS: _("Close them, or give them to somebody else."),
    Unsettled.SHOP_DUE: _(
        "Wait for the next day of payment; the shop needs a confirmed account, or the cash of a till."
    ),
    Unsettled.SHOP_OWES: _(
        "Pay it back by a transfer to the market's account with the code of the shop in its words. Call to learn where."
    ),
    Unsettled.SHOP_REFUNDS: _("Give it back, and write on the page of money that goes back how."),
    Unsettled.TILL: _("Fetch or bring it, or call it off at the till."),
    Unsettled.SHARE: _("Ask the cooperative for it, and say yes once it is there."),
    Unsettled.SHARE_OWES: _("Settle it with the cooperative."),
    Unsettled.HELD: _("Hand it over, and have it receipted."),
}
"""What is to be done about each, in a sentence."""


class Channel(models.TextChoices):
    """How somebody told what they want."""

    PAGE = "page", _("On their own page")
    HELPER = "helper", _("Through a helper")
    OFFICE = "office", _("At the commune or the market's office")


class BreachStatus(models.TextChoices):
    FOUND = "found", _("Found")
    NOTIFIED = "notified", _("The authority knows")
    CLOSED = "closed", _("Closed")


BREACH_FLOW = Flow(
    notify={BreachStatus.FOUND: BreachStatus.NOTIFIED},
    close={BreachStatus.FOUND: BreachStatus.CLOSED, BreachStatus.NOTIFIED: BreachStatus.CLOSED},
)
