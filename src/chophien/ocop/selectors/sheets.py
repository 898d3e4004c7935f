"""Reads about dossiers: what is asked, what each level found, how many points that makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.accounts.states import Role
from chophien.catalog.models import Certificate, Listing
from chophien.catalog.states import CertificateKind, ListingStatus
from chophien.ocop.criteria import Question, Score, Version, is_estimate, questions, score, version
from chophien.ocop.models import Dossier, DossierStep, Evidence, Mark
from chophien.ocop.states import DossierStatus, Level
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.uploads.models import PrivateFile
from chophien.uploads.selectors import private_file

JUDGES = frozenset({Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.OPERATOR})
SIX_MONTHS = timedelta(days=183)
LISTED_MOST = 100


@dataclass(frozen=True)
class Line:
    """One question with what each level answered (places of answers), and the papers put to it."""

    question: Question
    given: Mapping[str, int]
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class Sheet:
    """A dossier as it stands. `scores` by level; `is_estimate` where the questions are those of an earlier edition."""

    dossier: Dossier
    version: Version
    lines: Sequence[Line]
    scores: Mapping[str, Score]
    is_estimate: bool

    @property
    def sections(self) -> list[tuple[str, list[Line]]]:
        """The lines under the headings of the criteria."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(f"{line.question.part} · {line.question.section}", []).append(line)
        return list(found.items())


def sheet_of(dossier: Dossier) -> tuple[Question, ...]:
    """What the dossier's edition asks of its kind of product."""
    return questions(version(dossier.version), dossier.product_type)


def sheet(dossier: Dossier) -> Sheet:
    """The whole dossier. Two statements. A level that gave no points of its own to a question takes those of the one
    before: what commune and province leave alone stays as the shop said.
    """
    asked, edition = sheet_of(dossier), version(dossier.version)
    marks: dict[str, dict[str, int]] = {level: {} for level in Level.values}
    for mark in Mark.objects.filter(dossier=dossier):
        marks[mark.level][mark.question] = mark.answer
    papers: dict[str, list[Evidence]] = {}
    for paper in Evidence.objects.filter(dossier=dossier).order_by("pk"):
        papers.setdefault(paper.question, []).append(paper)
    day = edition.valid_from
    weights, stars = _numbers("ocop.criteria_weights", day), _numbers("ocop.star_points", day)
    scores, so_far = {}, dict[str, int]()
    for level in Level.values:
        so_far = {**so_far, **marks[level]}
        scores[level] = score(asked, so_far, weights=weights, stars=stars)
    lines = [
        Line(
            one,
            {level: marks[level][one.key] for level in Level.values if one.key in marks[level]},
            papers.get(one.key, []),
        )
        for one in asked
    ]
    return Sheet(dossier, edition, lines, scores, is_estimate(edition))


def find_dossier(code: str) -> Dossier | None:
    """A dossier by its code, for who has asked whose it is. One statement."""
    return _whole(Dossier.objects.filter(code=code)).first()


def story_of(dossier: Dossier) -> list[DossierStep]:
    """What happened to it, the first first. One statement."""
    return list(dossier.steps.order_by("pk"))


def evidence_for(dossier: Dossier, file_code: str) -> PrivateFile | None:
    """A paper of the dossier, sealed as it is kept; none if it is of another. Two statements."""
    if not Evidence.objects.filter(dossier=dossier, file_code=file_code).exists():
        return None
    return private_file(file_code, owner_code=dossier.seller.code)


def dossiers_of(seller: Seller) -> list[Dossier]:
    """The shop's dossiers, newest first. One statement."""
    return list(_whole(Dossier.objects.filter(seller=seller)).order_by("-opened_at", "-pk")[:LISTED_MOST])


def dossiers_judged_by(person: Person, *, at: datetime) -> QuerySet[Dossier]:
    """What somebody judges for their office: those of their commune or province that were sent in."""
    reach = reach_of(person.code, roles=JUDGES, at=at)
    within = reach.q(province="seller__commune__province__code", commune="seller__commune__code")
    sent = Dossier.objects.filter(within).exclude(status__in=[DossierStatus.DRAFT, DossierStatus.WITHDRAWN])
    return _whole(sent).order_by("opened_at", "pk")


def stars_ending(person: Person, *, on: date, at: datetime) -> list[Certificate]:
    """OCOP certificates of somebody's area that end within six months. Two statements."""
    rows = _stars_of(person, at=at).filter(valid_to__gte=on, valid_to__lte=on + SIX_MONTHS)
    return list(rows.order_by("valid_to", "pk")[:LISTED_MOST])


def stars_not_on_sale(person: Person, *, on: date, at: datetime) -> list[Certificate]:
    """OCOP certificates in force of somebody's area none of whose goods are on sale. Two statements."""
    in_force = _stars_of(person, at=at).filter(valid_to__gte=on, covers_all_goods=False)
    sold = Listing.objects.filter(status=ListingStatus.PUBLISHED).values("pk")
    return list(in_force.exclude(listings__in=sold).order_by("seller__name", "pk")[:LISTED_MOST])


def _stars_of(person: Person, *, at: datetime) -> QuerySet[Certificate]:
    reach = reach_of(person.code, roles=JUDGES, at=at)
    within = reach.q(province="seller__commune__province__code", commune="seller__commune__code")
    goods = Prefetch("listings", Listing.objects.select_related("live", "working").order_by("pk"))
    rows = Certificate.objects.filter(
        within, kind=CertificateKind.OCOP, verified_at__isnull=False, withdrawn_at__isnull=True
    )
    return rows.select_related("seller__commune__province").prefetch_related(goods)


def _whole(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return rows.select_related("seller__commune__province", "listing__live", "listing__working", "certificate")


def _numbers(key: str, day: date) -> dict[str, int]:
    """The figures of an edition; none where nobody knows them, as the stars before Decision 148/QĐ-TTg."""
    try:
        read = rules.value(key, at=day)
    except rules.RuleMissing:
        return {}
    return {str(name): int(number) for name, number in read.items()} if isinstance(read, dict) else {}
