"""What accounts stand at, and the transfers of one account or about one subject."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from chophien.ledger.models import Balance, Proof, Transfer


@dataclass(frozen=True)
class Sums:
    """The four sums of an account, in đồng."""

    debits_pending: int = 0
    debits_posted: int = 0
    credits_pending: int = 0
    credits_posted: int = 0

    @property
    def owed(self) -> int:
        """What is left of what came in, less what went out or is set aside to go: for accounts of money owed."""
        return self.credits_posted - self.debits_posted - self.debits_pending

    @property
    def held(self) -> int:
        """The same seen from the other side: for accounts of money held."""
        return self.debits_posted - self.credits_posted - self.credits_pending


def sums_of(codes: Collection[str]) -> dict[str, Sums]:
    """What the accounts with these codes stand at, by code. One query, as quick on an account with many transfers."""
    rows = (
        Balance.objects.filter(account__code__in=set(codes))
        .values("account__code")
        .annotate(
            dp=Sum("debits_pending"), ds=Sum("debits_posted"), cp=Sum("credits_pending"), cs=Sum("credits_posted")
        )
    )
    return {row["account__code"]: Sums(int(row["dp"]), int(row["ds"]), int(row["cp"]), int(row["cs"])) for row in rows}


def balance_of(code: str) -> Sums:
    """What one account stands at. Zero for an account that nobody opened."""
    return sums_of([code]).get(code, Sums())


def transfers_of(code: str) -> QuerySet[Transfer]:
    """The transfers into and out of an account, the newest first."""
    touching = Q(debit__code=code) | Q(credit__code=code)
    return Transfer.objects.filter(touching).select_related("debit", "credit").order_by("-id")


def transfers_about(subject_code: str) -> QuerySet[Transfer]:
    """All that moved for one subject (an order, a payment), in order."""
    return Transfer.objects.filter(subject_code=subject_code).select_related("debit", "credit").order_by("id")


def transfer_by_code(code: str) -> Transfer | None:
    """The transfer with this code, if it was written."""
    return Transfer.objects.filter(code=code).select_related("debit", "credit").first()


def last_proof() -> Proof | None:
    """The newest proof of the books."""
    return Proof.objects.order_by("-at", "-id").first()
