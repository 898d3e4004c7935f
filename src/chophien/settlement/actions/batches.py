"""Paying sellers out: a batch is drawn up, signed by two people, sent to the bank as a file, and answered line by line.

What a batch pays is set aside in the books from the moment it is drawn up, so that nobody is paid twice.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue_many
from chophien.ledger.actions.posting import Wish
from chophien.ledger.states import ALL, Step
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.rules import selectors as rules
from chophien.sellers.models import PayoutAccount
from chophien.settlement.actions.after_all import paid_after_all
from chophien.settlement.actions.leaving_out import aside, changed_accounts, debtors, free, leave_out
from chophien.settlement.actions.returning import take_back
from chophien.settlement.errors import NothingToPayOut, SignedBySame
from chophien.settlement.models import Batch, Look, Payout
from chophien.settlement.policies import can_pay_out
from chophien.settlement.selectors import bankfile
from chophien.settlement.selectors.batches import PAYOUT_PREFIX, file_lines
from chophien.settlement.selectors.debts import closed
from chophien.settlement.selectors.payable import lock_payable, market_rhythm, payable_of, rhythms, was_day_of
from chophien.settlement.states import (
    BATCH_FLOW,
    NOT_ARRIVED,
    PAYOUT_FLOW,
    BatchStatus,
    Kind,
    PayoutStatus,
    Period,
)

BATCH_PREFIX, SYMBOLS = "DC", 10
CLOCK = SystemActor("system:clock")
LONGEST_REFERENCE, LONGEST_REASON = 80, 200
SIGNING = ("status", "signed_at", "signed_by", "approved_at", "approved_by", "ended_at")
TOLD_TOGETHER = 100
"""Shops that one job tells what the bank did."""
WRITE_ANSWERS = """
    UPDATE settlement_payout AS payout
    SET status = told.status, answered_at = %s, reference = told.reference, reason = told.reason
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS told (id, status, reference, reason)
    WHERE payout.id = told.id
"""


@transaction.atomic
def draw_up(*, actor: Actor, at: datetime, everybody: bool = False, since: date | None = None) -> Batch:
    """Draw up the payouts of today: for each seller whose day it is (or `everybody`) and who has a confirmed account.

    With `since`, whose day it was after that day too. Nobody is paid less than `settlement.least_vnd`: that waits for
    the next time. A closed shop has no next time: it is paid whatever is left.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises NothingToPayOut: if there is nobody to pay; nothing is written then
    """
    can_pay_out(actor, at=at).require()
    lock_payable(of_all=True)
    chosen, own = rhythms(), market_rhythm(at=at)
    today = {period for period in Period if was_day_of(period, after=since, until=local_date(at))}
    least = rules.whole("settlement.least_vnd", at=at)
    can_come = [one for one in payable_of(at=at) if one.now_vnd > 0]
    last = set(closed([one.seller_code for one in can_come if one.now_vnd < least]))
    amounts = {
        one.seller_code: one.now_vnd
        for one in can_come
        if (one.now_vnd >= least or one.seller_code in last)
        and (everybody or chosen.get(one.seller_code, own) in today)
    }
    accounts = {
        account.seller.code: account
        for account in PayoutAccount.objects.filter(
            seller__code__in=amounts, confirmed_at__isnull=False
        ).select_related("seller")
    }
    if not accounts:
        raise NothingToPayOut
    paid = {code: amount for code, amount in amounts.items() if code in accounts}
    batch = Batch.objects.create(
        code=new_code(BATCH_PREFIX, SYMBOLS),
        payouts_count=len(paid),
        total_vnd=sum(paid.values()),
        held_at=settings.HELD_AT,
        drawn_up_at=at,
        drawn_up_by=actor.code,
    )
    payouts = Payout.objects.bulk_create(_payouts(batch, paid, accounts))
    enter(
        [
            Wish(
                aside(one),
                debit=chart.due(one.seller_code),
                credit=chart.held(),
                amount=one.amount_vnd,
                kind=Kind.PAYOUT,
                step=Step.PENDING,
                subject_code=one.code,
            )
            for one in payouts
        ],
        at=at,
    )
    facts = {"payouts": len(payouts), "total_vnd": batch.total_vnd}
    record("settlement.drawn_up", actor=actor, subject_code=batch.code, at=at, facts=facts)
    return batch


@transaction.atomic
def draw_up_by_the_clock(*, at: datetime) -> Batch | None:
    """Draw up the payouts of every day since the clock last looked; none when nobody is to be paid."""
    look = Look.objects.select_for_update().first()
    since = local_date(look.at) if look else None
    Look.objects.update_or_create(pk=look.pk if look else 1, defaults={"at": at})
    with suppress(NothingToPayOut):
        return draw_up(actor=CLOCK, at=at, since=since)
    return None


@transaction.atomic
def sign(*, batch: Batch, actor: Actor, at: datetime) -> Batch:
    """Sign a batch: the first signature, or the second, by somebody else, which approves it; if by then nobody is left
    to be paid, it is called off.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises SignedBySame: if the first signature is `actor`'s own
    :raises StepNotAllowed: if it was approved or called off before
    """
    can_pay_out(actor, at=at).require()
    batch = _lock(batch)
    if batch.status == BatchStatus.SIGNED and batch.signed_by == actor.code:
        raise SignedBySame
    step = "approve" if batch.status == BatchStatus.SIGNED else "sign"
    batch.status = BATCH_FLOW.next(step, batch.status)
    if step == "sign":
        batch.signed_at, batch.signed_by = at, actor.code
    else:
        batch.approved_at, batch.approved_by = at, actor.code
        leave_out(batch, {**changed_accounts(batch), **debtors(batch)}, at=at)
    if not batch.payouts_count:
        batch.status, batch.ended_at = BATCH_FLOW.next("cancel", batch.status), at
    batch.save(update_fields=[*SIGNING, "payouts_count", "total_vnd"])
    record("settlement.signed", actor=actor, subject_code=batch.code, at=at, facts={"step": step})
    if batch.status == BatchStatus.CANCELLED:
        record("settlement.called_off", actor=actor, subject_code=batch.code, at=at)
    return batch


@transaction.atomic
def send(*, batch: Batch, actor: Actor, at: datetime) -> str:
    """The file for the bank, which leaves the market here: from now on the batch cannot be called off.

    It holds the accounts that two people approved. Whoever changed theirs since the batch was drawn up is left out and
    told; if nobody is left the batch is called off and the file is empty. Asked again it holds the lines that the bank
    has not answered yet. A row is kept of each taking, since account numbers are in it.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: before it is approved, and once every line is answered
    """
    can_pay_out(actor, at=at).require()
    batch = _lock(batch)
    if batch.status != BatchStatus.SENT:
        batch.status = BATCH_FLOW.next("send", batch.status)
        leave_out(batch, changed_accounts(batch), at=at)
        if not batch.payouts_count:
            return _call_off_empty(batch, actor=actor, at=at)
        batch.sent_at, batch.sent_by = at, actor.code
        batch.save(update_fields=["status", "sent_at", "sent_by", "payouts_count", "total_vnd"])
        waiting = Payout.objects.filter(batch=batch, status=PayoutStatus.WAITING)
        waiting.update(status=PAYOUT_FLOW.next("send", PayoutStatus.WAITING))
    record("settlement.sent", actor=actor, subject_code=batch.code, at=at)
    return bankfile.write(file_lines(batch))


def _call_off_empty(batch: Batch, *, actor: Actor, at: datetime) -> str:
    batch.status, batch.ended_at = BatchStatus.CANCELLED, at
    batch.save(update_fields=["status", "ended_at", "payouts_count", "total_vnd"])
    record("settlement.called_off", actor=actor, subject_code=batch.code, at=at)
    return ""


@transaction.atomic
def cancel(*, batch: Batch, actor: Actor, at: datetime) -> Batch:
    """Call a batch off before it is sent: what was set aside is free again.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: if it was sent or called off before
    """
    can_pay_out(actor, at=at).require()
    batch = _lock(batch)
    batch.status, batch.ended_at = BATCH_FLOW.next("cancel", batch.status), at
    batch.save(update_fields=["status", "ended_at"])
    waiting = Payout.objects.filter(batch=batch, status=PayoutStatus.WAITING)
    payouts = list(waiting.order_by("pk"))
    waiting.update(status=PAYOUT_FLOW.next("cancel", PayoutStatus.WAITING))
    free(payouts, at=at)
    record("settlement.called_off", actor=actor, subject_code=batch.code, at=at)
    return batch


@transaction.atomic
@one_posting()
def answer(
    *, batch: Batch, paid: Mapping[str, str], failed: Mapping[str, str], actor: Actor, at: datetime
) -> Sequence[Payout]:
    """What the bank did with lines of a batch: those paid with the bank's number, those that failed with the reason.

    By code of the payout. What failed is the seller's to come again and is in the next batch; so is what was paid
    before and is told as failed now: it came back. What was told as failed before and as paid now was paid after all:
    it is not the seller's to come any more, and whatever was to pay it again and is not with the bank falls out of its
    batch. Other lines that were answered before stay as they are. When every line is answered the batch is done.
    Returns what was answered now.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: before it was sent
    """
    can_pay_out(actor, at=at).require()
    answered_before = Q(status=PayoutStatus.FAILED, code__in=paid) | Q(status=PayoutStatus.PAID, code__in=failed)
    before = list(Payout.objects.filter(answered_before, batch=batch).order_by("pk"))
    late = [one for one in before if one.status == PayoutStatus.FAILED]
    if before:
        lock_payable(of_all=True)  # before the batch, as whoever pays it again holds them
    batch = _lock(batch)
    if batch.status != BatchStatus.DONE:
        BATCH_FLOW.next("end", batch.status)
    back = [
        take_back(payout=one, reason=failed[one.code], reference="", actor=actor, at=at)
        for one in Payout.objects.filter(batch=batch, status=PayoutStatus.PAID, code__in=failed).order_by("pk")
        if not _told_again(one, failed[one.code])
    ]
    stands = Payout.objects.filter(pk__in=[one.pk for one in late], status=PayoutStatus.FAILED).order_by("pk")
    after_all = [
        paid_after_all(payout=one, reference=paid[one.code], actor=actor, at=at) for one in (stands if late else ())
    ]
    if batch.status == BatchStatus.DONE:
        return [*back, *after_all]
    open_ones = Payout.objects.filter(batch=batch, status=PayoutStatus.SENT, code__in=[*paid, *failed]).order_by("pk")
    answered = []
    for one in open_ones:
        one.answered_at = at
        if one.code in paid:
            one.status = PAYOUT_FLOW.next("pay", one.status)
            one.reference = clean_line(paid[one.code])[:LONGEST_REFERENCE] or batch.code
        else:
            one.status = PAYOUT_FLOW.next("fail", one.status)
            one.reason = _reason(failed[one.code])
        answered.append(one)
    _write_answers(answered, at=at)
    enter([_outcome(one) for one in answered], at=at)
    if not Payout.objects.filter(batch=batch, status=PayoutStatus.SENT).exists():
        batch.status, batch.ended_at = BATCH_FLOW.next("end", batch.status), at
        batch.save(update_fields=["status", "ended_at"])
    facts = {"paid": sum(one.status == PayoutStatus.PAID for one in answered), "answered": len(answered)}
    record("settlement.answered", actor=actor, subject_code=batch.code, at=at, facts=facts)
    ids = [one.pk for one in answered]
    told_together = [ids[first : first + TOLD_TOGETHER] for first in range(0, len(ids), TOLD_TOGETHER)]
    enqueue_many("settlement.tell_answered", [{"payout_ids": some} for some in told_together])
    return [*answered, *back, *after_all]


def _payouts(batch: Batch, paid: Mapping[str, int], accounts: Mapping[str, PayoutAccount]) -> list[Payout]:
    """One line for each seller, with the account as it stands; what the bank could not pay last time, or sent
    back, is named, also if a line that was to try it again was called off.
    """
    tried_again = Payout.objects.filter(retry_of__isnull=False).exclude(status=PayoutStatus.CANCELLED)
    unpaid = Payout.objects.filter(seller_code__in=paid, status__in=NOT_ARRIVED)
    failed = {one.seller_code: one for one in unpaid.exclude(pk__in=tried_again.values("retry_of")).order_by("pk")}
    return [
        Payout(
            batch=batch,
            code=own,
            seller_code=code,
            amount_vnd=amount,
            bank_bin=accounts[code].bank_bin,
            sealed_account=accounts[code].sealed_account,
            account_tail=accounts[code].account_tail,
            owner_name=accounts[code].owner_name,
            retry_of=failed.get(code),
        )
        for (code, amount), own in zip(paid.items(), _new_codes(len(paid)), strict=True)
    ]


def _new_codes(count: int) -> list[str]:
    """So many codes that no payout has. Of three million million a few may be drawn twice, and are drawn again."""
    codes: set[str] = set()
    while len(codes) < count:
        codes |= {new_code(PAYOUT_PREFIX, SYMBOLS) for _ in range(count - len(codes))}
        codes -= set(Payout.objects.filter(code__in=codes).values_list("code", flat=True))
    return sorted(codes)


def _told_again(payout: Payout, reason: str) -> bool:
    """Whether this is the very answer by which it had failed before it was paid after all: that file once more. Should
    it come back for the same reason, the bank's own line says so.
    """
    return bool(payout.reason) and payout.reason == _reason(reason)


def _reason(text: str) -> str:
    return clean_line(text)[:LONGEST_REASON] or "?"


def _outcome(payout: Payout) -> Wish:
    held_for = aside(payout)
    if payout.status == PayoutStatus.PAID:
        return Wish(f"{held_for}:paid", pending=held_for, step=Step.POST, amount=ALL, subject_code=payout.code)
    return Wish(f"{held_for}:failed", pending=held_for, step=Step.VOID, subject_code=payout.code)


def _write_answers(answered: Sequence[Payout], *, at: datetime) -> None:
    """One statement, however many there are."""
    rows = [(one.pk, str(one.status), one.reference, one.reason) for one in answered]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(WRITE_ANSWERS, [at, *(list(column) for column in zip(*rows, strict=True))])


def _lock(batch: Batch) -> Batch:
    return Batch.objects.select_for_update().get(pk=batch.pk)
