"""Numbers that GS1 gave to shops: what a shop said, and what an operator has still to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.catalog.models import Variant
from chophien.lib.gs1.keys import PREFIX_LEAST
from chophien.sellers.models import Seller
from chophien.sellers.policies import MANAGING
from chophien.traceability.models import GivenNumber
from chophien.traceability.policies import VERIFYING
from chophien.traceability.states import NumberKind


def shops_with_numbers(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops whose numbers somebody may see: those they manage, and those of their area as operator."""
    shops, area = (reach_of(person.code, roles=roles, at=at) for roles in (MANAGING, VERIFYING))
    rows = Seller.objects.select_related("commune__province")
    if area.nation:
        return rows
    return rows.filter(area.q(province="commune__province__code", commune="commune__code") | shops.q(seller="code"))


@dataclass(frozen=True)
class Said:
    """What a shop said about a number, and the licence by which it counts, if that is not its own paper."""

    number: GivenNumber
    licence: GivenNumber | None

    @property
    def key(self) -> str:
        """By what the shop's pages find it: its own paper, else the number itself."""
        return self.number.value if self.licence is not None else self.number.file_code


def numbers_of(seller: Seller) -> list[Said]:
    """What a shop said about its numbers and did not take back, the newest first. One statement."""
    rows = GivenNumber.objects.filter(seller=seller, ended_at__isnull=True)
    found = list(rows.select_related("variant__listing__live").order_by("-said_at", "-pk"))
    licences = {one.file_code: one for one in found if one.kind == NumberKind.PREFIX}
    return [Said(one, licences.get(one.file_code) if one.kind != NumberKind.PREFIX else None) for one in found]


def prefixes_in(said: Sequence[Said]) -> list[str]:
    """The company prefixes among them that count."""
    numbers = [one.number for one in said]
    return sorted(one.value for one in numbers if one.kind == NumberKind.PREFIX and one.verified_at is not None)


def number_by_key(seller: Seller, key: str) -> GivenNumber | None:
    """One of them by its key. One statement."""
    return next((one.number for one in numbers_of(seller) if one.key == key), None)


def licence_of(seller: Seller, kind: NumberKind, value: str) -> GivenNumber | None:
    """The licence that counts for the shop and covers a number of goods or of its place, held until the caller's
    transaction ends. A prefix needs its own.
    """
    if kind == NumberKind.PREFIX:
        return None
    rows = GivenNumber.objects.select_for_update().filter(seller=seller, kind=NumberKind.PREFIX, ended_at__isnull=True)
    counting = rows.filter(verified_at__isnull=False).order_by("pk")
    return next((one for one in counting if begins_with(one.value, kind, value)), None)


def begins_with(prefix: str, kind: NumberKind, value: str) -> bool:
    """Whether a number is one of those that a company prefix begins. The first digit of a GTIN in 14 says how goods are
    packed, and is not of the prefix (GS1 General Specifications 2.1).
    """
    return (value[1:] if kind == NumberKind.GTIN else value).startswith(prefix)


def prefix_of(kind: NumberKind, value: str, *, other_than: Seller | None = None) -> str | None:
    """The company prefix that counts and that a number begins with, of whichever shop, or of any but one. A prefix that
    is the beginning of another, or the other way round, is taken too. One statement.
    """
    digits = value[1:] if kind == NumberKind.GTIN else value
    begins = [digits[:length] for length in range(PREFIX_LEAST, len(digits) + 1)]
    taken = Q(value__in=begins)
    if kind == NumberKind.PREFIX:
        taken |= Q(value__startswith=digits)
    rows = GivenNumber.objects.filter(taken, kind=NumberKind.PREFIX, verified_at__isnull=False, ended_at__isnull=True)
    if other_than is not None:
        rows = rows.exclude(seller=other_than)
    return rows.values_list("value", flat=True).order_by("pk").first()


def goods_to_number(seller: Seller) -> list[Variant]:
    """The goods of a shop that can have a number of their own. One statement."""
    rows = Variant.objects.filter(listing__seller=seller, is_active=True).select_related("listing__live")
    return list(rows.order_by("listing", "sort", "pk"))


def shops_of_place(gln: str) -> frozenset[int]:
    """The ids of the shops that proved that the number of a place is theirs, by itself or by their company prefix. One
    statement.
    """
    prefixes = [gln[:length] for length in range(PREFIX_LEAST, len(gln))]
    own = Q(kind=NumberKind.GLN, value=gln) | Q(kind=NumberKind.PREFIX, value__in=prefixes)
    proved = GivenNumber.objects.filter(own, verified_at__isnull=False, ended_at__isnull=True)
    return frozenset(proved.values_list("seller_id", flat=True))
