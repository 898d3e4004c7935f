"""What nobody does by hand: lines whose settling was interrupted, and parts whose rest never comes."""

from datetime import datetime

import structlog
from django.db import transaction

from chophien.payments.actions.books import one_posting
from chophien.reconciliation.actions.outgoing import settle_outgoing
from chophien.reconciliation.actions.settling import carry_out, measure, owe_back, settle_line, take_step
from chophien.reconciliation.actions.taking import BANK
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.selectors import lines_forgotten, lock_lines, lock_target, lock_words
from chophien.reconciliation.states import LineStatus, Outcome, Why

log = structlog.get_logger(__name__)


def settle_forgotten(*, at: datetime) -> int:
    """Settle lines that were kept and not settled, because something went wrong in between; say how many."""
    forgotten = list(lines_forgotten(at))
    for line in forgotten:
        try:
            settle = settle_line if line.incoming else settle_outgoing
            settle(line=line, at=at)
        except Exception:  # whatever is wrong with one line, the others and the parts are seen to
            log.exception("bank_line_not_settled", line=line.code)
    return len(forgotten)


@transaction.atomic
@one_posting()
def release_part(*, line: BankLine, at: datetime) -> BankLine:
    """See whether the rest of a part can still come. When its order was cancelled the part goes back; when somebody
    marked the order paid by hand somebody has to look.
    """
    lock_words(f"target:{line.target}")
    held, others = lock_lines(line.pk, target=line.target)
    if held.status != LineStatus.PART:
        return held
    target, payments = lock_target(held.target)
    parts = [other for other in others if other.status == LineStatus.PART]
    kept = sum(other.amount_vnd for other in parts)
    judgement = measure(target, payments, amount_vnd=held.amount_vnd, kept_vnd=kept, used_before=False)
    if judgement.outcome == Outcome.UNDER:
        return held
    if judgement.outcome == Outcome.LATE:
        held.outcome = Outcome.LATE
        owe_back(held, held.amount_vnd, Why.REST_NEVER_CAME, was_kept=True, at=at)
        return take_step(held, "give_back", actor=BANK, at=at)
    if judgement.pays_vnd and judgement.back_vnd <= held.amount_vnd:  # another order of the group was cancelled
        return carry_out(held, parts, target, judgement, at=at, actor=BANK)
    held.outcome, held.why = Outcome.UNKNOWN, Why.MARKED_OTHERWISE
    return take_step(held, "ask", actor=BANK, at=at)
