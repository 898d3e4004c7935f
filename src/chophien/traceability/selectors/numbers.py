"""Numbers that GS1 gave to shops: what a shop said, and what an operator has still to look at."""

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


def numbers_of(seller: Seller) -> list[GivenNumber]:
    """What a shop said about its numbers and did not take back, the newest first. One statement."""
    rows = GivenNumber.objects.filter(seller=seller, ended_at__isnull=True)
    return list(rows.select_related("variant__listing__live").order_by("-said_at", "-pk"))


def number_by_file(seller: Seller, file_code: str) -> GivenNumber | None:
    """One of them by its paper."""
    rows = GivenNumber.objects.filter(seller=seller, file_code=file_code[:24], ended_at__isnull=True)
    return rows.order_by("-pk").first()


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
