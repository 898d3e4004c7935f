"""What a report is: who may ask for it, what its columns mean, and how its tables are made, one after the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chophien.accounts.states import Role, Scope
from chophien.lib.dates import VIETNAM
from chophien.lib.errors import Sentence
from chophien.reports.states import Format

Cell = str | int | date | None
SEARCHED: Mapping[str, Sentence] = {
    "words": _("Words searched for"),
    "what": _("Kind of entry"),
    "subject": _("About"),
    "actor": _("By whom"),
    "principal": _("On behalf of"),
}
"""What the trail can be narrowed by, as its file says it."""


@dataclass(frozen=True)
class Area:
    """The days a report is about, and the part of the country."""

    since: date
    until: date
    scope_kind: Scope
    scope_code: str
    at: datetime
    search: Mapping[str, str] = field(default_factory=dict)
    """What the report is narrowed by besides, by the names of `SEARCHED`."""

    @property
    def begins(self) -> datetime:
        """The first moment, in Vietnam."""
        return datetime.combine(self.since, time(0), tzinfo=VIETNAM)

    @property
    def ends(self) -> datetime:
        """The first moment after the last day."""
        return datetime.combine(self.until + timedelta(days=1), time(0), tzinfo=VIETNAM)

    def sellers(self, path: str = "") -> Q:
        """What is of sellers of this area; `path` leads to the seller, such as ``seller__``."""
        match self.scope_kind:
            case Scope.PROVINCE:
                return Q(**{f"{path}commune__province__code": self.scope_code})
            case Scope.COMMUNE:
                return Q(**{f"{path}commune__code": self.scope_code})
            case Scope.SELLER:
                return Q(**{f"{path}code": self.scope_code})
        return Q()


@dataclass(frozen=True)
class Table:
    """Columns with what each means, and rows of plain values. Money in whole đồng."""

    title: Sentence
    columns: Sequence[tuple[Sentence, Sentence]]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class ReportKind:
    """One kind of report. An app above makes its own and adds it to a list that the desk is given."""

    key: str
    title: Sentence
    about: Sentence
    roles: frozenset[Role]
    scopes: frozenset[Scope]
    formats: tuple[Format, ...]
    parts: Sequence[Callable[[Area], Table]]
    most_days: int = 366
    searched: bool = False
    """Whether it can be narrowed by `SEARCHED`."""
