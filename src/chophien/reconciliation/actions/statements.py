"""Files of the bank: read whole before anything is taken from them, then line by line."""

from datetime import datetime
from hashlib import sha256
from io import BytesIO

import structlog
from django.db import transaction

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.payments.selectors import market_account
from chophien.reconciliation import policies
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.actions.trying import try_to_settle
from chophien.reconciliation.errors import OtherAccount
from chophien.reconciliation.models import Statement
from chophien.reconciliation.reading.files import read_file
from chophien.reconciliation.reading.lines import bare
from chophien.reconciliation.states import LineStatus
from chophien.uploads.actions.papers import read_table, take_table

FILE_KIND = "bank_statement"
PREFIX, SYMBOLS, NAME_MOST = "BK", 8, 160
log = structlog.get_logger(__name__)


@transaction.atomic
def take_statement(*, data: bytes, name: str, actor: Actor, at: datetime) -> Statement:
    """Take a file of the bank, seal it, and have its lines taken in. The same bytes again are the same statement; what
    could not be kept of it is tried again then.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises StatementUnreadable, LayoutUnknown, RowFaulty, OtherCurrency, OtherAccount: nothing is kept then
    :raises FileRefused: if it is empty or too large
    """
    policies.can_reconcile(actor, at=at).require()
    digest = sha256(data).hexdigest()
    known = Statement.objects.filter(digest=digest).first()
    if known is not None:
        if known.faults:
            enqueue("reconciliation.read_statement", statement_id=known.pk)
        return known
    found = read_file(data)
    if found.read.account and not is_ours(found.read.account):
        raise OtherAccount
    kept = take_table(file=BytesIO(data), kind=FILE_KIND, owner_code=digest[:40], name=name, actor=actor, at=at)
    statement, is_new = Statement.objects.get_or_create(
        digest=digest,
        defaults={
            "code": new_code(PREFIX, SYMBOLS),
            "kind": found.kind,
            "layout": found.layout,
            "name": clean_line(name)[:NAME_MOST],
            "file_code": kept.code,
            "lines_read": len(found.read.lines),
            "sent_by": actor.code,
            "sent_at": at,
        },
    )
    if is_new:
        facts = {"lines": statement.lines_read, "kind": str(statement.kind)}
        record("reconciliation.statement_taken", actor=actor, subject_code=statement.code, at=at, facts=facts)
        enqueue("reconciliation.read_statement", statement_id=statement.pk)
    return statement


def is_ours(account: str) -> bool:
    """Whether this is the number of the market's account."""
    return bare(account) == bare(market_account().number)


def take_lines(*, statement: Statement, at: datetime) -> Statement:
    """Take in and settle a statement's lines, each in a transaction of its own. Done again, only what is missing.

    Whatever is wrong with one line, the others are taken in. One that cannot be kept is named in the statement's
    `faults`, and the statement is not taken then. What went out is settled first: what came back of it is known then.
    """
    taken, faults = [], []
    for number, raw in enumerate(read_file(read_table(code=statement.file_code, kind=FILE_KIND)).read.lines, start=1):
        try:
            taken.append(take_line(raw=raw, at=at, statement=statement).line)
        except Exception:  # as above: the job tries again, and whoever sent the file sees which line it is
            log.exception("bank_line_not_kept", statement=statement.code, number=number)
            faults.append({"number": number, "day": raw.booked_on.isoformat(), "amount_vnd": raw.amount_vnd})
    for line in sorted(taken, key=lambda line: line.incoming):
        if line.status == LineStatus.NEW:
            try_to_settle(line, at=at)
    waiting = Statement.objects.filter(pk=statement.pk, taken_at__isnull=True)
    if faults:
        waiting.update(faults=faults)
    else:
        new = statement.lines.filter(came_at__gte=statement.sent_at).count()
        waiting.update(taken_at=at, lines_new=new, faults=[])
    statement.refresh_from_db()
    return statement
