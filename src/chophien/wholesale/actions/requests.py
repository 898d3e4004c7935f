"""Asking for goods in bulk, quoting, and the one tap that makes a contract's draft of a quote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.catalog.models import Category, Variant
from chophien.catalog.states import CertificateKind, ListingStatus
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import MAX_VND
from chophien.lib.quantity import MAX_QUANTITY, UNITS, unit_label
from chophien.lib.text import clean_line, clean_text
from chophien.messages.actions import tell
from chophien.places.models import Commune
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.wholesale import policies
from chophien.wholesale.calendar import due_days
from chophien.wholesale.errors import OwnRequest, QuotedAlready, QuoteOver, TooManyRequests
from chophien.wholesale.models import Contract, Delivery, PurchaseRequest, Quote
from chophien.wholesale.selectors.requests import in_unit_of, lock_quote, lock_request
from chophien.wholesale.states import QUOTE_FLOW, REQUEST_FLOW, QuoteStatus, RequestStatus, Rhythm

REQUEST_PREFIX, QUOTE_PREFIX, CONTRACT_PREFIX, SYMBOLS = "HM", "BG", "HD", 7
GOODS_MOST, NOTE_MOST = 140, 1000
YEAR = timedelta(days=366)


@dataclass(frozen=True)
class RequestFacts:
    """What a buyer looks for: so much of it each time, at a price range a unit, brought to a commune."""

    goods: str
    quantity: Decimal
    unit: str
    rhythm: str
    first_on: date
    last_on: date | None
    commune: Commune
    category: Category | None = None
    from_province_code: str = ""
    least_vnd: int | None = None
    most_vnd: int | None = None
    certificates: list[str] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class QuoteFacts:
    """These goods at a price a unit of theirs, until a day. `quantity` of one delivery; none: as asked for."""

    variant_code: str
    price_vnd: int
    valid_until: date
    quantity: Decimal | None = None
    note: str = ""


@transaction.atomic
def ask_for_goods(*, facts: RequestFacts, buyer: Person, at: datetime) -> PurchaseRequest:
    """Post a request. Shops that have such goods see it, without the buyer's name, phone and exact place.

    :raises TooManyRequests: beyond `wholesale.requests_open_most` of one buyer
    :raises Invalid: naming every field that needs a correction
    """
    most = rules.whole("wholesale.requests_open_most", at=at)
    if PurchaseRequest.objects.filter(buyer=buyer, status=RequestStatus.OPEN).count() >= most:
        raise TooManyRequests(facts={"most": most})
    request = PurchaseRequest.objects.create(
        code=new_code(REQUEST_PREFIX, SYMBOLS), buyer=buyer, made_at=at, changed_at=at, **_fields(facts, at=at)
    )
    record("wholesale.request_made", actor=buyer, subject_code=request.code, at=at, facts=_told(facts))
    return request


@transaction.atomic
def change_request(*, request: PurchaseRequest, facts: RequestFacts, actor: Actor, at: datetime) -> PurchaseRequest:
    """Write a request anew while it is open. Shops that had quoted are told, and their quotes are withdrawn.

    :raises NotPermitted: if it is somebody else's
    :raises StepNotAllowed: if it is no longer open
    :raises Invalid: naming every field that needs a correction
    """
    held = lock_request(request.pk)
    policies.can_change_request(actor, held).require()
    held.status = REQUEST_FLOW.next("change", held.status)
    for name, value in _fields(facts, at=at).items():
        setattr(held, name, value)
    held.changed_at = at
    held.save()
    _drop_quotes(held, at=at, text=_("The buyer has changed a request for goods. Quote again if you like."))
    record("wholesale.request_changed", actor=actor, subject_code=held.code, at=at, facts=_told(facts))
    return held


@transaction.atomic
def withdraw_request(*, request: PurchaseRequest, actor: Actor, at: datetime) -> PurchaseRequest:
    """The buyer no longer looks for it.

    :raises NotPermitted: if it is somebody else's
    :raises StepNotAllowed: if it is no longer open
    """
    held = lock_request(request.pk)
    policies.can_change_request(actor, held).require()
    held.status = REQUEST_FLOW.next("withdraw", held.status)
    held.save(update_fields=["status"])
    _drop_quotes(held, at=at, text=_("The buyer has withdrawn a request for goods."))
    record("wholesale.request_withdrawn", actor=actor, subject_code=held.code, at=at)
    return held


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
        made_by=actor.code,
        on_behalf_of=principal_of(actor, seller, at=at),
        made_at=at,
    )
    _tell_buyer(held, _("A shop has quoted for %(goods)s."), at=at)
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


def _fields(facts: RequestFacts, *, at: datetime) -> dict[str, object]:
    """The columns of a request, if all can be.

    :raises Invalid: naming every field that needs a correction
    """
    last = facts.first_on if facts.last_on is None or facts.rhythm == Rhythm.ONCE else facts.last_on
    goods = clean_line(facts.goods)
    faults = _faults(facts, goods=goods, last=last, at=at)
    if faults:
        raise Invalid({name: [sentence] for name, sentence in faults.items()})
    return {
        "goods": goods,
        "category": facts.category,
        "from_province_code": facts.from_province_code,
        "quantity": facts.quantity,
        "unit": facts.unit,
        "rhythm": facts.rhythm,
        "first_on": facts.first_on,
        "last_on": last,
        "least_vnd": facts.least_vnd,
        "most_vnd": facts.most_vnd,
        "certificates": sorted(set(facts.certificates)),
        "commune": facts.commune,
        "note": clean_text(facts.note)[:NOTE_MOST],
    }


def _faults(facts: RequestFacts, *, goods: str, last: date, at: datetime) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    if not 0 < len(goods) <= GOODS_MOST:
        faults["goods"] = _("Write what you look for.")
    if not facts.quantity.is_finite() or not 0 < facts.quantity <= MAX_QUANTITY:
        faults["quantity"] = _("Write a quantity above zero.")
    if facts.unit not in UNITS:
        faults["unit"] = _("Choose a unit.")
    if facts.rhythm not in Rhythm.values:
        faults["rhythm"] = _("Choose how often.")
    if facts.first_on < local_date(at):
        faults["first_on"] = _("This day is over.")
    if not facts.first_on <= last <= facts.first_on + YEAR:
        faults["last_on"] = _("The last day comes after the first, within a year.")
    return faults | _faults_of_prices(facts)


def _faults_of_prices(facts: RequestFacts) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    if any(vnd is not None and not 0 < vnd <= MAX_VND for vnd in (facts.least_vnd, facts.most_vnd)):
        faults["most_vnd"] = _("Write a price above zero.")
    if facts.least_vnd is not None and facts.most_vnd is not None and facts.least_vnd > facts.most_vnd:
        faults["most_vnd"] = _("The highest price is not below the lowest.")
    if set(facts.certificates) - set(CertificateKind.values):
        faults["certificates"] = _("Choose certificates from the list.")
    return faults


def _told(facts: RequestFacts) -> Mapping[str, object]:
    return {"quantity": str(facts.quantity), "unit": facts.unit, "rhythm": facts.rhythm}


def _on_sale(seller: Seller, code: str) -> Variant | None:
    rows = Variant.objects.select_related("listing__live").filter(listing__seller=seller, is_active=True, code=code)
    return rows.filter(listing__status=ListingStatus.PUBLISHED, listing__live__isnull=False).first()


def _amount(request: PurchaseRequest, facts: QuoteFacts, variant: Variant | None) -> Decimal | None:
    if facts.quantity is not None or variant is None:
        return facts.quantity
    return in_unit_of(variant, request.quantity, request.unit)


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


def _drop_quotes(request: PurchaseRequest, *, text: Sentence, at: datetime) -> None:
    """Quotes for what was asked before no longer count; their shops are told."""
    for one in request.quotes.filter(status=QuoteStatus.OPEN).select_related("seller"):
        one.status = QUOTE_FLOW.next("withdraw", one.status)
        one.save(update_fields=["status"])
        link = reverse("wholesale:shop", args=[one.seller.code])
        tell_managers(seller=one.seller, kind="wholesale.news", text=text, link=link, about=request.code, at=at)


def _tell_buyer(request: PurchaseRequest, text: Sentence, *, at: datetime) -> None:
    buyer = request.buyer
    tell(
        kind="wholesale.news",
        person_code=buyer.code,
        phone=buyer.mobile,
        text=text,
        facts={"goods": request.goods},
        language=buyer.language,
        link=reverse("wholesale:request", args=[request.code]),
        about=request.code,
        at=at,
    )
