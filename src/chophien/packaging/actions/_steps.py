"""One step of a group order at a time, with the word to its shops."""

from collections.abc import Mapping
from datetime import datetime

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.errors import Sentence
from chophien.packaging.models import GroupOrder
from chophien.packaging.states import GROUP_FLOW
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.models import Seller

PAGE = "/ban-hang/bao-bi/"


def lock(group: GroupOrder) -> GroupOrder:
    """Fetch the order and hold its row until the transaction ends."""
    rows = GroupOrder.objects.select_for_update(of=("self",))
    return rows.select_related("item__supplier", "province").get(pk=group.pk)


def take(group: GroupOrder, step: str, *, actor: Actor, at: datetime) -> None:
    """Take a step of the flow and write it down.

    :raises StepNotAllowed: if it cannot be taken from here
    """
    group.status = GROUP_FLOW.next(step, group.status)
    group.save()
    record("packaging.step", actor=actor, subject_code=group.code, facts={"step": step}, at=at)


def tell_shop(group: GroupOrder, seller: Seller, text: Sentence, *, at: datetime, facts: Mapping[str, object]) -> None:
    """Tell those who work for one of its shops."""
    said = {"what": group.item.name, **facts}
    tell_staff(seller=seller, text=text, facts=said, link=f"{PAGE}{group.code}/", about=group.code, at=at)
