"""How far a person's roles reach: one small value behind every verdict and every queryset."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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


_BY_CARD: ContextVar[tuple[str, str] | None] = ContextVar("by_card", default=None)
"""Who came in by a printed card, and what it opens, while their request is answered."""


@contextmanager
def one_request() -> Iterator[None]:
    """While one request is answered: whatever `only_what_the_card_opens` said in it is forgotten with it."""
    before = _BY_CARD.set(None)
    try:
        yield
    finally:
        _BY_CARD.reset(before)


def only_what_the_card_opens(person_code: str, opens: str) -> None:
    """Say who came in by a card: until the request is answered they hold roles over what it opens, and no other."""
    _BY_CARD.set((person_code, opens))


def opened_by_card(person_code: str) -> str | None:
    """The code of the one thing that the card opens with which this person came in; None for who came in otherwise."""
    found = _BY_CARD.get()
    return found[1] if found is not None and found[0] == person_code else None


NOWHERE = Reach()
EVERYWHERE = Reach(nation=True)


def in_force(at: datetime) -> Q:
    """The grants that hold at `at`: given by then and not ended."""
    return Q(given_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def grants_of(person_code: str, *, at: datetime) -> QuerySet[Grant]:
    """The roles in force at `at`; none for a closed account. Who came in by a card holds those over what it opens."""
    held = Grant.objects.filter(in_force(at), person__code=person_code, person__is_active=True)
    opens = opened_by_card(person_code)
    return held if opens is None else held.filter(scope_kind=Scope.SELLER, scope_code=opens)


_ASKED: ContextVar[dict[tuple[str, datetime], list[tuple[str, str, str]]] | None] = ContextVar("asked", default=None)
"""Roles of people, by whose they are and when, while a page asks about many things at one moment."""


@contextmanager
def asked_once() -> Iterator[None]:
    """In here somebody's roles of one moment are read by one query, however often `reach_of` is asked.

    For reading only: a role that is given or ended meanwhile is not seen.
    """
    before = _ASKED.set({})
    try:
        yield
    finally:
        _ASKED.reset(before)


def reach_of(person_code: str, *, roles: Collection[str], at: datetime) -> Reach:
    """How far the person's grants of these roles reach, in one query."""
    codes: dict[str, set[str]] = {}
    for role, kind, code in _held(person_code, roles=roles, at=at):
        if role in roles:
            codes.setdefault(kind, set()).add(code)
    return Reach(
        nation=Scope.NATION in codes,
        provinces=frozenset(codes.get(Scope.PROVINCE, ())),
        communes=frozenset(codes.get(Scope.COMMUNE, ())),
        sellers=frozenset(codes.get(Scope.SELLER, ())),
    )


def _held(person_code: str, *, roles: Collection[str], at: datetime) -> Iterable[tuple[str, str, str]]:
    asked, held = _ASKED.get(), grants_of(person_code, at=at)
    if asked is None:
        return held.filter(role__in=roles).values_list("role", "scope_kind", "scope_code")
    if (person_code, at) not in asked:
        asked[person_code, at] = list(held.values_list("role", "scope_kind", "scope_code"))
    return asked[person_code, at]
