"""What becomes of a group order: placed or called off after its last day, delivered, or called off by the office.

No money moves through the market: each shop pays the supplier when the packaging comes.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import format_vnd
from chophien.lib.text import clean_line
from chophien.packaging import policies
from chophien.packaging.actions._steps import lock, take, tell_shop
from chophien.packaging.models import GroupOrder, Part
from chophien.packaging.selectors.sums import price_at, shares_of
from chophien.packaging.states import GroupStatus

NOTE_MOST = 200


def close_due(*, actor: Actor, at: datetime) -> int:
    """Close every open order whose last day is over, each by itself; how many. Done twice it finds none left."""
    due = GroupOrder.objects.filter(status=GroupStatus.OPEN, last_day__lt=local_date(at)).order_by("last_day", "pk")
    return sum(close_group(group=one, actor=actor, at=at) for one in due)


@transaction.atomic
def close_group(*, group: GroupOrder, actor: Actor, at: datetime) -> bool:
    """Place the order if the least quantity came together, at the price of the step that the sum reaches, and fix what
    each shop pays; else call it off. Every shop is told. Whether it was closed now: not before its last day is over,
    and not twice.
    """
    group = lock(group)
    if group.status != GroupStatus.OPEN or local_date(at) <= group.last_day:
        return False
    parts = _parts(group)
    total = sum(one.quantity for one in parts)
    group.ended_at = at
    if total < group.least_quantity:
        group.note = ""
        take(group, "call_off", actor=actor, at=at)
        text = _("%(what)s is not ordered: %(total)s came together, the supplier wants %(least)s.")
        _tell_all(group, parts, text, at=at, total=total, least=group.least_quantity)
        return True
    price = price_at(group.steps, total)
    group.price_vnd, group.placed_at, group.ended_at = price, at, None
    shares = shares_of([one.quantity for one in parts], price_vnd=price, delivery_vnd=group.delivery_vnd)
    for part, share in zip(parts, shares, strict=True):
        part.goods_vnd, part.delivery_vnd = share.goods_vnd, share.delivery_vnd
    Part.objects.bulk_update(parts, ["goods_vnd", "delivery_vnd"])
    take(group, "place", actor=actor, at=at)
    text = _("%(what)s is ordered. Your shop pays the supplier %(sum)s when it comes.")
    for part, share in zip(parts, shares, strict=True):
        tell_shop(group, part.seller, text, facts={"sum": format_vnd(share.total_vnd)}, at=at)
    return True


@transaction.atomic
def deliver(*, group: GroupOrder, actor: Actor, at: datetime) -> GroupOrder:
    """The packaging has come.

    :raises NotPermitted: if `actor` may not
    :raises StepNotAllowed: if it was not placed
    """
    policies.can_keep_suppliers(actor, at=at).require()
    group = lock(group)
    group.ended_at = at
    take(group, "deliver", actor=actor, at=at)
    _tell_all(group, _parts(group), _("%(what)s has come. Pay the supplier when you take it."), at=at)
    return group


@transaction.atomic
def call_off(*, group: GroupOrder, reason: str, actor: Actor, at: datetime) -> GroupOrder:
    """The supplier cannot deliver. Every shop is told why.

    :raises NotPermitted: if `actor` may not
    :raises Invalid: without a reason
    :raises StepNotAllowed: if it has come, or was called off
    """
    policies.can_keep_suppliers(actor, at=at).require()
    group = lock(group)
    why = clean_line(reason)[:NOTE_MOST]
    if not why:
        raise Invalid({"reason": [_("Say why: the shops read it.")]})
    group.note, group.ended_at = why, at
    take(group, "call_off", actor=actor, at=at)
    _tell_all(group, _parts(group), _("%(what)s is not ordered: %(reason)s"), at=at, reason=why)
    return group


def _parts(group: GroupOrder) -> list[Part]:
    return list(group.parts.select_related("seller").order_by("joined_at", "pk"))


def _tell_all(group: GroupOrder, parts: list[Part], text: Sentence, *, at: datetime, **facts: object) -> None:
    for part in parts:
        tell_shop(group, part.seller, text, facts=facts, at=at)
