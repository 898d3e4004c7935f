"""Publishes the documents that come with the program."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction

from chophien.lib.dates import VIETNAM
from chophien.lib.text import clean_text
from chophien.regulations.errors import BadRegulation
from chophien.regulations.events import versions_published
from chophien.regulations.models import RegulationVersion
from chophien.regulations.states import BY_KEY
from chophien.rules.errors import RuleMissing
from chophien.rules.selectors import value, whole

DATA = Path(__file__).resolve().parents[1] / "data"
HEAD_ENDS = "---"
NEEDED = ("title", "version", "published", "effective")
FIGURE = re.compile(r"{([a-z]+\.[a-z_]+)}")
TERMS_OF_MONEY = frozenset({"prices", "payment"})


@dataclass(frozen=True)
class _Text:
    """One file: what its head says, and the text below it."""

    name: str
    head: dict[str, str]
    body: str


@transaction.atomic
def load_regulations(folder: Path = DATA) -> list[str]:
    """Publish every version that is new, and name them as ``key version``.

    A version that is published is never changed: loading again publishes nothing. A figure in braces,
    ``{orders.accept_hours}``, is replaced by the rule in force on the first day of the version.

    :raises BadRegulation: if a file is malformed, lacks its translation, differs from the version of that name that
        was published before, or announces a change later than the rules ask; nothing is published then
    """
    kept = {(row.key, row.version): row for row in RegulationVersion.objects.all()}
    faults: list[str] = []
    fresh: list[RegulationVersion] = []
    for path in sorted(folder.glob("*.vi.md")):
        try:
            row = _version(path)
        except (ValueError, RuleMissing, FileNotFoundError) as fault:
            faults.append(f"{path.name}: {fault}")
            continue
        known = kept.get((row.key, row.version))
        if known is None:
            fresh.append(row)
        elif _words(known) != _words(row):
            faults.append(f"{path.name}: version {row.version} is published already; give the new text a new version")
    faults += _too_late([*kept.values(), *fresh], fresh)
    if faults:
        raise BadRegulation(faults)
    RegulationVersion.objects.bulk_create(fresh)
    _tell(fresh, known={row.key for row in kept.values()})
    return sorted(str(row) for row in fresh)


def _tell(fresh: list[RegulationVersion], *, known: set[str]) -> None:
    """Tell the apps above of new versions of documents that were public before: of those of one day together."""
    together: dict[tuple[datetime, date], list[RegulationVersion]] = {}
    for row in fresh:
        if row.key in known:
            together.setdefault((row.published_at, row.effective_from), []).append(row)
    for versions in together.values():
        versions_published.send(sender=RegulationVersion, versions=versions)


def _version(path: Path) -> RegulationVersion:
    """``returns.vi.md`` with ``returns.en.md``; an older version stands in ``returns@2026-07.vi.md``."""
    key = path.name.removesuffix(".vi.md").partition("@")[0]
    if key not in BY_KEY:
        raise ValueError(f"{key!r} is no document of this market")
    vietnamese = _read(path)
    english = _read(path.with_name(path.name.replace(".vi.md", ".en.md")))
    if vietnamese.head["version"] != english.head.get("version"):
        raise ValueError("the English text is of another version")
    begins = date.fromisoformat(vietnamese.head["effective"])
    return RegulationVersion(
        key=key,
        version=vietnamese.head["version"],
        title=vietnamese.head["title"],
        body=_with_figures(vietnamese.body, at=begins),
        title_en=english.head["title"],
        body_en=_with_figures(english.body, at=begins, thousands=","),
        change=vietnamese.head.get("change", ""),
        published_at=datetime.combine(date.fromisoformat(vietnamese.head["published"]), time(8), tzinfo=VIETNAM),
        effective_from=begins,
    )


def _read(path: Path) -> _Text:
    head, _line, body = path.read_text(encoding="utf-8").partition(f"\n{HEAD_ENDS}\n")
    told = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    missing = [word for word in NEEDED if not told.get(word)]
    if missing and path.name.endswith(".vi.md"):
        raise ValueError(f"the head does not say: {', '.join(missing)}")
    if not body.strip():
        raise ValueError(f"there is no text below {HEAD_ENDS!r}")
    return _Text(path.name, told, clean_text(body))


def _with_figures(body: str, *, at: date, thousands: str = ".") -> str:
    def figure(found: re.Match[str]) -> str:
        number = value(found[1], at=at)
        if isinstance(number, str):
            return f"{date.fromisoformat(number):%d/%m/%Y}"
        return f"{number:,}".replace(",", thousands)

    return FIGURE.sub(figure, body)


def _words(row: RegulationVersion) -> tuple[object, ...]:
    return (row.title, row.body, row.title_en, row.body_en, row.effective_from)


def _too_late(versions: list[RegulationVersion], fresh: list[RegulationVersion]) -> list[str]:
    """Faults of new versions that replace another and were not announced as long before as the rules ask."""
    faults = []
    for row in fresh:
        replaces = any(other.key == row.key and other.effective_from < row.effective_from for other in versions)
        rule = "regulations.fee_notice_days" if row.key in TERMS_OF_MONEY else "regulations.change_notice_days"
        if not replaces:
            continue
        days = whole(rule, at=row.effective_from)
        if row.effective_from - row.published_at.date() < timedelta(days=days):
            faults.append(f"{row.key}: version {row.version} is to be published {days} days before it counts")
    return faults
