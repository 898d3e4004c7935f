"""What a shop owes, of a payout that was paid twice or else, and how that ends without its sales: it sends the money
back, or the market bears it.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.settlement.errors import NotOwed, NotOwedTwice, WhyMissing, WrittenDownBefore, WrittenDownBySame
from chophien.settlement.models import Payout, WriteOff
from chophien.settlement.policies import can_pay_out
from chophien.settlement.selectors.debts import ShopDebt, debt_of
from chophien.settlement.selectors.owing import Owing, borne_of, borne_of_shop
from chophien.settlement.selectors.paid_twice import PaidTwice, paid_twice_by
from chophien.settlement.selectors.payable import lock_payable
from chophien.settlement.states import WRITE_OFF_FLOW, Kind, WriteOffStatus

CLOCK = SystemActor("system:clock")
REASON_MOST, REFERENCE_MOST = 300, 80
LOSSES, DEBTS = "payouts", "debts"
"""Whose accounts say what the market bears of payouts, and of what else shops owed: `funder:market:` before them."""


def propose(*, payout: Payout, reason: str, actor: Actor, at: datetime) -> WriteOff:
    """Write down that the market bears what the shop still owes of a payout that was paid twice. Nothing moves before
    somebody else says yes.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises WhyMissing: without a reason in words
    :raises WrittenDownBefore: if one waits for its second yes
    :raises NotOwedTwice: if nothing of it is owed, or the bank can still be asked to stop the second one
    """
    return _propose(payout=payout, seller_code="", reason=reason, actor=actor, at=at)


def propose_debt(*, seller_code: str, reason: str, actor: Actor, at: datetime) -> WriteOff:
    """The same of what a shop owes otherwise, which is closed or has long sold nothing.

    :raises NotPermitted, WhyMissing, WrittenDownBefore: as for a payout
    :raises NotOwed: if it owes nothing, or still sells
    """
    return _propose(payout=None, seller_code=seller_code, reason=reason, actor=actor, at=at)


@transaction.atomic
def _propose(*, payout: Payout | None, seller_code: str, reason: str, actor: Actor, at: datetime) -> WriteOff:
    can_pay_out(actor, at=at).require()
    reason = clean_line(reason)[:REASON_MOST]
    if not any(letter.isalnum() for letter in reason):
        raise WhyMissing
    lock_payable(of_all=True)
    owing = paid_twice_by(payout) if payout is not None else debt_of(seller_code, at=at)
    if owing is not None and owing.waiting is not None:
        raise WrittenDownBefore
    if owing is None or not owing.can_be_borne:
        raise NotOwed if payout is None else NotOwedTwice
    whose = {"payout": owing.payout} if isinstance(owing, PaidTwice) else {"seller_code": owing.seller_code}
    written = WriteOff.objects.create(
        **whose, amount_vnd=owing.owed_vnd, reason=reason, drawn_up_at=at, drawn_up_by=actor.code
    )
    note = partial(record, actor=actor, subject_code=owing.subject_code, at=at, facts=_facts(written))
    if payout is None:
        note(what="settlement.debt_proposed")
    else:
        note(what="settlement.write_off_proposed")
    return written


@transaction.atomic
@one_posting()
def agree(*, written: WriteOff, actor: Actor, at: datetime) -> WriteOff:
    """Say yes to what somebody else wrote down: the market bears it, and the shop is told that it owes it no more. What
    sales have set off meanwhile is left out.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises WrittenDownBySame: if `actor` wrote it down
    :raises StepNotAllowed: if it was agreed to or called off before
    :raises NotOwedTwice, NotOwed: if nothing of it is owed any more
    """
    held = _hold(written, actor=actor, at=at)
    if held.drawn_up_by == actor.code:
        raise WrittenDownBySame
    held.status = WRITE_OFF_FLOW.next("approve", held.status)
    owing, of_shop = _owing(held, at=at), held.payout is None
    if owing is None or not _is_owed(owing):
        raise NotOwed if of_shop else NotOwedTwice
    held.amount_vnd = min(held.amount_vnd, owing.owed_vnd)
    held.approved_at, held.approved_by = at, actor.code
    held.save(update_fields=["status", "amount_vnd", "approved_at", "approved_by"])
    borne = Wish(
        f"{_name(owing)}:borne:{held.pk}",
        debit=_losses(owing),
        credit=chart.due(owing.seller_code),
        amount=held.amount_vnd,
        kind=Kind.DEBT_BORNE if of_shop else Kind.WRITTEN_OFF,
        subject_code=owing.subject_code,
    )
    enter([borne], at=at)
    note = partial(record, actor=actor, subject_code=owing.subject_code, at=at, facts=_facts(held))
    if of_shop:
        note(what="settlement.debt_borne")
    else:
        note(what="settlement.written_off")
    _tell(owing, Kind(borne.kind), held.amount_vnd)
    return held


@transaction.atomic
def call_off(*, written: WriteOff, actor: Actor, at: datetime) -> WriteOff:
    """Call it off before somebody else has said yes.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: if it was agreed to or called off before
    """
    held = _hold(written, actor=actor, at=at)
    held.status = WRITE_OFF_FLOW.next("cancel", held.status)
    held.cancelled_at, held.cancelled_by = at, actor.code
    held.save(update_fields=["status", "cancelled_at", "cancelled_by"])
    note = partial(record, actor=actor, at=at, facts=_facts(held))
    if held.payout:
        note(what="settlement.write_off_called_off", subject_code=held.payout.code)
    else:
        note(what="settlement.debt_called_off", subject_code=held.seller_code)
    return held


@transaction.atomic
def end_what_is_not_owed(*, at: datetime) -> list[WriteOff]:
    """Call off what waits for a second yes and of which nothing is owed any more: sales have set it off, or it came."""
    if not WriteOff.objects.filter(status=WriteOffStatus.DRAFT).exists():
        return []
    lock_payable(of_all=True)
    waiting = WriteOff.objects.filter(status=WriteOffStatus.DRAFT).select_related("payout__retry_of").order_by("pk")
    over = [one for one in waiting if (owing := _owing(one, at=at)) is None or not _is_owed(owing)]
    return [call_off(written=one, actor=CLOCK, at=at) for one in over]


@transaction.atomic
@one_posting()
def pay_back(*, payout: Payout, amount_vnd: int, by: str, reference: str, actor: Actor, at: datetime) -> PaidTwice:
    """The shop sent back so much of what it was paid twice, by the movement `by` (the code of the bank's line; entered
    again, nothing moves). What the market bears already comes in last. `payout` is either of the two.

    The caller holds what `lock_payable` holds.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises NotOwedTwice: if that is more than the shop owes of it and the market bears of it together
    """
    can_pay_out(actor, at=at).require()
    lock_payable(of_all=True)
    twice = paid_twice_by(payout)
    if twice is None or not 0 < amount_vnd <= twice.owed_vnd + twice.borne_vnd:
        raise NotOwedTwice
    of_shop, name = min(amount_vnd, twice.owed_vnd), f"{_name(twice)}:{by}"
    late = no_longer_borne(twice.payout, amount_vnd - of_shop, name=name)
    enter([_came(twice, of_shop, Kind.PAID_BACK, name=name), *late], at=at)
    facts = {"amount_vnd": amount_vnd, "payout": payout.code, "reference": clean_line(reference)[:REFERENCE_MOST]}
    record("settlement.paid_back", actor=actor, subject_code=twice.subject_code, at=at, facts=facts)
    _tell(twice, Kind.PAID_BACK, amount_vnd)
    return twice


@transaction.atomic
@one_posting()
def pay_debt(*, seller_code: str, amount_vnd: int, by: str, reference: str, actor: Actor, at: datetime) -> ShopDebt:
    """The shop paid back so much of what it owes, for whatever reason, by the movement `by`. Open shops can, too. As
    `pay_back` else.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises NotOwed: if that is more than the shop owes and the market bears of it together
    """
    can_pay_out(actor, at=at).require()
    lock_payable(of_all=True)
    debt = debt_of(seller_code, at=at)
    if debt is None or not 0 < amount_vnd <= debt.can_come_vnd:
        raise NotOwed
    of_shop, name = min(amount_vnd, debt.can_come_vnd - debt.borne_vnd), f"{_name(debt)}:{by}"
    late = _come_in(borne_of_shop(seller_code), amount_vnd - of_shop, into=DEBTS, about=seller_code, name=name)
    enter([_came(debt, of_shop, Kind.DEBT_BACK, name=name), *late], at=at)
    facts = {"amount_vnd": amount_vnd, "reference": clean_line(reference)[:REFERENCE_MOST]}
    record("settlement.debt_paid_back", actor=actor, subject_code=seller_code, at=at, facts=facts)
    _tell(debt, Kind.DEBT_BACK, amount_vnd)
    return debt


def no_longer_borne(payout: Payout, amount_vnd: int, *, name: str) -> Sequence[Wish]:
    """What to enter when so much, at most, of what the market bears of a payout has come in; written down with it."""
    return _come_in(borne_of(payout), amount_vnd, into=LOSSES, about=payout.code, name=name)


def _come_in(borne: Sequence[WriteOff], amount_vnd: int, *, into: str, about: str, name: str) -> Sequence[Wish]:
    left = amount_vnd
    for written in borne:
        part = min(left, written.amount_vnd - written.came_in_vnd)
        written.came_in_vnd += part
        written.save(update_fields=["came_in_vnd"])
        left -= part
    return [
        Wish(
            f"{name}:borne-back",
            debit=chart.held(),
            credit=chart.funder(chart.MARKET, into),
            amount=amount_vnd - left,
            kind=Kind.PAYOUT_BACK,
            subject_code=about,
        )
    ]


def _came(owing: Owing, amount_vnd: int, kind: Kind, *, name: str) -> Wish:
    return Wish(
        f"{name}:paid-back",
        debit=chart.held(),
        credit=chart.due(owing.seller_code),
        amount=amount_vnd,
        kind=kind,
        subject_code=owing.subject_code,
    )


def _owing(written: WriteOff, *, at: datetime) -> Owing | None:
    return paid_twice_by(written.payout) if written.payout else debt_of(written.seller_code, at=at)


def _is_owed(owing: Owing) -> bool:
    """Whether the market can still bear it: something is owed, and the shop has not begun to sell again."""
    return owing.owed_vnd > 0 and (not isinstance(owing, ShopDebt) or owing.sells_no_more)


def _name(owing: Owing) -> str:
    return f"payout:{owing.subject_code}" if isinstance(owing, PaidTwice) else f"debt:{owing.subject_code}"


def _losses(owing: Owing) -> str:
    return chart.funder(chart.MARKET, LOSSES if isinstance(owing, PaidTwice) else DEBTS)


def _hold(written: WriteOff, *, actor: Actor, at: datetime) -> WriteOff:
    can_pay_out(actor, at=at).require()
    lock_payable(of_all=True)
    return WriteOff.objects.select_for_update(of=["self"]).select_related("payout__retry_of").get(pk=written.pk)


def _tell(owing: Owing, kind: Kind, amount_vnd: int) -> None:
    if isinstance(owing, PaidTwice):
        enqueue("settlement.tell_set_right", payout_id=owing.payout.pk, kind=kind.value, amount_vnd=amount_vnd)
    else:
        enqueue("settlement.tell_debt", seller_code=owing.seller_code, kind=kind.value, amount_vnd=amount_vnd)


def _facts(written: WriteOff) -> dict[str, object]:
    return {"amount_vnd": written.amount_vnd, "reason": written.reason}
