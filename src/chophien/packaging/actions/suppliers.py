"""Suppliers of packaging and what they offer, entered by the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.packaging import policies
from chophien.packaging.models import Item, Supplier

SUPPLIER_PREFIX, ITEM_PREFIX, SYMBOLS = "NC", "BB", 6
STEPS_MOST, QUANTITY_MOST = 10, 1_000_000


@dataclass(frozen=True)
class ItemText:
    """What is offered; `steps` are (from this quantity, đồng a unit), rising, the first from 1."""

    name: str
    size: str
    unit: str
    steps: Sequence[tuple[int, int]]
    least_quantity: int
    delivery_vnd: int
    delivery_days: int


@transaction.atomic
def add_supplier(*, name: str, place: str, phone: str, actor: Actor, at: datetime) -> Supplier:
    """Enter a firm.

    :raises NotPermitted: if `actor` may not
    :raises Invalid: without a name, a place or a number
    """
    policies.can_keep_suppliers(actor, at=at).require()
    said = {"name": clean_line(name)[:120], "place": clean_line(place)[:160], "phone": clean_line(phone)[:20]}
    if empty := [key for key, words in said.items() if not words]:
        raise Invalid({key: [_("Write this down.")] for key in empty})
    made = Supplier.objects.create(
        code=new_code(SUPPLIER_PREFIX, SYMBOLS), entered_by=actor.code, entered_at=at, **said
    )
    record("packaging.supplier_added", actor=actor, subject_code=made.code, at=at)
    return made


@transaction.atomic
def add_item(*, supplier: Supplier, text: ItemText, actor: Actor, at: datetime) -> Item:
    """Enter what a firm offers. Orders that are open keep the terms with which they were opened.

    :raises NotPermitted: if `actor` may not
    :raises Invalid: naming what is missing, or steps that do not rise in quantity and fall in price
    """
    policies.can_keep_suppliers(actor, at=at).require()
    wrong: dict[str, list[Sentence]] = {}
    if not clean_line(text.name):
        wrong["name"] = [_("Write this down.")]
    if not clean_line(text.unit):
        wrong["unit"] = [_("Write this down.")]
    if not _is_rising(text.steps):
        wrong["steps"] = [_("Begin with 1 unit; each further line has a larger quantity and no higher price.")]
    if not 1 <= text.least_quantity <= QUANTITY_MOST:
        wrong["least_quantity"] = [_("At least 1, at most 1,000,000.")]
    if wrong:
        raise Invalid(wrong)
    made = Item.objects.create(
        code=new_code(ITEM_PREFIX, SYMBOLS),
        supplier=supplier,
        name=clean_line(text.name)[:120],
        size=clean_line(text.size)[:60],
        unit=clean_line(text.unit)[:20],
        steps=[list(step) for step in text.steps],
        least_quantity=text.least_quantity,
        delivery_vnd=text.delivery_vnd,
        delivery_days=text.delivery_days,
        entered_by=actor.code,
        entered_at=at,
    )
    record("packaging.item_added", actor=actor, subject_code=made.code, facts={"supplier": supplier.code}, at=at)
    return made


@transaction.atomic
def end_item(*, item: Item, actor: Actor, at: datetime) -> Item:
    """Offer it no longer; what is open goes on. Done twice it is the same.

    :raises NotPermitted: if `actor` may not
    """
    policies.can_keep_suppliers(actor, at=at).require()
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.is_offered:
        item.is_offered = False
        item.save(update_fields=["is_offered"])
        record("packaging.item_ended", actor=actor, subject_code=item.code, at=at)
    return item


def _is_rising(steps: Sequence[tuple[int, int]]) -> bool:
    if not steps or len(steps) > STEPS_MOST or steps[0][0] != 1 or any(price <= 0 for _least, price in steps):
        return False
    pairs = list(pairwise(steps))
    return all(before[0] < after[0] <= QUANTITY_MOST and before[1] >= after[1] for before, after in pairs)
