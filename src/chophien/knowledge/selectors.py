"""Reads of the library. Pages of goods ask by codes, helpers and sellers by words."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.knowledge.models import Fact
from chophien.knowledge.policies import WRITERS
from chophien.knowledge.states import FactStatus
from chophien.lib.text import fold

MOST = 20
MOST_WORDS = 8


def search_facts(text: str, *, province_code: str = "", most: int = MOST) -> list[Fact]:
    """Approved facts that say all these words, those of the province first, then the newest. One statement."""
    found = _with_words(Fact.objects.filter(status=FactStatus.APPROVED), text).select_related("province")
    rows = list(found.order_by("-pk")[: most * 3])
    return sorted(rows, key=lambda one: not (one.province and one.province.code == province_code))[:most]


def facts_by_code(codes: Sequence[str]) -> list[Fact]:
    """The approved facts with these codes, in their order. One statement; none for no codes."""
    if not codes:
        return []
    found = {one.code: one for one in Fact.objects.filter(code__in=set(codes), status=FactStatus.APPROVED)}
    return [found[code] for code in dict.fromkeys(codes) if code in found]


def approved_fact(code: str) -> Fact | None:
    """The approved fact with this code, or none."""
    return Fact.objects.filter(code=code, status=FactStatus.APPROVED).first()


def facts_managed_by(person: Person, *, at: datetime) -> QuerySet[Fact]:
    """The facts about which somebody decides: those of their provinces, all for who holds the country."""
    reach = reach_of(person.code, roles=WRITERS, at=at)
    return Fact.objects.filter(reach.q(province="province__code")).select_related("province")


def facts_found(rows: QuerySet[Fact], *, text: str, statuses: Collection[str]) -> QuerySet[Fact]:
    """Those of the rows that say all these words and stand so."""
    found = _with_words(rows, text)
    return found.filter(status__in=statuses) if statuses else found


def _with_words(rows: QuerySet[Fact], text: str) -> QuerySet[Fact]:
    wanted = Q()
    for word in fold(text).split()[:MOST_WORDS]:
        wanted &= Q(folded__contains=word)
    return rows.filter(wanted)
