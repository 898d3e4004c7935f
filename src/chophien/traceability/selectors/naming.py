"""Which households may be named to everybody: those whose last word about it was yes."""

from collections.abc import Collection

from chophien.lots.models import Grower
from chophien.traceability.models import NamingWish


def may_be_named(grower_ids: Collection[int]) -> set[int]:
    """Those of them that agreed to be named on public pages. One statement."""
    said = NamingWish.objects.filter(grower__in=grower_ids).order_by("grower", "-at", "-pk").distinct("grower")
    return {one.grower_id for one in said if one.may_be_named}


def growers_by_code(codes: Collection[str]) -> dict[str, Grower]:
    """Households by their codes. One statement."""
    return {one.code: one for one in Grower.objects.filter(code__in=codes)}
