"""What goes back to a buyer, as the buyer's own pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.payments.models import InterestOwed, Refund
from chophien.payments.selectors.refunds import late_interest


@dataclass(frozen=True)
class BackShown:
    """A refund with the interest that went with it, or that it bears by now, in đồng; and what is owed of it apart."""

    refund: Refund
    interest_vnd: int
    apart: Sequence[InterestOwed] = ()


def backs_shown(refunds: Sequence[Refund], *, at: datetime) -> tuple[BackShown, ...]:
    """These refunds as a buyer sees them. One statement, none without refunds."""
    if not refunds:
        return ()
    apart: dict[int, list[InterestOwed]] = {one.pk: [] for one in refunds}
    for owed in InterestOwed.objects.filter(refund__in=list(apart), ended_at__isnull=True).order_by("pk"):
        apart[owed.refund_id].append(owed)
    return tuple(
        BackShown(one, one.interest_vnd if one.done_at else late_interest(one, at=at), apart[one.pk]) for one in refunds
    )
