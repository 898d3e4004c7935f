"""Files of the bank: read whole before anything is taken from them, then line by line."""

from datetime import datetime
from hashlib import sha256
from io import BytesIO

from django.db import transaction

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.payments.selectors import market_account
from chophien.reconciliation import policies
from chophien.reconciliation.actions.outgoing import settle_outgoing
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.errors import OtherAccount
from chophien.reconciliation.models import Statement
from chophien.reconciliation.reading.files import read_file
from chophien.reconciliation.reading.lines import bare
from chophien.reconciliation.states import LineStatus
from chophien.uploads.actions.papers import read_table, take_table

FILE_KIND = "bank_statement"
PREFIX, SYMBOLS, NAME_MOST = "BK", 8, 160


@transaction.atomic
def take_statement(*, data: bytes, name: str, actor: Actor, at: datetime) -> Statement:
    """Take a file of the bank, seal it, and have its lines taken in. The same bytes again are the same statement.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises StatementUnreadable, LayoutUnknown, RowFaulty, OtherCurrency, OtherAccount: nothing is kept then
    :raises FileRefused: if it is empty or too large
    """
    policies.can_reconcile(actor, at=at).require()
    digest = sha256(data).hexdigest()
    known = Statement.objects.filter(digest=digest).first()
    if known is not None:
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
    """Take in and settle a statement's lines, each in a transaction of its own. Done again, only what is missing."""
    for raw in read_file(read_table(code=statement.file_code, kind=FILE_KIND)).read.lines:
        taken = take_line(raw=raw, at=at, statement=statement)
        if taken.line.status == LineStatus.NEW:
            settle = settle_line if taken.line.incoming else settle_outgoing
            settle(line=taken.line, at=at)
    Statement.objects.filter(pk=statement.pk, taken_at__isnull=True).update(
        taken_at=at, lines_new=statement.lines.filter(came_at__gte=statement.sent_at).count()
    )
    statement.refresh_from_db()
    return statement
