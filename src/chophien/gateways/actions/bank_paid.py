"""Money of gateways' payments that the market gave back by a transfer of its own: what the bank's statement may name.

A gateway that would not give money back leaves it to a transfer. The interest of what it gave back late is owed by
itself, and known by its own code and the refund's without anything here.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.db.models import Q

from chophien.gateways.actions.deciding import given_otherwise
from chophien.gateways.actions.steps import LEFT_OPEN
from chophien.gateways.models import Repayment
from chophien.gateways.selectors import code_of
from chophien.gateways.states import RepaymentStatus
from chophien.lib.actor import Actor
from chophien.payments.actions.foreseen import Foreseen, Words
from chophien.payments.actions.interest import went_together, went_without
from chophien.payments.models import Refund
from chophien.payments.selectors.interest import interest_since
from chophien.payments.selectors.refunds import late_interest

_NAMES = re.compile(r"[0-9a-f]{16,32}")


def found_in(words: Words, on: date) -> Iterator[Foreseen]:
    """What these words name, by the code of the refund, the order or the group, or by the name it had for the gateway,
    the whole or its first half.

    What a gateway refused, or does not speak of, is given back by the bank's own word, with the interest up to that
    day or without; what somebody wrote down as given back is that, or went without the interest. What the bank sent
    back once is no money of the gateway's any more. One statement.
    """
    if words.incoming:
        return
    named = (
        Q(refund__code__in=words.codes) | Q(refund__payment__order_code__in=words.codes) | Q(group_code__in=words.codes)
    )
    for name in _NAMES.findall(words.text.lower()):
        named |= Q(reference__startswith=name)
    found = Repayment.objects.filter(named, refund__backs=None).select_related("refund__payment").order_by("pk")
    for one in found.exclude(status__in=[RepaymentStatus.WAITING, RepaymentStatus.ASKED]):
        code = code_of(one)
        if one.status in LEFT_OPEN and (one.refund is None or one.refund.done_at is None):
            interest = late_interest(one.refund, at=on) if one.refund is not None else 0
            yield Foreseen(code, one.amount_vnd + interest, partial(given_otherwise, repayment=one))
            if interest:
                yield Foreseen(code, one.amount_vnd, partial(given_otherwise, repayment=one, with_interest=False))
            continue
        interest = one.refund.interest_vnd if one.refund is not None else 0
        came_by_transfer = one.amount_vnd if one.status == RepaymentStatus.OTHERWISE else 0
        if came_by_transfer + interest:
            yield Foreseen(code, came_by_transfer + interest)
        if came_by_transfer and one.refund is not None:
            yield from _written_otherwise(one.refund, code)


def _written_otherwise(refund: Refund, code: str) -> Iterator[Foreseen]:
    """How what somebody wrote down may have gone in truth: without its interest, or with what stands open of it."""
    owed = interest_since(refund)
    if refund.interest_vnd:
        yield Foreseen(code, refund.amount_vnd, partial(_went_without, refund=refund))
    elif owed is not None and owed.is_open:
        yield Foreseen(code, refund.amount_vnd + owed.amount_vnd, partial(_went_together, refund=refund))


def _went_without(*, refund: Refund, reference: str, on: date, actor: Actor, at: datetime) -> None:
    """Somebody wrote down more than the bank tells of: the interest is still owed."""
    del reference, on
    went_without(refund=refund, actor=actor, at=at)


def _went_together(*, refund: Refund, reference: str, on: date, actor: Actor, at: datetime) -> None:
    """Somebody wrote down less than the bank tells of: the interest went with it."""
    del on
    went_together(refund=refund, reference=reference, actor=actor, at=at)
