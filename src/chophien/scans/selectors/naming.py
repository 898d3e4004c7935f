"""Which households may be named behind a code. They say so themselves, or on paper or before a witness for their land.

Silence is no, and so is any no: a household that takes its word back in one place is named nowhere. A yes is to one
name and counts while the household is called so. Of land on which it grows no more only a no counts, until it says yes
again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.accounts.models import Person
from chophien.growing.models import AreaHousehold, GrowingArea
from chophien.growing.selectors.naming import named_on
from chophien.growing.states import Naming
from chophien.lib.text import fold
from chophien.lots.models import Grower
from chophien.traceability.models import NamingWish


@dataclass(frozen=True)
class OfLand:
    """What a household said for one piece of land, where it stands by `name`; `at` None for what nothing shows."""

    naming: str
    name: str
    is_there: bool
    at: datetime | None


def wishes_of(grower_ids: Collection[int]) -> dict[int, NamingWish]:
    """The last word of those who said something themselves, by their ids. One statement."""
    rows = NamingWish.objects.filter(grower__in=grower_ids).order_by("grower", "-at", "-pk").distinct("grower")
    return {one.grower_id: one for one in rows}


def named_among(growers: Collection[Grower]) -> set[int]:
    """The ids of those of them who may be named now. Two statements."""
    own, said = wishes_of([one.pk for one in growers]), _of_land(growers)
    return {one.pk for one in growers if _may_be(one.name, own.get(one.pk), said.get(one.code, []))}


def read_on(area: GrowingArea) -> list[str]:
    """The names that others read of who grows on an area. A yes for the land is to the name by which a household stands
    there: one of the shop's lots is read by it while the lots call it so, and as long as it said no nowhere. At most
    four statements, one where none of them is in the lots.
    """
    agreed = named_on([area])
    codes = [one.grower_code for one in agreed if one.grower_code]
    growers = list(Grower.objects.filter(code__in=codes, seller=area.seller_id)) if codes else []
    may_be = named_among(growers) if growers else set()
    called = {one.code: fold(one.name) if one.pk in may_be else "" for one in growers}
    return [
        one.owner_name for one in agreed if called.get(one.grower_code, fold(one.owner_name)) == fold(one.owner_name)
    ]


def was_named_as(grower: Grower, before: str) -> bool:
    """Whether a household would be named if it were still called `before`, and is not as it is called now. Two
    statements.
    """
    own, said = wishes_of([grower.pk]).get(grower.pk), _of_land([grower]).get(grower.code, [])
    return _may_be(before, own, said) and not _may_be(grower.name, own, said)


def yes_to_another_name(grower: Grower) -> str:
    """The name to which a household said yes that is not named because it is called otherwise now; empty if that is not
    why. Two statements.
    """
    own, said = wishes_of([grower.pk]).get(grower.pk), _of_land([grower]).get(grower.code, [])
    names = [*([own.name] if own is not None else []), *(one.name for one in said if one.naming == Naming.AGREED)]
    if _may_be(grower.name, own, said):
        return ""
    return next((name for name in names if name and _may_be(name, own, said)), "")


def called_otherwise(households: Collection[AreaHousehold]) -> dict[int, str]:
    """What households of areas are called in their shop's lots, by their ids, where it is another name than they stand
    there by: a yes to that one names them on no pack. One statement, none where none of them is in the lots.
    """
    listed = [one for one in households if one.grower_code]
    if not listed:
        return {}
    shops = {one.area.seller_id for one in listed}
    rows = Grower.objects.filter(code__in=[one.grower_code for one in listed], seller__in=shops)
    names = dict(rows.values_list("code", "name"))
    return {
        one.pk: names[one.grower_code]
        for one in listed
        if one.grower_code in names and fold(names[one.grower_code]) != fold(one.owner_name)
    }


def _of_land(growers: Collection[Grower]) -> dict[str, list[OfLand]]:
    said: dict[str, list[OfLand]] = {}
    rows = AreaHousehold.objects.filter(grower_code__in=[one.code for one in growers])
    for code, naming, name, until, at in rows.values_list("grower_code", "naming", "owner_name", "until", "word__at"):
        said.setdefault(code, []).append(OfLand(naming, name, until is None, at))
    return said


def phone_holder_of(household: AreaHousehold) -> Person | None:
    """Whose own phone can say yes for a household of an area: the person who said to be it in the shop's lots."""
    if not household.grower_code:
        return None
    rows = Grower.objects.filter(code=household.grower_code, seller=household.area.seller_id, left_at__isnull=True)
    found = rows.select_related("person").first()
    person = found.person if found is not None else None
    return person if person is not None and person.mobile else None


def _may_be(name: str, own: NamingWish | None, of_land: Sequence[OfLand]) -> bool:
    """Whether a household that is called `name` now may be named, by its own last word and by those for its land. A
    name that only gets its marks right stays the same one.
    """
    if own is not None and not own.may_be_named:
        return False
    yes = [own.at] if own is not None and fold(own.name) == fold(name) else []
    yes += [
        one.at
        for one in of_land
        if one.naming == Naming.AGREED and one.is_there and fold(one.name) == fold(name) and one.at is not None
    ]
    if not yes:
        return False
    no = [one for one in of_land if one.naming == Naming.UNNAMED]
    return not any(one.is_there or one.at is None or one.at >= max(yes) for one in no)
