"""Paying sellers out: a batch is drawn up, signed by two people, sent to the bank as a file, and answered line by line.

What a batch pays is set aside in the books from the moment it is drawn up, so that nobody is paid twice.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.jobs.queue import enqueue_many
from chophien.ledger.actions.posting import Wish
from chophien.ledger.selectors import sums_of
from chophien.ledger.states import ALL, Step
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.money import format_vnd
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import PayoutAccount, Seller
from chophien.settlement.errors import NothingToPayOut, SignedBySame
from chophien.settlement.models import Batch, Look, Payout
from chophien.settlement.policies import can_pay_out
from chophien.settlement.selectors import bankfile
from chophien.settlement.selectors.batches import file_lines
from chophien.settlement.selectors.payable import lock_payable, market_rhythm, payable_of, rhythms, was_day_of
from chophien.settlement.states import BATCH_FLOW, PAYOUT_FLOW, BatchStatus, Kind, PayoutStatus, Period

BATCH_PREFIX, PREFIX, SYMBOLS = "DC", "CT", 10
CLOCK = SystemActor("system:clock")
MONEY_PAGE = "/ban-hang/tien/"
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
    the next time.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises NothingToPayOut: if there is nobody to pay; nothing is written then
    """
    can_pay_out(actor, at=at).require()
    lock_payable(of_all=True)
    chosen, own = rhythms(), market_rhythm(at=at)
    today = {period for period in Period if was_day_of(period, after=since, until=local_date(at))}
    least = rules.whole("settlement.least_vnd", at=at)
    amounts = {
        one.seller_code: one.now_vnd
        for one in payable_of(at=at)
        if one.now_vnd >= least and (everybody or chosen.get(one.seller_code, own) in today)
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
                _set_aside(one),
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
        _leave_out_debtors(batch, at=at)
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

    Asked again it holds the lines that the bank has not answered yet. A row is kept of each taking, since account
    numbers are in it.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: before it is approved, and once every line is answered
    """
    can_pay_out(actor, at=at).require()
    batch = _lock(batch)
    if batch.status != BatchStatus.SENT:
        batch.status = BATCH_FLOW.next("send", batch.status)
        batch.sent_at, batch.sent_by = at, actor.code
        batch.save(update_fields=["status", "sent_at", "sent_by"])
        waiting = Payout.objects.filter(batch=batch, status=PayoutStatus.WAITING)
        waiting.update(status=PAYOUT_FLOW.next("send", PayoutStatus.WAITING))
    record("settlement.sent", actor=actor, subject_code=batch.code, at=at)
    return bankfile.write(file_lines(batch))


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
    enter([Wish(f"{_set_aside(one)}:off", pending=_set_aside(one), step=Step.VOID) for one in payouts], at=at)
    record("settlement.called_off", actor=actor, subject_code=batch.code, at=at)
    return batch


@transaction.atomic
def answer(
    *, batch: Batch, paid: Mapping[str, str], failed: Mapping[str, str], actor: Actor, at: datetime
) -> Sequence[Payout]:
    """What the bank did with lines of a batch: those paid with the bank's number, those that failed with the reason.

    By code of the payout; lines that were answered before stay as they are. What failed is the seller's to come again
    and is in the next batch. When every line is answered the batch is done. Returns what was answered now.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: before it was sent
    """
    can_pay_out(actor, at=at).require()
    batch = _lock(batch)
    BATCH_FLOW.next("end", batch.status)
    open_ones = Payout.objects.filter(batch=batch, status=PayoutStatus.SENT, code__in=[*paid, *failed]).order_by("pk")
    answered = []
    for one in open_ones:
        one.answered_at = at
        if one.code in paid:
            one.status = PAYOUT_FLOW.next("pay", one.status)
            one.reference = clean_line(paid[one.code])[:LONGEST_REFERENCE] or batch.code
        else:
            one.status = PAYOUT_FLOW.next("fail", one.status)
            one.reason = clean_line(failed[one.code])[:LONGEST_REASON] or "?"
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
    return answered


def _payouts(batch: Batch, paid: Mapping[str, int], accounts: Mapping[str, PayoutAccount]) -> list[Payout]:
    """One line for each seller, with the account as it stands; what the bank could not pay last time is named, also
    if a line that was to try it again was called off.
    """
    tried_again = Payout.objects.filter(retry_of__isnull=False).exclude(status=PayoutStatus.CANCELLED)
    unpaid = Payout.objects.filter(seller_code__in=paid, status=PayoutStatus.FAILED)
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
        codes |= {new_code(PREFIX, SYMBOLS) for _ in range(count - len(codes))}
        codes -= set(Payout.objects.filter(code__in=codes).values_list("code", flat=True))
    return sorted(codes)


def _leave_out_debtors(batch: Batch, *, at: datetime) -> None:
    """Whoever owes the market since the batch was drawn up, as money went back to a buyer, is not paid with it."""
    payouts = list(Payout.objects.filter(batch=batch, status=PayoutStatus.WAITING).order_by("pk"))
    standing = sums_of([chart.due(one.seller_code) for one in payouts])
    out = [one for one in payouts if standing[chart.due(one.seller_code)].owed < 0]
    cancelled = PAYOUT_FLOW.next("cancel", PayoutStatus.WAITING)
    Payout.objects.filter(pk__in=[one.pk for one in out]).update(status=cancelled)
    batch.payouts_count -= len(out)
    batch.total_vnd -= sum(one.amount_vnd for one in out)
    enter([Wish(f"{_set_aside(one)}:off", pending=_set_aside(one), step=Step.VOID) for one in out], at=at)


def _set_aside(payout: Payout) -> str:
    return f"payout:{payout.code}"


def _outcome(payout: Payout) -> Wish:
    aside = _set_aside(payout)
    if payout.status == PayoutStatus.PAID:
        return Wish(f"{aside}:paid", pending=aside, step=Step.POST, amount=ALL, subject_code=payout.code)
    return Wish(f"{aside}:failed", pending=aside, step=Step.VOID, subject_code=payout.code)


def _write_answers(answered: Sequence[Payout], *, at: datetime) -> None:
    """One statement, however many there are."""
    rows = [(one.pk, str(one.status), one.reference, one.reason) for one in answered]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(WRITE_ANSWERS, [at, *(list(column) for column in zip(*rows, strict=True))])


def tell_answered(*, payout_ids: Sequence[int], at: datetime) -> None:
    """Tell the managers of shops what the bank did. By a job, after the commit of what it tells about."""
    answered = Payout.objects.filter(pk__in=payout_ids).order_by("pk")
    sellers = Seller.objects.in_bulk([one.seller_code for one in answered], field_name="code")
    for one in answered:
        paid = one.status == PayoutStatus.PAID
        tell_managers(
            seller=sellers[one.seller_code],
            kind="payment.news",
            text=_("%(amount)s were sent to your account ending in %(tail)s.")
            if paid
            else _("%(amount)s could not be sent to your account ending in %(tail)s: %(reason)s They stay yours."),
            link=MONEY_PAGE,
            about=one.code,
            at=at,
            facts={"amount": format_vnd(one.amount_vnd), "tail": one.account_tail, "reason": one.reason},
        )


def _lock(batch: Batch) -> Batch:
    return Batch.objects.select_for_update().get(pk=batch.pk)
