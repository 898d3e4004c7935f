"""By when each kind of complaint is told, answered and settled: names of dated rules, never figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import ngettext

from chophien.complaints.states import Fault
from chophien.rules import selectors as rules

REPLY, TELL = "complaints.first_reply_hours", "orders.return_days"


@dataclass(frozen=True)
class Terms:
    """Rules by name: hours or days until it is settled, until the first answer, and for telling it.

    `needs_parcel`: there is something to complain about only once the parcel is there. `photo`: it is to be shown.
    """

    settle: str
    reply: str = REPLY
    tell: str = TELL
    needs_parcel: bool = True
    photo: bool = False


TERMS: Mapping[Fault, Terms] = {
    Fault.WRONG_INFO: Terms("complaints.wrong_goods_days", tell="orders.free_cancel_days", needs_parcel=False),
    Fault.NOT_AS_ANNOUNCED: Terms("complaints.wrong_goods_days", photo=True),
    Fault.DAMAGED: Terms("complaints.wrong_goods_days", photo=True),
    Fault.SPOILT: Terms(
        "complaints.fresh_goods_hours",
        reply="complaints.fresh_first_reply_hours",
        tell="complaints.fresh_tell_hours",
        photo=True,
    ),
    Fault.MISSING: Terms("complaints.wrong_goods_days"),
    Fault.LATE: Terms("complaints.other_days"),
    Fault.NOT_COME: Terms("complaints.missing_parcel_days", tell="", needs_parcel=False),
    Fault.MONEY: Terms("complaints.money_days", tell="", needs_parcel=False),
    Fault.OTHER: Terms("complaints.other_days", tell="", needs_parcel=False),
}


def rescind_until(placed_at: datetime) -> datetime:
    """The last moment at which wrong information lets the buyer cancel a contract: by the rule of the day it was made,
    as the contract says (Law 19/2023/QH15 art. 38).
    """
    return placed_at + span(TERMS[Fault.WRONG_INFO].tell, at=placed_at)


def span(rule: str, *, at: datetime) -> timedelta:
    """How long a rule gives, in the hours or days that its name ends with."""
    amount = rules.whole(rule, at=at)
    return timedelta(hours=amount) if rule.endswith("_hours") else timedelta(days=amount)


def in_words(rule: str, *, at: datetime) -> str:
    """``24 hours`` or ``5 days``, as a page says it."""
    amount = rules.whole(rule, at=at)
    if rule.endswith("_hours"):
        return ngettext("%(num)s hour", "%(num)s hours", amount) % {"num": amount}
    return ngettext("%(num)s day", "%(num)s days", amount) % {"num": amount}
