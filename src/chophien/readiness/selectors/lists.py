"""Reads about checklists: every point with what is known of it, and how ready a shop is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chophien.catalog.states import CertificateKind
from chophien.readiness.models import Point
from chophien.readiness.points import Question, kinds, questions
from chophien.readiness.states import PointStatus
from chophien.sellers.models import Seller


@dataclass(frozen=True)
class Line:
    """One point to look at, and what was last said of it."""

    question: Question
    point: Point | None

    @property
    def is_done(self) -> bool:
        return self.point is not None and self.point.status != PointStatus.TO_DO


@dataclass(frozen=True)
class Readiness:
    """A shop on its way to one certificate."""

    kind: CertificateKind
    lines: Sequence[Line]

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)

    @property
    def tasks(self) -> list[Line]:
        """What is not yet, the nearest day first, those without a day last."""
        open_ones = [line for line in self.lines if line.point is not None and not line.is_done]
        return sorted(open_ones, key=_day)


def _day(line: Line) -> date:
    return (line.point.due_on if line.point else None) or date.max


def readiness(seller: Seller, kind: str, *, on: date) -> Readiness | None:
    """How ready the shop is for a certificate; none where there is no checklist. One statement."""
    asked = questions(kind, on=on)
    if not asked:
        return None
    said = {one.key: one for one in Point.objects.filter(checklist__seller=seller, checklist__kind=kind)}
    return Readiness(CertificateKind(kind), [Line(one, said.get(one.key)) for one in asked])


def all_readiness(seller: Seller, *, on: date) -> list[Readiness]:
    """The same for every certificate that has a checklist. One statement."""
    said: dict[tuple[str, str], Point] = {
        (one.checklist.kind, one.key): one
        for one in Point.objects.filter(checklist__seller=seller).select_related("checklist")
    }
    return [
        Readiness(CertificateKind(kind), [Line(one, said.get((kind, one.key))) for one in questions(kind, on=on)])
        for kind in kinds()
    ]
