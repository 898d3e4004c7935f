"""Growing areas as everybody may see them, and as their shops and officers do."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.growing.models import AreaCode, AreaCodeStep, GrowingArea
from chophien.growing.states import AreaStatus, CodeStatus
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON

COMMUNE, PROVINCE = "commune__code", "commune__province__code"


@dataclass(frozen=True)
class Held:
    """A code as it stood on one day."""

    code: AreaCode
    status: CodeStatus


def areas_of(seller: Seller) -> QuerySet[GrowingArea]:
    """The shop's areas, those given up last."""
    rows = GrowingArea.objects.filter(seller=seller).select_related("commune__province")
    return rows.order_by("status", "name", "code")


def areas_overseen_by(person: Person, *, at: datetime) -> QuerySet[GrowingArea]:
    """The areas in whose communes the person is an officer or operator."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    rows = GrowingArea.objects.select_related("seller", "commune__province").order_by("pk")
    if reach.nation:
        return rows
    within = Q(**{f"{COMMUNE}__in": reach.communes}) | Q(**{f"{PROVINCE}__in": reach.provinces})
    return rows.filter(within, commune__vintage="2025")


def areas_shown() -> QuerySet[GrowingArea]:
    """What the public map shows: what is grown on, of shops that are open. Cells only, never borders."""
    rows = GrowingArea.objects.filter(status=AreaStatus.ACTIVE, seller__status="approved")
    return rows.select_related("seller", "commune__province").order_by("pk")


def codes_on(areas: Collection[GrowingArea], *, day: date) -> Mapping[int, Sequence[Held]]:
    """The codes that each area had on a day, and how each stood then, by the areas' keys. Two statements.

    A step counts from its own day on, however late it was written down.
    """
    codes = {code.pk: code for code in AreaCode.objects.filter(area__in=areas, granted_on__lte=day).order_by("pk")}
    stood: dict[int, str] = {}
    for step in AreaCodeStep.objects.filter(code__in=codes, on__lte=day).order_by("on", "pk"):
        stood[step.code_id] = step.to_status
    found: defaultdict[int, list[Held]] = defaultdict(list)
    for pk, code in codes.items():
        if pk in stood:
            found[code.area_id].append(Held(code, CodeStatus(stood[pk])))
    return found
