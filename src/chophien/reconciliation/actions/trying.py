"""Settling lines one by one: whatever is wrong with one, the others go on, and it stands in the queue with why."""

from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from chophien.lib.errors import DomainError
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.unexplained import keep_unexplained, left_unexplained
from chophien.reconciliation.actions.outgoing import settle_outgoing
from chophien.reconciliation.actions.settling import settle_line, take_step
from chophien.reconciliation.actions.taking import BANK
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.selectors import lock_lines
from chophien.reconciliation.states import LineStatus, Outcome, Why

TROUBLE_MOST = 300
log = structlog.get_logger(__name__)


def try_to_settle(line: BankLine, *, at: datetime, is_last: bool = False) -> bool:
    """Settle a line; say whether that went well. If not it keeps why, and the clock tries once more.

    With `is_last` it is put before people then, and its money stands as unexplained in the books.
    """
    settle = settle_line if line.incoming else settle_outgoing
    try:
        settle(line=line, at=at)
    except Exception as fault:  # whatever is wrong with one line, the others are seen to
        log.exception("bank_line_not_settled", line=line.code)
        _keep(line, _sentence(fault), put_before_people=is_last, at=at)
        return False
    return True


def _sentence(fault: Exception) -> str:
    with override(settings.LANGUAGE_CODE):
        said = str(fault) if isinstance(fault, DomainError) else gettext("Something went wrong while it was placed.")
    return said[:TROUBLE_MOST]


@transaction.atomic
@one_posting()
def _keep(line: BankLine, sentence: str, *, put_before_people: bool, at: datetime) -> None:
    held, _parts = lock_lines(line.pk, target="")
    if held.status != LineStatus.NEW:
        return
    held.trouble = sentence
    if not put_before_people:
        held.save(update_fields=["trouble"])
        return
    held.outcome, held.why = Outcome.UNKNOWN, Why.NOT_PLACED
    if held.incoming:
        keep_unexplained(code=held.code, amount_vnd=held.amount_vnd, about=held.code, at=at)
    else:
        left_unexplained(code=held.code, amount_vnd=held.amount_vnd, at=at)
    take_step(held, "ask", actor=BANK, at=at, reason=sentence)
