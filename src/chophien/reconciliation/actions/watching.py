"""What nobody does by hand: lines whose settling was interrupted, and parts whose rest never comes."""

from datetime import datetime

import structlog
from django.db import transaction

from chophien.payments.actions.books import one_posting
from chophien.reconciliation.actions.settling import carry_out, measure, owe_back, take_step
from chophien.reconciliation.actions.taking import BANK
from chophien.reconciliation.actions.trying import try_to_settle
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.selectors import lines_forgotten, lock_lines, lock_target, lock_words, parts_waiting
from chophien.reconciliation.states import LineStatus, Outcome, Why

BACK_WHOLE = {Outcome.LATE: Why.REST_NEVER_CAME, Outcome.DUPLICATE: Why.TWICE}
"""Why a part goes back by itself, by what it turned out to be."""
log = structlog.get_logger(__name__)


def settle_forgotten(*, at: datetime) -> int:
    """Settle lines that were kept and not settled, because something went wrong in between; say how many.

    What goes wrong again is put before people.
    """
    forgotten = list(lines_forgotten(at))
    for line in forgotten:
        try_to_settle(line, at=at, is_last=True)
    return len(forgotten)


def release_parts(*, at: datetime) -> None:
    """See to every part whose rest may not come any more, each by itself."""
    for part in parts_waiting():
        try:
            release_part(line=part, at=at)
        except Exception:  # whatever is wrong with one part, the others are seen to; it is tried again
            log.exception("bank_part_not_released", line=part.code)


@transaction.atomic
@one_posting()
def release_part(*, line: BankLine, at: datetime) -> BankLine:
    """See whether the rest of a part can still come. When its order was cancelled, or was paid through a gateway
    meanwhile, the part goes back; when somebody marked the order paid by hand somebody has to look.
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
    if judgement.outcome in BACK_WHOLE:
        held.outcome = judgement.outcome
        owe_back(held, held.amount_vnd, BACK_WHOLE[judgement.outcome], was_kept=True, at=at)
        return take_step(held, "give_back", actor=BANK, at=at)
    if judgement.pays_vnd and judgement.back_vnd <= held.amount_vnd:  # another order of the group was cancelled
        return carry_out(held, parts, target, judgement, at=at, actor=BANK)
    held.outcome, held.why = Outcome.UNKNOWN, Why.MARKED_OTHERWISE
    return take_step(held, "ask", actor=BANK, at=at)
