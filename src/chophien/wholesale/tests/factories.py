"""Requests, quotes and contracts for tests, made through the same actions as in the market."""

from datetime import date, timedelta
from decimal import Decimal

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.tests.factories import a_category, an_offer
from chophien.lib.dates import local_date
from chophien.orders.tests.factories import NOON
from chophien.places.selectors import commune
from chophien.sellers.tests.factories import manager_of
from chophien.supply.tests.factories import a_variant
from chophien.wholesale.actions.deposits import open_deposit
from chophien.wholesale.actions.quoting import QuoteFacts, accept_quote, quote
from chophien.wholesale.actions.requests import RequestFacts, ask_for_goods
from chophien.wholesale.actions.terms import ContractTerms, set_terms
from chophien.wholesale.models import Contract, PurchaseRequest, Quote, Signature

FIRST = date(2026, 12, 1)


def rice(*, available: int = 10_000, **facts):
    """Vermicelli sold by the kilogram."""
    offer = an_offer(price_vnd=60_000, unit="kg", pack="", weight_g=1_000)
    return a_variant(offers=[offer], available=available, title="Miến dong Bình Lư", category=a_category(), **facts)


def a_request_for(**facts) -> PurchaseRequest:
    buyer = facts.pop("buyer", None) or PersonFactory()
    at = facts.pop("at", NOON)
    given = {
        "goods": "Miến dong",
        "quantity": Decimal(2),
        "unit": "tonne",
        "rhythm": "weekly",
        "first_on": FIRST,
        "last_on": FIRST + timedelta(days=14),
        "commune": commune("00004"),
        "category": a_category(),
    } | facts
    return ask_for_goods(facts=RequestFacts(**given), buyer=buyer, at=at)


def a_quote_for(request=None, variant=None, **facts) -> Quote:
    request, variant = request or a_request_for(), variant or rice()
    actor, at = facts.pop("actor", None) or manager_of(variant.listing.seller), facts.pop("at", NOON)
    given = {
        "variant_code": variant.code,
        "price_vnd": 50_000,
        "valid_until": local_date(at) + timedelta(days=7),
    } | facts
    return quote(request=request, seller=variant.listing.seller, facts=QuoteFacts(**given), actor=actor, at=at)


def a_draft_contract(**facts) -> Contract:
    made = facts.pop("quote", None) or a_quote_for(**facts)
    return accept_quote(quote=made, actor=made.request.buyer, at=facts.get("at", NOON))


def some_terms(**facts) -> ContractTerms:
    given = {
        "base_vnd": 50_000,
        "contact_name": "Bếp ăn Hoa Ban",
        "contact_phone": "+84912345678",
        "commune": commune("00004"),
        "late_permyriad": 50,
        "short_percent": 5,
    } | facts
    return ContractTerms(**given)


def a_contract_in_force(*, at=NOON, terms=None, **facts) -> Contract:
    """Agreed by both sides without the codes."""
    draft = a_draft_contract(at=at, **facts)
    contract = set_terms(contract=draft, terms=terms or some_terms(), actor=draft.buyer, at=at)
    Contract.objects.filter(pk=contract.pk).update(status="agreed", agreed_at=at)
    contract.refresh_from_db()
    open_deposit(contract)
    return contract


def newest_signature(contract: Contract) -> Signature:
    return Signature.objects.filter(contract=contract).order_by("-pk")[0]
