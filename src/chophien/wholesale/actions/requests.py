"""Asking for goods in bulk, asking otherwise, and no longer asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.catalog.models import Category
from chophien.catalog.states import CertificateKind
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import MAX_VND
from chophien.lib.quantity import MAX_QUANTITY, UNITS
from chophien.lib.text import clean_line, clean_text
from chophien.messages.actions.telling import settle
from chophien.places.models import Commune
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_managers
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature
from chophien.wholesale import policies
from chophien.wholesale.errors import TooManyRequests
from chophien.wholesale.models import PurchaseRequest
from chophien.wholesale.selectors.requests import lock_request
from chophien.wholesale.states import QUOTE_FLOW, REQUEST_FLOW, QuoteStatus, RequestStatus, Rhythm

PREFIX, SYMBOLS = "HM", 7
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


@transaction.atomic
def ask_for_goods(*, facts: RequestFacts, buyer: Person, at: datetime) -> PurchaseRequest:
    """Post a request. Shops that have such goods see it and are told, without the buyer's name, phone and exact place.

    :raises NotOffered: if no requests are taken at the moment
    :raises TooManyRequests: beyond `wholesale.requests_open_most` of one buyer
    :raises Invalid: naming every field that needs a correction
    """
    require_on(Feature.PURCHASE_REQUESTS, at=at)
    most = rules.whole("wholesale.requests_open_most", at=at)
    if PurchaseRequest.objects.filter(buyer=buyer, status=RequestStatus.OPEN).count() >= most:
        raise TooManyRequests(facts={"most": most})
    request = PurchaseRequest.objects.create(
        code=new_code(PREFIX, SYMBOLS), buyer=buyer, made_at=at, changed_at=at, **_fields(facts, at=at)
    )
    record("wholesale.request_made", actor=buyer, subject_code=request.code, at=at, facts=_told(facts))
    enqueue("wholesale.tell_shops", request_id=request.pk)
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
    settle(about=held.code, kinds=("wholesale.request",), at=at)
    record("wholesale.request_withdrawn", actor=actor, subject_code=held.code, at=at)
    return held


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


def _drop_quotes(request: PurchaseRequest, *, text: Sentence, at: datetime) -> None:
    """Quotes for what was asked before no longer count; their shops are told."""
    for one in request.quotes.filter(status=QuoteStatus.OPEN).select_related("seller"):
        one.status = QUOTE_FLOW.next("withdraw", one.status)
        one.save(update_fields=["status"])
        link = reverse("wholesale:shop", args=[one.seller.code])
        tell_managers(seller=one.seller, kind="wholesale.news", text=text, link=link, about=request.code, at=at)
