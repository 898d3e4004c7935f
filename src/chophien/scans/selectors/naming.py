"""Which households may be named behind a code. They say so themselves, or on paper or before a witness for their land.

Silence is no, and so is any no: a household that takes its word back in one place is named nowhere.
"""

from collections.abc import Collection

from chophien.accounts.models import Person
from chophien.growing.models import AreaHousehold
from chophien.growing.states import Naming
from chophien.lots.models import Grower
from chophien.traceability.models import NamingWish


def wishes_of(grower_ids: Collection[int]) -> dict[int, bool]:
    """The last word of those who said something themselves, by their ids. One statement."""
    rows = NamingWish.objects.filter(grower__in=grower_ids).order_by("grower", "-at", "-pk").distinct("grower")
    return {one.grower_id: one.may_be_named for one in rows}


def named_among(growers: Collection[Grower]) -> set[int]:
    """The ids of those of them who may be named now. Two statements."""
    own = wishes_of([one.pk for one in growers])
    said: dict[str, set[str]] = {}
    rows = AreaHousehold.objects.filter(grower_code__in=[one.code for one in growers], until__isnull=True)
    for code, naming in rows.values_list("grower_code", "naming"):
        said.setdefault(code, set()).add(naming)
    return {one.pk for one in growers if _may_be(own.get(one.pk), said.get(one.code, set()))}


def phone_holder_of(household: AreaHousehold) -> Person | None:
    """Whose own phone can say yes for a household of an area: the person who said to be it in the shop's lots."""
    if not household.grower_code:
        return None
    rows = Grower.objects.filter(code=household.grower_code, seller=household.area.seller_id, left_at__isnull=True)
    found = rows.select_related("person").first()
    person = found.person if found is not None else None
    return person if person is not None and person.mobile else None


def _may_be(own: bool | None, of_land: Collection[str]) -> bool:  # noqa: FBT001 -- a word that was said, or none
    if own is False or Naming.UNNAMED in of_land:
        return False
    return own is True or Naming.AGREED in of_land
