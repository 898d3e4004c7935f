"""Buying in bulk, for the table of doors: a request with a quote, another that became a contract, a standing order."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from chophien.accounts.models import Person
from chophien.catalog.models import Variant
from chophien.lib.actor import SystemActor
from chophien.lib.dates import local_date
from chophien.payments.actions.refunding import promise_refund
from chophien.places.selectors import commune
from chophien.sellers.tests.factories import manager_of
from chophien.wholesale.actions.deposits import deposit_came
from chophien.wholesale.actions.packs import give_pack
from chophien.wholesale.actions.prices import set_price_list
from chophien.wholesale.actions.standing import StandingFacts, set_up_standing
from chophien.wholesale.tests.factories import (
    a_contract_in_force,
    a_draft_contract,
    a_quote_for,
    a_request_for,
    some_terms,
)


def in_bulk(variant: Variant, buyer: Person, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address."""
    first = local_date(at) + timedelta(days=5)
    asked = {"buyer": buyer, "unit": variant.unit, "quantity": Decimal(5), "rhythm": "once", "at": at}
    days = {"first_on": first, "last_on": first, "category": None}
    waiting = a_quote_for(a_request_for(**asked, **days), variant, at=at)
    unanswered = a_request_for(**asked, **days)
    contract = a_draft_contract(quote=a_quote_for(a_request_for(**asked, **days), variant, at=at), at=at)
    terms = some_terms(deposit_vnd=100_000, deposit_on=first)
    quoted = a_quote_for(a_request_for(**asked, **days), variant, at=at)
    kept = a_contract_in_force(quote=quoted, terms=terms, at=at)
    deposit_came(contract=kept, actor=SystemActor("system:doors"), at=at)
    refund = promise_refund(
        order_code=kept.code, amount_vnd=1_000, reason="Cọc", noticed_at=at, actor=SystemActor("system:doors"), at=at
    )
    manager = manager_of(variant.listing.seller)
    lower = [(Decimal(50), variant.price_vnd - 1)]
    set_price_list(variant=variant, tiers=lower, buyer=buyer, until=first, actor=manager, at=at)
    give_pack(seller=variant.listing.seller, buyer=None, papers=["labels", "copies"], until=first, actor=manager, at=at)
    facts = StandingFacts("Bếp ăn", [1], first, first, "Cô Mai", "+84912345678", commune("00004"))
    standing = set_up_standing(facts=facts, items=[(variant, Decimal(1))], buyer=buyer, consent=True, at=at)
    seller, request = variant.listing.seller.code, {"code": waiting.request.code}
    return {
        "wholesale:": {"code": contract.code, "seller": seller, "number": 1, "step": "tam-ngung"},
        **{f"wholesale:{name}": request for name in ("request", "edit-request", "withdraw-request")},
        **{f"wholesale:{name}": {"code": waiting.code} for name in ("accept", "withdraw-quote")},
        "wholesale:pack": {"code": seller},
        "wholesale:pack-copies": {"code": seller},
        "officedesk:deposit-came": {"code": kept.code},
        "officedesk:deposit-back": {"code": refund.code},
        "wholesale:answer": {"seller": seller, "code": unanswered.code},
        "wholesale:standing": {"code": standing.code},
        "wholesale:standing-skip": {"code": standing.code},
        "wholesale:standing-agree": {"code": standing.code},
        "wholesale:standing-step": {"code": standing.code, "step": "tam-ngung"},
    }
