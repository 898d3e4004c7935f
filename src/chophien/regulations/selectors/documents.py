"""Reads of the published documents."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from chophien.lib.dates import local_date
from chophien.regulations.errors import RegulationMissing
from chophien.regulations.models import Acceptance, RegulationVersion
from chophien.regulations.states import DOCUMENTS, Document

OPERATING = "regulations"
HEADING = "## "
CLOSING_NOTE = "Đây là văn bản của một chợ trình diễn."
"""How the last paragraph of every document begins; it says nothing of what stands above it."""
REQUIRED = Path(__file__).resolve().parents[1] / "schedule" / "required_contents.csv"


@dataclass(frozen=True)
class Published:
    """A document with the version of it that is in force."""

    document: Document
    version: RegulationVersion


def regulation_in_force(key: str, *, at: datetime | date) -> RegulationVersion:
    """The version of a document that counts on the day of `at` in Vietnam.

    :raises RegulationMissing: if none is in force then
    """
    day = _day(at)
    found = RegulationVersion.objects.filter(key=key, effective_from__lte=day).order_by("-effective_from").first()
    if found is None:
        raise RegulationMissing(f"no version of {key!r} is in force on {day}")
    return found


def regulations_in_force(*, at: datetime | date) -> list[Published]:
    """Every document with its version in force, in the order of the list; one query. Texts are not read."""
    rows = RegulationVersion.objects.filter(effective_from__lte=_day(at)).defer("body", "body_en")
    latest = {row.key: row for row in rows.order_by("key", "effective_from")}
    return [Published(document, latest[document.key]) for document in DOCUMENTS if document.key in latest]


def versions_of(key: str) -> list[RegulationVersion]:
    """Every version of a document, the newest first, those to come among them. Texts are not read."""
    rows = RegulationVersion.objects.filter(key=key).defer("body", "body_en")
    return list(rows.order_by("-effective_from"))


def version_to_accept(*, seller_code: str, at: datetime) -> RegulationVersion | None:
    """The newest published version of the operating regulations, unless the shop accepted it: then None."""
    return _unless_accepted(RegulationVersion.objects.filter(published_at__lte=at), seller_code)


def version_to_open_with(*, seller_code: str, at: datetime) -> RegulationVersion | None:
    """The version in force of the operating regulations, unless the shop accepted it: then None."""
    return _unless_accepted(RegulationVersion.objects.filter(effective_from__lte=_day(at)), seller_code)


def version_of(key: str, version: str) -> RegulationVersion:
    """One version of a document.

    :raises RegulationMissing: if there is none of that name
    """
    found = RegulationVersion.objects.filter(key=key, version=version).first()
    if found is None:
        raise RegulationMissing(f"there is no version {version!r} of {key!r}")
    return found


def missing_items(*, at: datetime | date) -> list[str]:
    """Keys of the documents that the law asks for (Decree 248/2026 arts 4-16) and that are not in force."""
    in_force = _keys_in_force(_day(at))
    return [document.key for document in DOCUMENTS if document.is_mandatory and document.key not in in_force]


@dataclass(frozen=True)
class Content:
    """Something that the law wants a document to say, by the words that say it there, and what it is."""

    key: str
    words: str
    about: str
    about_vi: str
    source: str

    @property
    def label(self) -> str:
        """What it is, in the language of the reader."""
        return self.about if (get_language() or "vi").startswith("en") else self.about_vi

    def is_said_in(self, body: str) -> bool:
        """Whether the words stand there; a heading only with text below it, words in bold only with text behind."""
        if self.words.startswith(HEADING):
            _above, found, rest = f"\n{body.partition(CLOSING_NOTE)[0]}".partition(f"\n{self.words}")
            _heading, _line, below = rest.partition("\n")
            lines = below.partition(f"\n{HEADING}")[0] if not below.startswith(HEADING) else ""
            return bool(found) and any(line.strip() and not line.startswith("#") for line in lines.splitlines())
        _before, found, rest = body.partition(self.words)
        return bool(found) and (not self.words.startswith("**") or bool(rest.partition("\n\n")[0].strip()))


@cache
def contents_asked_for() -> tuple[Content, ...]:
    """What the law wants each document to say (`schedule/required_contents.csv`, with its source)."""
    with REQUIRED.open(encoding="utf-8", newline="") as lines:
        return tuple(Content(**row) for row in csv.DictReader(lines))


def missing_contents(*, at: datetime | date) -> list[Content]:
    """What documents in force do not say, of all that the law wants said; one statement."""
    rows = RegulationVersion.objects.filter(effective_from__lte=_day(at)).order_by("key", "effective_from")
    bodies = {row.key: row.body for row in rows}
    return [one for one in contents_asked_for() if one.key in bodies and not one.is_said_in(bodies[one.key])]


@dataclass(frozen=True)
class CheckedVersion:
    """A version of a document with what it says and does not say of what the law wants said."""

    version: RegulationVersion
    contents: list[tuple[Content, bool]]
    is_in_force: bool
    is_to_come: bool

    @property
    def missing(self) -> list[Content]:
        return [content for content, is_said in self.contents if not is_said]


@dataclass(frozen=True)
class CheckedDocument:
    """A document with all its versions, the newest first. Whether one is in force that ought to be."""

    document: Document
    versions: list[CheckedVersion]

    @property
    def in_force(self) -> CheckedVersion | None:
        return next((one for one in self.versions if one.is_in_force), None)

    @property
    def lacks(self) -> bool:
        """Whether the law asks for something that is not public today."""
        if self.in_force is None:
            return self.document.is_mandatory
        return bool(self.in_force.missing)


def check_documents(*, at: datetime | date) -> list[CheckedDocument]:
    """Every document of the list, version by version, held against what the law wants said; one statement."""
    versions: dict[str, list[RegulationVersion]] = {}
    for row in RegulationVersion.objects.defer("body_en").order_by("-effective_from"):
        versions.setdefault(row.key, []).append(row)
    return [CheckedDocument(one, _checked(versions.get(one.key, []), day=_day(at))) for one in DOCUMENTS]


def _checked(versions: list[RegulationVersion], *, day: date) -> list[CheckedVersion]:
    """The newest of those that have begun to count is in force."""
    begun = [one for one in versions if one.effective_from <= day]
    return [
        CheckedVersion(
            version=one,
            contents=[(asked, asked.is_said_in(one.body)) for asked in contents_asked_for() if asked.key == one.key],
            is_in_force=one is begun[0] if begun else False,
            is_to_come=one.effective_from > day,
        )
        for one in versions
    ]


def _unless_accepted(rows: QuerySet[RegulationVersion], seller_code: str) -> RegulationVersion | None:
    accepted = Acceptance.objects.filter(version=OuterRef("pk"), seller_code=seller_code)
    latest = rows.filter(key=OPERATING).defer("body", "body_en").annotate(is_accepted=Exists(accepted))
    version = latest.order_by("-effective_from").first()
    return None if version is None or version.is_accepted else version


def _keys_in_force(day: date) -> Collection[str]:
    return set(RegulationVersion.objects.filter(effective_from__lte=day).values_list("key", flat=True))


def _day(at: datetime | date) -> date:
    return local_date(at) if isinstance(at, datetime) else at
