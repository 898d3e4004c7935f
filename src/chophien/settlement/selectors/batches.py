"""Batches of payouts, for those who sign and send them."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet, Sum

from chophien.settlement.models import Batch, Payout
from chophien.settlement.selectors.bankfile import Line
from chophien.settlement.states import PayoutStatus
from chophien.uploads.sealing import open_sealed

PAYOUT_PREFIX = "CT"


def batches() -> QuerySet[Batch]:
    """All batches, the newest first, each with how many lines were paid, failed and came back."""
    return Batch.objects.annotate(
        paid=Count("payouts", filter=Q(payouts__status=PayoutStatus.PAID)),
        failed=Count("payouts", filter=Q(payouts__status=PayoutStatus.FAILED)),
        returned=Count("payouts", filter=Q(payouts__status=PayoutStatus.RETURNED)),
    ).order_by("-pk")


def batch_by_code(code: str) -> Batch | None:
    """The batch with this code."""
    return batches().filter(code=code).first()


def payouts_in(batch: Batch) -> QuerySet[Payout]:
    """Its lines, those that failed first."""
    return Payout.objects.filter(batch=batch).select_related("retry_of").order_by("pk")


def payouts_to(seller_code: str) -> QuerySet[Payout]:
    """What one seller was paid out, the newest first; what was called off left out."""
    shown = Payout.objects.filter(seller_code=seller_code).exclude(status=PayoutStatus.CANCELLED)
    return shown.select_related("batch").order_by("-pk")


def paid_in_all(seller_code: str) -> int:
    """All that one seller was ever paid out, in đồng."""
    paid = Payout.objects.filter(seller_code=seller_code, status=PayoutStatus.PAID)
    return paid.aggregate(sum=Sum("amount_vnd"))["sum"] or 0


def file_lines(batch: Batch) -> Iterator[Line]:
    """The lines that are with the bank and not answered yet, account numbers opened. The caller keeps a row of it."""
    for one in Payout.objects.filter(batch=batch, status=PayoutStatus.SENT).order_by("pk").iterator():
        number = open_sealed(bytes(one.sealed_account)).decode()
        yield Line(one.code, one.bank_bin, number, one.owner_name, one.amount_vnd)


def lock_payout(code: str) -> Payout | None:
    """Hold the batch of a payout, so that nobody answers it meanwhile; the payout as it stands then."""
    batch = Batch.objects.select_for_update().filter(pk__in=Payout.objects.filter(code=code).values("batch")).first()
    return Payout.objects.select_related("batch").get(batch=batch, code=code) if batch is not None else None
