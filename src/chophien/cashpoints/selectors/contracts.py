"""Whether cash points move real money: only under a partner's contract that is in force and configured."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from chophien.cashpoints.models import Point
from chophien.rules import selectors as rules

KEY = "cashpoints.partner"


@dataclass(frozen=True)
class Contract:
    """The partner whose agents give and take cash, by a licence of its own, and from when until when."""

    partner: str
    number: str
    begins_on: date
    ends_on: date | None
    source: str


def contract_at(at: datetime) -> Contract | None:
    """The contract under which real money moves; None while there is none, so that everything is a trial.

    Two have to agree: the dated rule `cashpoints.partner` names partner and number, and whoever runs the machine has
    set the same number (`CHOPHIEN_CASHPOINT_CONTRACT`).
    """
    rule = rules.rule(KEY, at=at)
    named = rule.value if isinstance(rule.value, dict) else {}
    partner, number = str(named.get("partner", "")).strip(), str(named.get("contract", "")).strip()
    if not partner or not number or number != settings.CASHPOINT_CONTRACT.strip():
        return None
    return Contract(partner, number, rule.effective_from, rule.effective_to, rule.source)


def partner_named(*, simulated: bool, at: datetime) -> tuple[str, str]:
    """Partner and number of the contract under which cash moves now, to be kept with it; empty for a trial."""
    contract = None if simulated else contract_at(at)
    return (contract.partner, contract.number) if contract else ("", "")


def partner_then(at: datetime) -> tuple[str, str]:
    """Partner and number that the dated rule names for a moment, whatever is configured now: for cash that moved before
    both were kept with it.
    """
    rule = rules.rule(KEY, at=at)
    named = rule.value if isinstance(rule.value, dict) else {}
    return str(named.get("partner", "")).strip(), str(named.get("contract", "")).strip()


def is_real(point: Point, *, at: datetime) -> bool:
    """Whether real money moves at this point: it works under the contract that is in force."""
    contract = contract_at(at)
    return contract is not None and point.contract == contract.number


def on_trial(points: Iterable[Point], *, at: datetime) -> set[str]:
    """The codes of those points at which no real money moves: where both kinds are shown, each says what it is."""
    contract = contract_at(at)
    return {point.code for point in points if contract is None or point.contract != contract.number}
