"""Lines that fall out of a batch before it goes to the bank: their money is the seller's to come again.

A seller who owes the market is not paid, and neither is one whose account is not any more the one that was drawn up:
two people approved that one, and a changed account is what a thief begins with. It waits until somebody has compared
the new one, and the shop is told at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chophien.jobs.queue import enqueue
from chophien.ledger.actions.posting import Wish
from chophien.ledger.selectors import sums_of
from chophien.ledger.states import Step
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.sellers.models import PayoutAccount
from chophien.settlement.models import Batch, Payout
from chophien.settlement.states import PAYOUT_FLOW, LeftOut, PayoutStatus
from chophien.uploads.sealing import open_sealed


def aside(payout: Payout) -> str:
    """What the books call the money that is set aside for a payout."""
    return f"payout:{payout.code}"


def free(payouts: Sequence[Payout], *, at: datetime) -> None:
    """What was set aside for these is the seller's to come again."""
    enter([Wish(f"{aside(one)}:off", pending=aside(one), step=Step.VOID) for one in payouts], at=at)


def debtors(batch: Batch) -> dict[int, LeftOut]:
    """By key of the payout: whoever owes the market since the batch was drawn up, as money went back to a buyer."""
    payouts = _waiting(batch)
    standing = sums_of([chart.due(one.seller_code) for one in payouts])
    return {one.pk: LeftOut.OWES for one in payouts if standing[chart.due(one.seller_code)].owed < 0}


def changed_accounts(batch: Batch) -> dict[int, LeftOut]:
    """By key of the payout: whose confirmed account is not the one that was drawn up. Two statements.

    Changed to another and back, and confirmed again, it is the one that was drawn up.
    """
    payouts = _waiting(batch)
    found = PayoutAccount.objects.filter(seller__code__in=[one.seller_code for one in payouts])
    accounts = {one.seller.code: one for one in found.select_related("seller")}
    return {
        one.pk: LeftOut.ACCOUNT_CHANGED
        for one in payouts
        if not _is_same(one, accounts.get(one.seller_code), drawn_up_at=batch.drawn_up_at)
    }


def leave_out(batch: Batch, why: Mapping[int, LeftOut], *, at: datetime) -> None:
    """Take these out of a batch that the caller holds and saves: by key of the payout, each with why."""
    out = [one for one in _waiting(batch) if one.pk in why]
    for reason in LeftOut:
        keys = [one.pk for one in out if why[one.pk] == reason]
        cancelled = PAYOUT_FLOW.next("cancel", PayoutStatus.WAITING)
        Payout.objects.filter(pk__in=keys).update(status=cancelled, left_out=reason)
    batch.payouts_count -= len(out)
    batch.total_vnd -= sum(one.amount_vnd for one in out)
    free(out, at=at)
    changed = [one.pk for one in out if why[one.pk] == LeftOut.ACCOUNT_CHANGED]
    if changed:
        enqueue("settlement.tell_answered", payout_ids=changed)


def _waiting(batch: Batch) -> list[Payout]:
    return list(Payout.objects.filter(batch=batch, status=PayoutStatus.WAITING).order_by("pk"))


def _is_same(payout: Payout, account: PayoutAccount | None, *, drawn_up_at: datetime) -> bool:
    if account is None or account.confirmed_at is None:
        return False
    if account.updated_at <= drawn_up_at:
        return True
    if (account.bank_bin, account.owner_name) != (payout.bank_bin, payout.owner_name):
        return False
    return open_sealed(bytes(account.sealed_account)) == open_sealed(bytes(payout.sealed_account))
