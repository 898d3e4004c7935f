"""A contract's deliveries: the index of their price, the goods that become orders, and the end."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import line_total
from chophien.lib.quantity import MAX_QUANTITY
from chophien.lib.text import clean_line
from chophien.orders.actions.placing import DirectLine, DirectWish, Terms, place_order
from chophien.orders.states import Origin
from chophien.rules import selectors as rules
from chophien.sellers.selectors.helping import principal_of
from chophien.wholesale import policies
from chophien.wholesale.actions.agreeing import agreed_in_contract
from chophien.wholesale.actions.deposits import CLOCK, give_rest_back
from chophien.wholesale.actions.telling import tell_both
from chophien.wholesale.errors import (
    IndexMissing,
    NothingLeftToDeliver,
)
from chophien.wholesale.models import Contract, Delivery, DeliveryPart, IndexRow
from chophien.wholesale.selectors.contracts import lock_contract, parts_that_count, price_on
from chophien.wholesale.selectors.deposits import part_of_order, share_for, stands_in_the_books
from chophien.wholesale.states import CONTRACT_FLOW, ContractStatus


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

    The same key again is the same part. Where the quote named a lot, they are packed of it first.

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
    goods_vnd = line_total(price, quantity) if quantity > 0 else 0
    advance = share_for(held, part=quantity, goods_vnd=goods_vnd)
    placed = place_order(
        wish=_wish(held),
        lines=[DirectLine(held.variant.code, quantity, price, lot_id=held.quote.lot_id)],
        origin=Origin.WHOLESALE,
        idempotency_key=f"{held.code}-{number}-{idempotency_key}"[:80],
        actor=actor,
        person=held.buyer,
        terms=Terms(
            promised=(max(delivery.due_on, local_date(at)),) * 2,
            held_until=at + timedelta(hours=rules.whole("wholesale.transfer_hours", at=at)),
            advance_vnd=advance,
            advance_of=held.code,
            agreed=agreed_in_contract(held),
            advance_booked=stands_in_the_books(held),
        ),
        at=at,
    )
    order = placed.orders[0]
    if placed.is_replay:
        return DeliveryPart.objects.get(delivery=delivery, order_code=order.code)
    left = delivery.quantity - sum((part.quantity for part in parts_that_count(delivery)), Decimal(0))
    if delivery.closed_on is not None or quantity > left:
        raise NothingLeftToDeliver(facts={"left": held.in_words(max(left, Decimal(0)))})
    part = DeliveryPart.objects.create(
        delivery=delivery,
        on=local_date(at),
        quantity=quantity,
        price_vnd=price,
        order_code=order.code,
        set_off_vnd=advance,
        sent_by=actor.code,
        on_behalf_of=principal_of(actor, held.seller, at=at),
        sent_at=at,
    )
    if quantity == left:
        delivery.closed_on = part.on
        delivery.save(update_fields=["closed_on"])
        _end_if_done(held, at=at)
    facts = {"number": number, "quantity": str(quantity), "order": order.code, "price_vnd": price}
    facts |= {"set_off_vnd": advance}
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
    tell_both(held, _("A delivery of contract %(code)s was closed. See what it comes to."), at=at)
    _end_if_done(held, at=at)
    return delivery


@transaction.atomic
def part_called_off(*, order_code: str, at: datetime) -> DeliveryPart | None:
    """The order that a part became was called off: it did not come, and while the contract runs it can be sent again.

    None where the order belongs to no contract, or that was written down before.
    """
    found = part_of_order(order_code)
    if found is None:
        return None
    held = lock_contract(found.delivery.contract.pk)
    part = part_of_order(order_code)
    if part is None:
        return None
    part.failed_at = at
    part.save(update_fields=["failed_at"])
    if held.status == ContractStatus.AGREED:
        part.delivery.closed_on = None
        part.delivery.save(update_fields=["closed_on"])
    tell_both(held, _("Goods of contract %(code)s were not ordered after all. Look at its calendar."), at=at)
    facts = {"order": order_code, "number": part.delivery.number}
    record("wholesale.part_called_off", actor=CLOCK, subject_code=held.code, at=at, facts=facts)
    return part


def _end_if_done(held: Contract, *, at: datetime) -> None:
    if not held.deliveries.filter(closed_on__isnull=True).exists():
        held.status, held.ended_at = CONTRACT_FLOW.next("end", held.status), at
        held.save(update_fields=["status", "ended_at"])
        give_rest_back(held, at=at)


def _wish(held: Contract) -> DirectWish:
    return DirectWish(
        contact_name=held.contact_name,
        contact_phone=held.contact_phone,
        commune_code=held.commune.code,
        province_code=held.commune.province.code,
        hamlet=held.hamlet,
        payment=held.payment,
        note=held.code,
    )
