"""What every debt of a shop has in common: how much is owed, and what people agreed to about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from chophien.settlement.models import Payout, WriteOff
from chophien.settlement.selectors.retries import tried_before
from chophien.settlement.states import WriteOffStatus


@dataclass(frozen=True, kw_only=True)
class Owing:
    """Money in đồng that a shop owes: of a payout that was paid twice, or else."""

    seller_code: str
    owed_vnd: int
    """What of it the shop still owes: neither set off, nor sent back, nor borne by the market."""
    borne_vnd: int
    """What of it the market bears."""
    write_offs: Sequence[WriteOff]

    @property
    def subject_code(self) -> str:
        """What it is called in the books and in the trail."""
        return self.seller_code

    @property
    def waiting(self) -> WriteOff | None:
        """What waits for a second yes."""
        return next((one for one in self.write_offs if one.status == WriteOffStatus.DRAFT), None)

    @property
    def can_be_borne(self) -> bool:
        """Whether it can be written down that the market bears it."""
        return self.owed_vnd > 0 and self.waiting is None


def borne_in(write_offs: Sequence[WriteOff]) -> int:
    """What of it the market bears, less what came in after all."""
    return sum(one.amount_vnd - one.came_in_vnd for one in write_offs if one.status == WriteOffStatus.DONE)


def borne_of(payout: Payout) -> list[WriteOff]:
    """What of this payout, or of those that it pays again, the market bears and that has not come in. Held."""
    return _not_in(Q(payout__in=[payout.pk, *tried_before(payout)]))


def borne_of_shop(seller_code: str) -> list[WriteOff]:
    """The same of what a shop owed for other reasons."""
    return _not_in(Q(payout=None, seller_code=seller_code))


def _not_in(whose: Q) -> list[WriteOff]:
    found = WriteOff.objects.select_for_update().filter(whose, status=WriteOffStatus.DONE)
    return [one for one in found.order_by("pk") if one.came_in_vnd < one.amount_vnd]
