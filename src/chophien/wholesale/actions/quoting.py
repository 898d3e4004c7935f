"""Quoting for a request, and the one tap that makes a contract's draft of a quote."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.models import Variant
from chophien.catalog.states import ListingStatus
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import MAX_VND
from chophien.lib.quantity import MAX_QUANTITY, unit_label
from chophien.lib.text import clean_line
from chophien.lots.selectors.lots import lots_to_use
from chophien.messages.actions.telling import settle
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.wholesale import policies
from chophien.wholesale.actions.telling import tell_buyer
from chophien.wholesale.calendar import due_days
from chophien.wholesale.errors import OwnRequest, QuotedAlready, QuoteOver
from chophien.wholesale.models import Contract, Delivery, PurchaseRequest, Quote
from chophien.wholesale.selectors.requests import lock_quote, lock_request
from chophien.wholesale.states import QUOTE_FLOW, REQUEST_FLOW, QuoteStatus
from chophien.wholesale.units import in_unit

QUOTE_PREFIX, CONTRACT_PREFIX, SYMBOLS = "BG", "HD", 7
YEAR = timedelta(days=366)


@dataclass(frozen=True)
class QuoteFacts:
    """These goods at a price a unit of theirs, until a day. `quantity` of one delivery; none: as asked for."""

    variant_code: str
    price_vnd: int
    valid_until: date
    quantity: Decimal | None = None
    note: str = ""
    lot_code: str = ""
    """The shop's lot that is to fill it."""


@transaction.atomic
def quote(*, request: PurchaseRequest, seller: Seller, facts: QuoteFacts, actor: Actor, at: datetime) -> Quote:
    """Answer a request for a shop.

    :raises NotPermitted: if `actor` does not answer buyers for the shop
    :raises OwnRequest: if the buyer works for the shop
    :raises StepNotAllowed: if the request is no longer open
    :raises QuotedAlready: while the shop has another quote there
    :raises Invalid: naming every field that needs a correction
    """
    held = lock_request(request.pk)
    policies.can_quote_for(actor, seller, at=at).require()
    if actor.code == held.buyer.code or policies.can_quote_for(held.buyer, seller, at=at):
        raise OwnRequest
    REQUEST_FLOW.next("change", held.status)
    if held.quotes.filter(seller=seller, status=QuoteStatus.OPEN).exists():
        raise QuotedAlready
    variant = _on_sale(seller, facts.variant_code)
    amount = _amount(held, facts, variant)
    faults = _quote_faults(facts, variant, amount, unit=held.unit, at=at)
    lot = lots_to_use(seller).filter(code=facts.lot_code).first() if facts.lot_code else None
    if facts.lot_code and lot is None:
        faults["lot_code"] = _("Choose a lot of your own of which something is left.")
    if faults or variant is None or amount is None:
        raise Invalid({name: [sentence] for name, sentence in faults.items()})
    made = Quote.objects.create(
        code=new_code(QUOTE_PREFIX, SYMBOLS),
        request=held,
        seller=seller,
        variant=variant,
        quantity=amount,
        price_vnd=facts.price_vnd,
        valid_until=facts.valid_until,
        note=clean_line(facts.note)[:500],
        lot=lot,
        made_by=actor.code,
        on_behalf_of=principal_of(actor, seller, at=at),
        made_at=at,
    )
    tell_buyer(held, _("A shop has quoted for %(goods)s."), at=at)
    record(
        "wholesale.quoted",
        actor=actor,
        subject_code=made.code,
        on_behalf_of=made.on_behalf_of,
        at=at,
        facts={"request": held.code, "seller": seller.code, "price_vnd": made.price_vnd, "quantity": str(amount)},
    )
    return made


@transaction.atomic
def withdraw_quote(*, quote: Quote, actor: Actor, at: datetime) -> Quote:
    """Take a quote back before it is accepted.

    :raises NotPermitted: if `actor` does not answer buyers for the shop
    :raises StepNotAllowed: if the buyer was quicker
    """
    held = lock_quote(quote.pk)
    policies.can_quote_for(actor, held.seller, at=at).require()
    held.status = QUOTE_FLOW.next("withdraw", held.status)
    held.save(update_fields=["status"])
    helped = principal_of(actor, held.seller, at=at)
    record("wholesale.quote_withdrawn", actor=actor, subject_code=held.code, on_behalf_of=helped, at=at)
    return held


@transaction.atomic
def accept_quote(*, quote: Quote, actor: Actor, at: datetime) -> Contract:
    """One tap: the quote becomes a contract's draft with its calendar. The same tap again finds the same draft.

    :raises NotPermitted: if it is an answer to somebody else's request
    :raises QuoteOver: after its last day
    :raises StepNotAllowed: if the quote was withdrawn, or another accepted
    """
    request = lock_request(quote.request_id)
    policies.can_change_request(actor, request).require()
    held = lock_quote(quote.pk)
    if held.status == QuoteStatus.ACCEPTED:
        return Contract.objects.get(quote=held)
    after = QUOTE_FLOW.next("accept", held.status)
    if held.valid_until < local_date(at):
        raise QuoteOver(facts={"day": format_date(held.valid_until)})
    request.status = REQUEST_FLOW.next("agree", request.status)
    request.save(update_fields=["status"])
    held.status = after
    held.save(update_fields=["status"])
    others = request.quotes.filter(status=QuoteStatus.OPEN).select_related("seller")
    for other in others:
        other.status = QUOTE_FLOW.next("pass_over", other.status)
        other.save(update_fields=["status"])
    settle(about=request.code, kinds=("wholesale.request",), at=at)
    contract = _draft(request, held, at=at)
    tell_managers(
        seller=held.seller,
        kind="wholesale.news",
        text=_("The buyer accepted your quote. Read the contract's draft and confirm it."),
        link=reverse("wholesale:contract", args=[contract.code]),
        about=contract.code,
        at=at,
    )
    facts = {"quote": held.code, "contract": contract.code}
    record("wholesale.quote_accepted", actor=actor, subject_code=request.code, at=at, facts=facts)
    return contract


def _draft(request: PurchaseRequest, held: Quote, *, at: datetime) -> Contract:
    live = held.variant.listing.live
    contract = Contract.objects.create(
        code=new_code(CONTRACT_PREFIX, SYMBOLS),
        quote=held,
        buyer=request.buyer,
        seller=held.seller,
        variant=held.variant,
        goods=" · ".join(part for part in (live.title if live else "", held.variant.title, held.variant.pack) if part),
        unit=held.variant.unit,
        base_vnd=held.price_vnd,
        most_percent=rules.whole("wholesale.penalty_most_percent", at=at),
        contact_name=request.buyer.name,
        contact_phone=request.buyer.mobile,
        commune=request.commune,
        drafted_at=at,
    )
    days = due_days(request.rhythm, request.first_on, request.last_on)
    Delivery.objects.bulk_create(
        Delivery(contract=contract, number=number, due_on=day, quantity=held.quantity)
        for number, day in enumerate(days, start=1)
    )
    return contract


def _on_sale(seller: Seller, code: str) -> Variant | None:
    rows = Variant.objects.select_related("listing__live").filter(listing__seller=seller, is_active=True, code=code)
    return rows.filter(listing__status=ListingStatus.PUBLISHED, listing__live__isnull=False).first()


def _amount(request: PurchaseRequest, facts: QuoteFacts, variant: Variant | None) -> Decimal | None:
    if facts.quantity is not None or variant is None:
        return facts.quantity
    return in_unit(request.quantity, request.unit, variant.unit)


def _quote_faults(
    facts: QuoteFacts, variant: Variant | None, amount: Decimal | None, *, unit: str, at: datetime
) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    if variant is None:
        faults["variant_code"] = _("Choose goods of your own that are on sale.")
    elif amount is None:
        units = {"asked": unit_label(unit), "sold": unit_label(variant.unit)}
        faults["quantity"] = _("It is asked for in %(asked)s and sold in %(sold)s: write how many %(sold)s.") % units
    elif not amount.is_finite() or not 0 < amount <= MAX_QUANTITY:
        faults["quantity"] = _("Write a quantity above zero.")
    if not 0 < facts.price_vnd <= MAX_VND:
        faults["price_vnd"] = _("Write a price above zero.")
    today = local_date(at)
    if not today <= facts.valid_until <= today + YEAR:
        faults["valid_until"] = _("Choose a day from today on, within a year.")
    return faults
