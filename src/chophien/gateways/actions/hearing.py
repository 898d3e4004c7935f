"""Keeping what is heard of a payment: every message once, signed or not, before anything follows from it."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import IntegrityError, transaction

from chophien.gateways.adapters.base import Outcome, Returned, Told
from chophien.gateways.models import Attempt, Notice
from chophien.gateways.selectors import attempt_of, digest_of, unsigned_count
from chophien.gateways.states import Source

UNSIGNED_MOST = 20
"""Of one try; more of them say nothing that these do not."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Heard:
    """The try that a message is about, and the message as it is kept; neither for what is about nothing here."""

    attempt: Attempt | None
    notice: Notice | None
    is_new: bool = False


def hear(*, gateway: str, source: Source, told: Told, at: datetime) -> Heard:
    """Keep a message. The very same again is the same row. Nothing follows from it here."""
    attempt = attempt_of(told.reference)
    if attempt is None or attempt.gateway != gateway:
        log.warning("gateway_told_of_no_payment", gateway=gateway, source=source.value, genuine=told.genuine)
        return Heard(None, None)
    if not told.genuine and unsigned_count(attempt) >= UNSIGNED_MOST:
        return Heard(attempt, None)
    said = (told.genuine, told.outcome, told.code, told.amount_vnd, told.number, sorted(told.facts.items()))
    digest = digest_of(attempt.reference, source, *said)
    notice, is_new = _kept(
        Notice(
            attempt=attempt,
            source=source,
            digest=digest,
            genuine=told.genuine and told.ours,
            outcome=told.outcome.value,
            code=told.code[:20],
            amount_vnd=told.amount_vnd,
            number=told.number,
            facts=dict(told.facts),
            at=at,
        )
    )
    return Heard(attempt, notice, is_new)


def hear_back(*, attempt: Attempt, about: str, returned: Returned, at: datetime) -> Notice:
    """Keep what the gateway answered about money going back."""
    said = (returned.outcome, returned.code, returned.number, sorted(returned.facts.items()))
    notice, _is_new = _kept(
        Notice(
            attempt=attempt,
            source=Source.REFUND,
            digest=digest_of(about, Source.REFUND, at.isoformat(), *said),
            genuine=True,
            outcome=returned.outcome.value,
            code=returned.code[:20],
            number=returned.number,
            facts=dict(returned.facts),
            at=at,
        )
    )
    return notice


def hear_table(*, attempt: Attempt, amount_vnd: int, table: str, at: datetime) -> Notice:
    """Keep that the gateway's own table, as two people have looked at it, says that so much was paid."""
    notice, _is_new = _kept(
        Notice(
            attempt=attempt,
            source=Source.TABLE,
            digest=digest_of(attempt.reference, Source.TABLE, table, amount_vnd),
            genuine=True,
            outcome=Outcome.PAID.value,
            amount_vnd=amount_vnd,
            number=attempt.number,
            facts={"table": table},
            at=at,
        )
    )
    return notice


def is_payment(notice: Notice, attempt: Attempt) -> bool:
    """Whether a message says, signed and for this terminal, that exactly this was paid."""
    return notice.genuine and notice.outcome == Outcome.PAID and notice.amount_vnd == attempt.amount_vnd


def _kept(notice: Notice) -> tuple[Notice, bool]:
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError:
        known = Notice.objects.filter(digest=notice.digest).first()
        if known is None:
            raise
        return known, False
    return notice, True
