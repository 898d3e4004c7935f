"""A report is asked for, made by a job, fetched, and forgotten."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from chophien.accounts.models import Person
from chophien.accounts.states import Scope
from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line
from chophien.reports import policies
from chophien.reports.actions.writing import written
from chophien.reports.errors import BadPeriod, FileGone, NoSuchFormat
from chophien.reports.kinds.base import SEARCHED, Area, ReportKind, Table
from chophien.reports.kinds.reports import BY_KEY
from chophien.reports.models import ReportRun
from chophien.reports.states import MEDIA, RUN_FLOW, Format, RunStatus
from chophien.rules.selectors import whole
from chophien.uploads.actions.papers import drop_private_file, keep_made_file, open_made_file
from chophien.uploads.actions.sent import OpenedFile
from chophien.uploads.selectors import private_file

PREFIX, FILE_KIND = "BC", "made_report"
SEARCH_MOST = 100


@transaction.atomic
def ask_for_report(
    *,
    kind: ReportKind,
    since: date,
    until: date,
    scope_kind: str,
    scope_code: str,
    file_format: str,
    person: Person,
    at: datetime,
    search: Mapping[str, str] | None = None,
) -> ReportRun:
    """Have a report made; a job does it and leaves a file that only this person can fetch.

    `search` narrows a report that can be, by the names of `SEARCHED`; the file says by what.

    :raises NotPermitted: if the person's role does not cover the area
    :raises BadPeriod, NoSuchFormat: as the names say
    """
    policies.can_ask(person, kind, scope_kind=scope_kind, scope_code=scope_code, at=at).require()
    if file_format not in kind.formats:
        raise NoSuchFormat
    if not since <= until <= local_date(at) or (until - since).days >= kind.most_days:
        raise BadPeriod(facts={"days": kind.most_days})
    run = ReportRun.objects.create(
        code=new_code(PREFIX, 8),
        kind=kind.key,
        format=file_format,
        since=since,
        until=until,
        scope_kind=scope_kind,
        scope_code=scope_code,
        person=person,
        search=_asked(search or {}) if kind.searched else {},
        steps=len(kind.parts),
        asked_at=at,
    )
    facts = {"kind": kind.key, "scope": scope_code or scope_kind}
    record("reports.asked", actor=person, subject_code=run.code, at=at, facts=facts)
    enqueue("reports.make", run_code=run.code)
    return run


def _asked(search: Mapping[str, str]) -> dict[str, str]:
    """What was really searched for, tidied: each but once and not without end."""
    tidy = {name: clean_line(search.get(name, ""))[:SEARCH_MOST] for name in SEARCHED}
    return {name: said for name, said in tidy.items() if said}


def make(*, run: ReportRun, actor: Actor, at: datetime) -> ReportRun:
    """Make the tables one after the other, so that whoever waits sees how far it is, and leave the file.

    One that is over already is left alone; one that was interrupted begins anew.
    """
    if run.status not in {RunStatus.WAITING, RunStatus.RUNNING}:
        return run
    kind = BY_KEY[run.kind]
    area = Area(run.since, run.until, Scope(run.scope_kind), run.scope_code, at, run.search)
    _note(run, "begin", step=0, as_of=at)
    tables: list[Table] = []
    for number, part in enumerate(kind.parts, start=1):
        tables.append(part(area))
        ReportRun.objects.filter(pk=run.pk).update(step=number)
    data = written(kind, area, tables, Format(run.format))
    return _leave(run, data, actor=actor, at=at)


def fail(*, run: ReportRun, at: datetime) -> None:
    """Say that a report could not be made."""
    if RUN_FLOW.allows("fail", run.status):
        _note(run, "fail", ended_at=at)


def fetch(*, run: ReportRun, person: Person, at: datetime) -> OpenedFile:
    """The file, for whoever had it made and may still have it; that it was fetched is written down.

    :raises NotPermitted: if the person has lost the role
    :raises FileGone: if it is not there yet or no more
    """
    kind = BY_KEY[run.kind]
    policies.can_ask(person, kind, scope_kind=run.scope_kind, scope_code=run.scope_code, at=at).require()
    made = private_file(run.file_code, owner_code=run.code) if run.file_code else None
    if made is None or run.file_until is None or run.file_until <= at:
        raise FileGone
    return open_made_file(made=made, actor=person, at=at)


@transaction.atomic
def drop_old(*, actor: Actor, at: datetime) -> int:
    """Delete files whose days are over; that they were made stays."""
    old = list(ReportRun.objects.select_for_update().filter(file_until__lte=at).exclude(file_code=""))
    for run in old:
        made = private_file(run.file_code, owner_code=run.code)
        if made is not None:
            drop_private_file(paper=made, actor=actor, at=at)
        run.file_code = ""
        run.save(update_fields=["file_code"])
    return len(old)


@transaction.atomic
def _leave(run: ReportRun, data: bytes, *, actor: Actor, at: datetime) -> ReportRun:
    run = ReportRun.objects.select_for_update().get(pk=run.pk)
    if run.status != RunStatus.RUNNING:
        return run
    ending = Format(run.format)
    made = keep_made_file(
        data=data,
        kind=FILE_KIND,
        owner_code=run.code,
        name=f"{run.kind}-{run.since}-{run.until}.{ending}",
        content_type=MEDIA[ending],
        actor=actor,
        at=at,
    )
    until = at + timedelta(days=whole("reports.file_days", at=at))
    _note(run, "finish", ended_at=at, file_code=made.code, file_until=until)
    return run


def _note(run: ReportRun, deed: str, **changes: object) -> None:
    run.status = RUN_FLOW.next(deed, run.status)
    for name, value in changes.items():
        setattr(run, name, value)
    run.save(update_fields=["status", *changes])
