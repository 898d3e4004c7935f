"""Who grows on an area, and whether they want to be named. A household's no, or its silence, is kept like its yes."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.growing import policies
from chophien.growing.actions._whose import whose
from chophien.growing.errors import HouseholdTwice
from chophien.growing.models import AreaHousehold, GrowingArea
from chophien.growing.states import Naming, NamingWay
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
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


@dataclass(frozen=True)
class NamingWord:
    """What a household said about being named, on which day and how; a `witness_name` where it said so aloud."""

    naming: Naming
    way: NamingWay = NamingWay.NONE
    said_on: date | None = None
    witness_name: str = ""


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
def note_naming(*, household: AreaHousehold, word: NamingWord, actor: Actor, at: datetime) -> AreaHousehold:
    """Write down whether a household wants to be named. A yes needs the day, and paper or a witness; a no needs nothing
    and counts at once.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises Invalid: naming each answer that cannot be used
    """
    household = (
        AreaHousehold.objects.select_for_update(of=("self",))
        .select_related("area__seller__commune")
        .get(pk=household.pk)
    )
    policies.can_map(actor, household.area.seller, at=at).require()
    witness = clean_line(word.witness_name)[:NAME_MOST]
    said_on = word.said_on or (None if word.naming == Naming.AGREED else local_date(at))
    faults: dict[str, list[Sentence]] = {}
    if word.naming == Naming.AGREED:
        if not word.way:
            faults["way"] = [_("Say how the household agreed.")]
        if word.way == NamingWay.WITNESS and not witness:
            faults["witness_name"] = [_("Write who heard it.")]
        if said_on is None or said_on > local_date(at):
            faults["said_on"] = [_("Write the day on which it agreed.")]
    if faults:
        raise Invalid(faults)
    household.naming, household.naming_way = word.naming, word.way
    household.witness_name, household.said_on = witness, said_on
    household.save(update_fields=["naming", "naming_way", "witness_name", "said_on"])
    _record(household, str(word.naming), household.area, actor, at)
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
