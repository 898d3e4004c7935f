"""Ordering packaging together: opening, joining, changing, leaving; all of it until the last day is over."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid
from chophien.packaging import policies
from chophien.packaging.actions._steps import lock
from chophien.packaging.actions.suppliers import QUANTITY_MOST
from chophien.packaging.errors import GroupClosed, GroupOpen, NotIn, NotOffered, NotThisProvince
from chophien.packaging.models import GroupOrder, Item, Part
from chophien.packaging.states import GroupStatus
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "MC", 8


@transaction.atomic
def open_group(*, item: Item, seller: Seller, quantity: int, last_day: date, actor: Actor, at: datetime) -> GroupOrder:
    """Begin an order for the shops of this shop's province; the shop is the first to take part.

    :raises NotPermitted: if `actor` may not order for the shop
    :raises NotOffered: if the supplier no longer has it
    :raises GroupOpen: if shops of the province order it together already
    :raises Invalid: if the quantity is none, or the day is over or further off than `packaging.group_days_most`
    """
    policies.can_order(actor, seller, at=at).require()
    item = Item.objects.select_for_update(of=("self",)).select_related("supplier").get(pk=item.pk)
    if not item.is_offered:
        raise NotOffered
    today = local_date(at)
    most = rules.whole("packaging.group_days_most", at=at)
    if not today <= last_day <= today + timedelta(days=most):
        raise Invalid({"last_day": [_("Choose a day from today on, not too far off.")]})
    province = seller.commune.province
    if GroupOrder.objects.filter(item=item, province=province, status=GroupStatus.OPEN).exists():
        raise GroupOpen
    behalf = principal_of(actor, seller, at=at)
    group = GroupOrder.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        item=item,
        province=province,
        last_day=last_day,
        steps=item.steps,
        least_quantity=item.least_quantity,
        delivery_vnd=item.delivery_vnd,
        delivery_days=item.delivery_days,
        opened_by=actor.code,
        on_behalf_of=behalf,
        opened_at=at,
    )
    record(
        "packaging.group_opened",
        actor=actor,
        subject_code=group.code,
        on_behalf_of=behalf,
        facts={"item": item.code, "last_day": last_day.isoformat()},
        at=at,
    )
    _take(group, seller, quantity, actor=actor, at=at)
    return group


@transaction.atomic
def join(*, group: GroupOrder, seller: Seller, quantity: int, actor: Actor, at: datetime) -> Part:
    """Take part, or change how much the shop takes.

    :raises NotPermitted: if `actor` may not order for the shop
    :raises NotThisProvince: if the order is for shops of another province
    :raises GroupClosed: after its last day, or when it is no longer open
    :raises Invalid: if the quantity is none
    """
    policies.can_order(actor, seller, at=at).require()
    group = lock(group)
    if group.province_id != seller.commune.province_id:
        raise NotThisProvince
    _require_open(group, at=at)
    return _take(group, seller, quantity, actor=actor, at=at)


@transaction.atomic
def leave(*, group: GroupOrder, seller: Seller, actor: Actor, at: datetime) -> None:
    """Take part no longer.

    :raises NotPermitted: if `actor` may not order for the shop
    :raises GroupClosed: after its last day, or when it is no longer open
    :raises NotIn: if the shop has no part in it
    """
    policies.can_order(actor, seller, at=at).require()
    group = lock(group)
    _require_open(group, at=at)
    gone, _by_table = Part.objects.filter(group=group, seller=seller).delete()
    if not gone:
        raise NotIn
    record(
        "packaging.left",
        actor=actor,
        subject_code=group.code,
        on_behalf_of=principal_of(actor, seller, at=at),
        facts={"seller": seller.code},
        at=at,
    )


def _require_open(group: GroupOrder, *, at: datetime) -> None:
    if group.status != GroupStatus.OPEN or local_date(at) > group.last_day:
        raise GroupClosed


def _take(group: GroupOrder, seller: Seller, quantity: int, *, actor: Actor, at: datetime) -> Part:
    if not 1 <= quantity <= QUANTITY_MOST:
        raise Invalid({"quantity": [_("At least 1, at most 1,000,000.")]})
    behalf = principal_of(actor, seller, at=at)
    said = {"quantity": quantity, "joined_by": actor.code, "on_behalf_of": behalf, "joined_at": at}
    part, _made = Part.objects.update_or_create(group=group, seller=seller, defaults=said)
    record(
        "packaging.joined",
        actor=actor,
        subject_code=group.code,
        on_behalf_of=behalf,
        facts={"seller": seller.code, "quantity": quantity},
        at=at,
    )
    return part
