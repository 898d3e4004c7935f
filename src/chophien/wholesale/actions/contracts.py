"""What is done with a contract: its terms, both sides' yes, the index, and the deliveries that become orders."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_pin, token_digest, token_matches
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid, NotPermitted, Sentence
from chophien.lib.money import MAX_VND
from chophien.lib.quantity import MAX_QUANTITY, UNITS, format_quantity
from chophien.lib.text import clean_line, clean_text
from chophien.messages.actions import send_sms, tell
from chophien.orders.actions.placing import DirectLine, DirectWish, Terms, place_order
from chophien.orders.states import Origin
from chophien.payments.states import PaymentMethod
from chophien.places.models import Commune
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.selectors.helping import principal_of
from chophien.wholesale import policies
from chophien.wholesale.errors import (
    ContractCodeOld,
    ContractCodeWrong,
    IndexMissing,
    NothingLeftToDeliver,
    TermsChanged,
)
from chophien.wholesale.models import Contract, Delivery, DeliveryPart, IndexRow, Signature
from chophien.wholesale.selectors.contracts import lock_contract, price_on, signed_by, terms_digest
from chophien.wholesale.states import CONTRACT_FLOW, ContractStatus, Party

TRIES_MOST = 5
PERCENT, PERMYRIAD = 100, 10_000


@dataclass(frozen=True)
class ContractTerms:
    """What can be changed while it is a draft. Prices are for one unit; late is in hundredths of a per cent a day."""

    base_vnd: int
    contact_name: str
    contact_phone: str
    commune: Commune
    hamlet: str = ""
    index_name: str = ""
    base_index: Decimal | None = None
    share_percent: int = 0
    floor_vnd: int | None = None
    cap_vnd: int | None = None
    deposit_vnd: int = 0
    deposit_on: date | None = None
    late_permyriad: int = 0
    short_percent: int = 0
    terms: str = ""


@transaction.atomic
def set_terms(*, contract: Contract, terms: ContractTerms, actor: Actor, at: datetime) -> Contract:
    """Write the draft's terms; who had confirmed other terms has to confirm anew.

    :raises NotPermitted: if `actor` is neither the buyer nor the shop's manager
    :raises StepNotAllowed: once it is agreed
    :raises Invalid: naming every field that needs a correction
    """
    held = lock_contract(contract.pk)
    policies.can_agree(actor, held, at=at).require()
    CONTRACT_FLOW.next("agree", held.status)
    most = rules.whole("wholesale.penalty_most_percent", at=at)
    if faults := _faults(terms, most=most):
        raise Invalid({name: [sentence] for name, sentence in faults.items()})
    held.base_vnd = terms.base_vnd
    held.share_percent = terms.share_percent
    held.index_name = clean_line(terms.index_name)[:120] if terms.share_percent else ""
    held.base_index = terms.base_index if terms.share_percent else None
    held.floor_vnd, held.cap_vnd = terms.floor_vnd, terms.cap_vnd
    held.deposit_vnd, held.deposit_on = terms.deposit_vnd, terms.deposit_on if terms.deposit_vnd else None
    held.late_permyriad, held.short_percent, held.most_percent = terms.late_permyriad, terms.short_percent, most
    held.contact_name, held.contact_phone = clean_line(terms.contact_name)[:100], terms.contact_phone
    held.commune, held.hamlet = terms.commune, clean_line(terms.hamlet)[:120]
    held.terms = clean_text(terms.terms)[:2000]
    held.save()
    facts = {"base_vnd": held.base_vnd, "digest": terms_digest(held)}
    record("wholesale.terms_set", actor=actor, subject_code=held.code, at=at, facts=facts)
    return held


@transaction.atomic
def send_contract_code(*, contract: Contract, actor: Person, at: datetime) -> Signature:
    """Send the code by which one side says yes to the contract as it stands now.

    :raises NotPermitted: if `actor` speaks for neither side
    :raises StepNotAllowed: unless it is a draft
    :raises Invalid: without a number to send it to, or while nobody is named who receives the goods
    """
    held = lock_contract(contract.pk)
    party = _party(actor, held, at=at)
    CONTRACT_FLOW.next("agree", held.status)
    if not held.contact_name or not held.contact_phone:
        raise Invalid({"contact_name": [_("Write first who receives the goods, and where.")]})
    if not actor.mobile:
        raise Invalid({"code": [_("Your account has no mobile number to send a code to.")]})
    recent = Signature.objects.filter(contract=held, person=actor, sent_at__gt=at - timedelta(hours=1)).count()
    if recent >= rules.whole("accounts.codes_per_hour", at=at):
        raise Invalid({"code": [_("Too many codes were sent within an hour. Try again later.")]})
    minutes = rules.whole("accounts.code_minutes", at=at)
    pin = new_pin()
    sent = Signature.objects.create(
        contract=held,
        party=party,
        person=actor,
        terms_digest=terms_digest(held),
        pin_digest=token_digest(f"{held.code}\n{pin}"),
        sent_at=at,
        expires_at=at + timedelta(minutes=minutes),
    )
    send_sms(
        phone=actor.mobile,
        text=_("Cho Phien: %(pin)s confirms contract %(code)s, good for %(minutes)s min. Never tell it to anybody."),
        facts={"pin": pin, "code": held.code, "minutes": minutes},
        language=actor.language,
        about=held.code,
        secret=True,
        at=at,
    )
    record("wholesale.code_sent", actor=actor, subject_code=held.code, at=at, facts={"party": party.value})
    return sent


def sign_contract(*, contract: Contract, pin: str, actor: Person, at: datetime) -> Contract:
    """One side says yes by the code of the newest message. With the second yes the contract is in force.

    A wrong try is written down although it fails.

    :raises NotPermitted: if `actor` speaks for neither side
    :raises ContractCodeWrong: if it is another code
    :raises ContractCodeOld: if there is none that still counts
    :raises TermsChanged: if the terms are no longer those that the code was sent for
    :raises StepNotAllowed: unless it is a draft
    """
    refusal: DomainError | None = None
    with transaction.atomic():
        held = lock_contract(contract.pk)
        party = _party(actor, held, at=at)
        after = CONTRACT_FLOW.next("agree", held.status)
        newest = Signature.objects.filter(contract=held, person=actor).order_by("-pk").first()
        refusal = _why_not(newest, held, pin, at=at)
        if newest is not None and refusal is None:
            newest.confirmed_at = at
            newest.save(update_fields=["confirmed_at"])
            facts = {"party": party.value, "digest": newest.terms_digest}
            record("wholesale.contract_signed", actor=actor, subject_code=held.code, at=at, facts=facts)
            if len(signed_by(held, digest=newest.terms_digest)) == len(Party):
                held.status, held.agreed_at = after, at
                held.save(update_fields=["status", "agreed_at"])
                _tell_both(held, _("The contract %(code)s is in force: both sides have confirmed it."), at=at)
            return held
    raise refusal or ContractCodeOld


@transaction.atomic
def call_off(*, contract: Contract, actor: Actor, at: datetime) -> Contract:
    """One side does not want the contract; nothing was agreed yet.

    :raises NotPermitted: if `actor` speaks for neither side
    :raises StepNotAllowed: once it is agreed
    """
    held = lock_contract(contract.pk)
    policies.can_agree(actor, held, at=at).require()
    held.status = CONTRACT_FLOW.next("call_off", held.status)
    held.ended_at = at
    held.save(update_fields=["status", "ended_at"])
    _tell_both(held, _("The contract %(code)s was called off before it was agreed."), at=at)
    record("wholesale.contract_called_off", actor=actor, subject_code=held.code, at=at)
    return held


@transaction.atomic
def enter_index(*, contract: Contract, on: date, value: Decimal, source: str, actor: Actor, at: datetime) -> IndexRow:
    """Write down how the index stood from a day on. A figure that was entered stays; both sides see who entered it.

    :raises NotPermitted: if `actor` speaks for neither side
    :raises Invalid: naming every field that needs a correction
    """
    held = lock_contract(contract.pk)
    policies.can_agree(actor, held, at=at).require()
    faults: dict[str, Sentence] = {}
    if not held.share_percent or held.status not in {ContractStatus.DRAFT, ContractStatus.AGREED}:
        faults["value"] = _("The price of this contract follows no index.")
    if not value.is_finite() or not 0 < value <= MAX_QUANTITY:
        faults["value"] = _("Write a figure above zero.")
    if on > local_date(at):
        faults["on"] = _("This day has not come yet.")
    if not clean_line(source):
        faults["source"] = _("Write where the figure stands.")
    if held.index_rows.filter(on=on).exists():
        faults["on"] = _("There is a figure for this day already.")
    if faults:
        raise Invalid({name: [sentence] for name, sentence in faults.items()})
    row = IndexRow.objects.create(
        contract=held, on=on, value=value, source=clean_line(source)[:200], entered_by=actor.code, entered_at=at
    )
    facts = {"on": str(on), "value": str(value)}
    record("wholesale.index_entered", actor=actor, subject_code=held.code, at=at, facts=facts)
    return row


@transaction.atomic
def send_part(
    *, contract: Contract, number: int, quantity: Decimal, idempotency_key: str, actor: Actor, at: datetime
) -> DeliveryPart:
    """Send goods of a delivery, all or a part: they become an order at the contract's price of that delivery's day.

    The same key again is the same part.

    :raises NotPermitted: if `actor` does not hand goods over for the shop
    :raises StepNotAllowed: unless the contract is in force
    :raises NothingLeftToDeliver: if less is left of the delivery
    :raises IndexMissing: while the price of the day is not known
    :raises CartRefused: if the shop has too little in stock
    """
    held = lock_contract(contract.pk)
    policies.can_send(actor, held, at=at).require()
    CONTRACT_FLOW.next("end", held.status)
    delivery = Delivery.objects.prefetch_related("parts").get(contract=held, number=number)
    price = price_on(held, delivery.due_on, rows=list(held.index_rows.all()))
    if price is None:
        raise IndexMissing(facts={"name": held.index_name})
    placed = place_order(
        wish=_wish(held),
        lines=[DirectLine(held.variant.code, quantity, price)],
        origin=Origin.WHOLESALE,
        idempotency_key=f"{held.code}-{number}-{idempotency_key}"[:80],
        actor=actor,
        person=held.buyer,
        terms=Terms(promised=(max(delivery.due_on, local_date(at)),) * 2),
        at=at,
    )
    order = placed.orders[0]
    if placed.is_replay:
        return DeliveryPart.objects.get(delivery=delivery, order_code=order.code)
    left = delivery.quantity - sum((part.quantity for part in delivery.parts.all()), Decimal(0))
    if delivery.closed_on is not None or quantity > left:
        raise NothingLeftToDeliver(facts={"left": format_quantity(max(left, Decimal(0)), UNITS.get(held.unit))})
    part = DeliveryPart.objects.create(
        delivery=delivery,
        on=local_date(at),
        quantity=quantity,
        price_vnd=price,
        order_code=order.code,
        sent_by=actor.code,
        on_behalf_of=principal_of(actor, held.seller, at=at),
        sent_at=at,
    )
    if quantity == left:
        delivery.closed_on = part.on
        delivery.save(update_fields=["closed_on"])
        _end_if_done(held, at=at)
    facts = {"number": number, "quantity": str(quantity), "order": order.code, "price_vnd": price}
    helped = part.on_behalf_of
    record("wholesale.part_sent", actor=actor, subject_code=held.code, on_behalf_of=helped, at=at, facts=facts)
    return part


@transaction.atomic
def close_delivery(*, contract: Contract, number: int, actor: Actor, at: datetime) -> Delivery:
    """Nothing more will come of a delivery whose day has come: what is missing counts as short from now on.

    :raises NotPermitted: if `actor` speaks for neither side
    :raises StepNotAllowed: unless the contract is in force
    :raises Invalid: before its day, or when it is closed already
    """
    held = lock_contract(contract.pk)
    policies.can_agree(actor, held, at=at).require()
    CONTRACT_FLOW.next("end", held.status)
    delivery = Delivery.objects.get(contract=held, number=number)
    if delivery.closed_on is not None or delivery.due_on > local_date(at):
        raise Invalid({"quantity": [_("A delivery can be closed from its day on, once.")]})
    delivery.closed_on = local_date(at)
    delivery.save(update_fields=["closed_on"])
    record("wholesale.delivery_closed", actor=actor, subject_code=held.code, at=at, facts={"number": number})
    _tell_both(held, _("A delivery of contract %(code)s was closed. See what it comes to."), at=at)
    _end_if_done(held, at=at)
    return delivery


def _end_if_done(held: Contract, *, at: datetime) -> None:
    if not held.deliveries.filter(closed_on__isnull=True).exists():
        held.status, held.ended_at = CONTRACT_FLOW.next("end", held.status), at
        held.save(update_fields=["status", "ended_at"])


def _party(actor: Actor, held: Contract, *, at: datetime) -> Party:
    party = policies.party_of(actor, held, at=at)
    if party is None:
        raise NotPermitted(_("Only the buyer and the shop's manager decide about this contract."))
    return party


def _why_not(newest: Signature | None, held: Contract, pin: str, *, at: datetime) -> DomainError | None:
    if newest is None or newest.confirmed_at or newest.expires_at < at or newest.wrong_tries >= TRIES_MOST:
        return ContractCodeOld()
    if not token_matches(f"{held.code}\n{pin.strip()}", newest.pin_digest):
        newest.wrong_tries += 1
        newest.save(update_fields=["wrong_tries"])
        return ContractCodeWrong()
    return None if newest.terms_digest == terms_digest(held) else TermsChanged()


def _faults(terms: ContractTerms, *, most: int) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    for name in ("base_vnd", "floor_vnd", "cap_vnd"):
        amount = getattr(terms, name)
        if amount is not None and not 0 < amount <= MAX_VND:
            faults[name] = _("Write a price above zero.")
    if terms.floor_vnd is not None and terms.cap_vnd is not None and terms.floor_vnd > terms.cap_vnd:
        faults["cap_vnd"] = _("The highest price is not below the lowest.")
    if not 0 <= terms.share_percent <= PERCENT:
        faults["share_percent"] = _("Write a share from 0 to 100 per cent.")
    if terms.share_percent and not clean_line(terms.index_name):
        faults["index_name"] = _("Write which index the price follows.")
    if terms.share_percent and (
        terms.base_index is None or not terms.base_index.is_finite() or not 0 < terms.base_index <= MAX_QUANTITY
    ):
        faults["base_index"] = _("Write how the index stands at the agreed price.")
    return faults | _faults_of_the_rest(terms, most=most)


def _faults_of_the_rest(terms: ContractTerms, *, most: int) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    if not 0 <= terms.deposit_vnd <= MAX_VND:
        faults["deposit_vnd"] = _("Write an amount from zero on.")
    if terms.deposit_vnd and terms.deposit_on is None:
        faults["deposit_on"] = _("Write until when the deposit is paid.")
    if not 0 <= terms.late_permyriad <= most * PERCENT:
        faults["late_permyriad"] = _("The law allows at most %(most)s per cent.") % {"most": most}
    if not 0 <= terms.short_percent <= most:
        faults["short_percent"] = _("The law allows at most %(most)s per cent.") % {"most": most}
    if not clean_line(terms.contact_name):
        faults["contact_name"] = _("Write who receives the goods.")
    return faults


def _wish(held: Contract) -> DirectWish:
    return DirectWish(
        contact_name=held.contact_name,
        contact_phone=held.contact_phone,
        commune_code=held.commune.code,
        province_code=held.commune.province.code,
        hamlet=held.hamlet,
        payment=PaymentMethod.COD.value,
        consent=True,
        note=held.code,
    )


def _tell_both(held: Contract, text: Sentence, *, at: datetime) -> None:
    link, facts = reverse("wholesale:contract", args=[held.code]), {"code": held.code}
    tell_managers(seller=held.seller, kind="wholesale.news", text=text, link=link, about=held.code, at=at, facts=facts)
    buyer = held.buyer
    tell(
        kind="wholesale.news",
        person_code=buyer.code,
        phone=buyer.mobile,
        text=text,
        facts=facts,
        language=buyer.language,
        link=link,
        about=held.code,
        at=at,
    )
