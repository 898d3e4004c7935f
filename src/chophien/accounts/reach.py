"""How far a person's roles reach: one small value behind every verdict and every queryset."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Grant
from chophien.accounts.states import Scope


@dataclass(frozen=True)
class Reach:
    """How far some roles of one person reach at one moment.

    A nation grant covers everything, a province grant its communes and their sellers, a commune
    grant its sellers, a seller grant that shop alone.
    """

    nation: bool = False
    provinces: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    sellers: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.nation or bool(self.provinces or self.communes or self.sellers)

    def covers(self, *, province_code: str = "", commune_code: str = "", seller_code: str = "") -> bool:
        """Whether a thing that lies there is reached. Name all that is known of it; an empty code is nowhere."""
        return (
            self.nation
            or province_code in self.provinces
            or commune_code in self.communes
            or seller_code in self.sellers
        )

    def q(self, *, province: str = "", commune: str = "", seller: str = "") -> Q:
        """The same question to a whole table: each argument is the lookup path to that code, where it has one.

        ``Seller.objects.filter(reach.q(province="commune__province__code", commune="commune__code",
        seller="code"))`` are the sellers for which `covers` is true. Communes are today's.
        """
        if self.nation:
            return Q()
        found = Q(pk__in=[])
        for path, codes in ((province, self.provinces), (commune, self.communes), (seller, self.sellers)):
            if path and codes:
                found |= Q(**{f"{path}__in": sorted(codes)})
        return found


NOWHERE = Reach()
EVERYWHERE = Reach(nation=True)


def in_force(at: datetime) -> Q:
    """The grants that hold at `at`: given by then and not ended."""
    return Q(given_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def grants_of(person_code: str, *, at: datetime) -> QuerySet[Grant]:
    """The roles in force at `at`; none for a closed account."""
    return Grant.objects.filter(in_force(at), person__code=person_code, person__is_active=True)


def reach_of(person_code: str, *, roles: Collection[str], at: datetime) -> Reach:
    """How far the person's grants of these roles reach, in one query."""
    codes: dict[str, set[str]] = {}
    held = grants_of(person_code, at=at).filter(role__in=roles)
    for kind, code in held.values_list("scope_kind", "scope_code"):
        codes.setdefault(kind, set()).add(code)
    return Reach(
        nation=Scope.NATION in codes,
        provinces=frozenset(codes.get(Scope.PROVINCE, ())),
        communes=frozenset(codes.get(Scope.COMMUNE, ())),
        sellers=frozenset(codes.get(Scope.SELLER, ())),
    )
