"""Who grows on an area. Whether they want to be named: `actions.naming`."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.growing import policies
from chophien.growing.actions._whose import whose
from chophien.growing.errors import HouseholdTwice
from chophien.growing.models import AreaHousehold, GrowingArea
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid
from chophien.lib.text import clean_line
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "HT", 7
NAME_MOST, HAMLET_MOST, GROWER_MOST = 100, 120, 16


@dataclass(frozen=True)
class HouseholdText:
    """A household as it is written down. `grower_code` is its code in the shop's lots, where it has one."""

    owner_name: str
    hamlet: str = ""
    grower_code: str = ""


@transaction.atomic
def add_household(*, area: GrowingArea, text: HouseholdText, actor: Actor, at: datetime) -> AreaHousehold:
    """Write down a household that grows there. Its name stays unknown to others until it wants to be named.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises Invalid: without a name
    :raises HouseholdTwice: if it is listed there already
    """
    policies.can_map(actor, area.seller, at=at).require()
    area = GrowingArea.objects.select_for_update(of=("self",)).select_related("seller__commune").get(pk=area.pk)
    name, hamlet = clean_line(text.owner_name)[:NAME_MOST], clean_line(text.hamlet)[:HAMLET_MOST]
    if not any(letter.isalnum() for letter in name):
        raise Invalid({"owner_name": [_("Write the name of the household.")]})
    there = AreaHousehold.objects.filter(area=area, until__isnull=True)
    if there.filter(owner_name=name, hamlet=hamlet).exists():
        raise HouseholdTwice
    try:
        with transaction.atomic():
            household = AreaHousehold.objects.create(
                code=new_code(PREFIX, SYMBOLS),
                area=area,
                owner_name=name,
                hamlet=hamlet,
                grower_code=clean_line(text.grower_code)[:GROWER_MOST],
                since=local_date(at),
                added_by=actor.code,
                on_behalf_of=principal_of(actor, area.seller, at=at),
                added_at=at,
            )
    except IntegrityError as twice:
        raise HouseholdTwice from twice
    _record(household, "add", area, actor, at)
    return household


@transaction.atomic
def end_household(*, household: AreaHousehold, actor: Actor, at: datetime) -> AreaHousehold:
    """A household grows there no more. Said twice, the first day stays.

    :raises NotPermitted: if `actor` does not map for the shop
    """
    household = (
        AreaHousehold.objects.select_for_update(of=("self",))
        .select_related("area__seller__commune")
        .get(pk=household.pk)
    )
    policies.can_map(actor, household.area.seller, at=at).require()
    if household.until is None:
        household.until = local_date(at)
        household.save(update_fields=["until"])
        _record(household, "end", household.area, actor, at)
    return household


def _record(household: AreaHousehold, step: str, area: GrowingArea, actor: Actor, at: datetime) -> None:
    record("growing.household", facts={"household": household.code, "step": step}, **whose(area, actor, at))
