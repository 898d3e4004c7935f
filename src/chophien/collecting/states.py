"""In whose hands collected cash is, the steps of handing it over, and what a carrier's file may say about it."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy

from chophien.lib.flow import Flow
from chophien.payments import chart


class HolderKind(models.TextChoices):
    CARRIER = chart.CARRIER, pgettext_lazy("holder of cash", "Carrier")
    HELPER = chart.HELPER, pgettext_lazy("holder of cash", "Helper")
    SELLER = chart.SELLER, pgettext_lazy("holder of cash", "Shop or cooperative")


@dataclass(frozen=True)
class Holder:
    """Somebody with cash in hand: a carrier by its slug, a helper by their code, a shop by its code."""

    kind: HolderKind
    code: str

    @property
    def account(self) -> str:
        """The account of the books that says how much."""
        return chart.cash(self.kind, self.code)


def own_hands(seller_code: str) -> Holder:
    """The shop itself, whose money it is."""
    return Holder(HolderKind.SELLER, seller_code)


class CashStatus(models.TextChoices):
    IN_HAND = "in_hand", pgettext_lazy("cash", "In hand")
    OFFERED = "offered", pgettext_lazy("cash", "Being handed over")
    OWN = "own", pgettext_lazy("cash", "With the shop itself")
    ARRIVED = "arrived", pgettext_lazy("cash", "On the market's account")
    WRITTEN_OFF = "written_off", pgettext_lazy("cash", "Given up")


AWAY = (CashStatus.IN_HAND, CashStatus.OFFERED)
"""With somebody who has to hand it over: nothing of it can be paid out."""

CASH_FLOW = Flow(
    offer={CashStatus.IN_HAND: CashStatus.OFFERED},
    keep={CashStatus.OFFERED: CashStatus.IN_HAND},
    pass_on={CashStatus.OFFERED: CashStatus.IN_HAND},
    reach_shop={CashStatus.OFFERED: CashStatus.OWN},
    arrive={CashStatus.OFFERED: CashStatus.ARRIVED},
    write_off={CashStatus.IN_HAND: CashStatus.WRITTEN_OFF},
    take_over={CashStatus.OWN: CashStatus.IN_HAND},
)


class Receiver(models.TextChoices):
    SHOP = "shop", pgettext_lazy("receiver of cash", "The shop whose money it is")
    COOPERATIVE = "cooperative", pgettext_lazy("receiver of cash", "A cooperative, for its households")
    MARKET = "market", pgettext_lazy("receiver of cash", "The market's account, by transfer")


class HandOverStatus(models.TextChoices):
    OFFERED = "offered", pgettext_lazy("hand-over", "Waits for the receiver's yes")
    CONFIRMED = "confirmed", pgettext_lazy("hand-over", "Received")
    DISPUTED = "disputed", pgettext_lazy("hand-over", "The receiver says no")
    WITHDRAWN = "withdrawn", pgettext_lazy("hand-over", "Taken back")


HAND_OVER_FLOW = Flow(
    confirm={HandOverStatus.OFFERED: HandOverStatus.CONFIRMED, HandOverStatus.DISPUTED: HandOverStatus.CONFIRMED},
    dispute={HandOverStatus.OFFERED: HandOverStatus.DISPUTED},
    withdraw={HandOverStatus.OFFERED: HandOverStatus.WITHDRAWN, HandOverStatus.DISPUTED: HandOverStatus.WITHDRAWN},
)
STEP_WORDS = {
    "offer": pgettext_lazy("hand-over", "Handed over"),
    "confirm": pgettext_lazy("hand-over", "Received"),
    "dispute": pgettext_lazy("hand-over", "Not received"),
    "withdraw": pgettext_lazy("hand-over", "Taken back"),
}


class FeeBearer(models.TextChoices):
    SELLER = "seller", pgettext_lazy("carrier's fee", "The shop, which has the shipping that buyers pay")
    MARKET = "market", pgettext_lazy("carrier's fee", "The market")


class Outcome(models.TextChoices):
    """What a line of a carrier's file was, measured at what the market knows."""

    AGREED = "agreed", pgettext_lazy("carrier's line", "Agrees")
    DIFFERS = "differs", pgettext_lazy("carrier's line", "Another amount")
    UNKNOWN = "unknown", pgettext_lazy("carrier's line", "No such parcel")
    NOT_THEIRS = "not_theirs", pgettext_lazy("carrier's line", "Its money is not with this carrier")
    TWICE = "twice", pgettext_lazy("carrier's line", "Told before")
    RETURNED = "returned", pgettext_lazy("carrier's line", "Parcel came back, with money")
    MISSING = "missing", pgettext_lazy("carrier's line", "Not told by the carrier")
    FEE_ONLY = "fee_only", pgettext_lazy("carrier's line", "A fee without money")
    NOTHING = "nothing", pgettext_lazy("carrier's line", "No money, as it should be")


IN_ORDER = frozenset({Outcome.AGREED, Outcome.NOTHING})
"""What nobody has to look at."""


TELLING = (Outcome.AGREED, Outcome.DIFFERS, Outcome.RETURNED, Outcome.NOT_THEIRS)
"""Lines by which a carrier told of some cash."""


class FindingStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("difference", "Somebody has to decide")
    ASKED = "asked", pgettext_lazy("difference", "The carrier is asked")
    TO_RETURN = "to_return", pgettext_lazy("difference", "To be given back")
    SETTLED = "settled", pgettext_lazy("difference", "Decided")


WAITING = (FindingStatus.OPEN, FindingStatus.ASKED, FindingStatus.TO_RETURN)


class Decision(models.TextChoices):
    ACCEPT = "accept", pgettext_lazy("difference", "The carrier's amount counts")
    INSIST = "insist", pgettext_lazy("difference", "Our amount counts")
    ASK = "ask", pgettext_lazy("difference", "Ask the carrier")
    WRITE_OFF = "write_off", pgettext_lazy("difference", "The market bears all of it")
    DISMISS = "dismiss", pgettext_lazy("difference", "Nothing is expected for it")
    GIVEN_BACK = "given_back", pgettext_lazy("difference", "Given back")
    CAME_HOME = "came_home", pgettext_lazy("difference", "The bank sent it back")
    SEND_BACK = "send_back", pgettext_lazy("difference", "It goes back to who sent it")
    TOLD = "told", pgettext_lazy("difference", "The carrier told it later")


class Bearer(models.TextChoices):
    """Who bears what is missing, or has what is too much."""

    MARKET = "market", pgettext_lazy("bearer", "The market")
    SELLER = "seller", pgettext_lazy("bearer", "The shop")
    BUYER = "buyer", pgettext_lazy("bearer", "The buyer gets it back")
    NOBODY = "nobody", pgettext_lazy("bearer", "Nobody yet: it is kept as unexplained")
    SENDER = "sender", pgettext_lazy("bearer", "Whoever sent it gets it back")


GO_BACK = frozenset({Bearer.BUYER, Bearer.SENDER})
"""Whoever gets back what is too much, by a transfer."""
_UNDECIDED = (FindingStatus.OPEN, FindingStatus.ASKED)
FINDING_FLOW = Flow(
    accept=dict.fromkeys(_UNDECIDED, FindingStatus.SETTLED),
    accept_for_buyer=dict.fromkeys(_UNDECIDED, FindingStatus.TO_RETURN),
    insist=dict.fromkeys(_UNDECIDED, FindingStatus.SETTLED),
    ask={FindingStatus.OPEN: FindingStatus.ASKED, FindingStatus.ASKED: FindingStatus.ASKED},
    write_off=dict.fromkeys(_UNDECIDED, FindingStatus.SETTLED),
    dismiss=dict.fromkeys(_UNDECIDED, FindingStatus.SETTLED),
    told=dict.fromkeys(_UNDECIDED, FindingStatus.SETTLED),
    send_back={FindingStatus.SETTLED: FindingStatus.TO_RETURN},
    given_back={FindingStatus.TO_RETURN: FindingStatus.SETTLED},
    came_home={FindingStatus.SETTLED: FindingStatus.TO_RETURN},
)

OWN_CASH, OWN_CASH_BACK, CARRIER_FEE = "own_cash", "own_cash_back", "carrier_fee"
CASH_SHORT, CASH_OVER = "cash_short", "cash_over"
"""The kinds of the books that touch what a seller has to come: words of `settlement.states.Kind`."""
