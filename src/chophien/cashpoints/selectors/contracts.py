"""Whether cash points move real money: only under a partner's contract that is in force and configured."""

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


def is_real(point: Point, *, at: datetime) -> bool:
    """Whether real money moves at this point: it works under the contract that is in force."""
    contract = contract_at(at)
    return contract is not None and point.contract == contract.number
