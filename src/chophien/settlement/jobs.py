"""What settlement does by the clock, and has done later: payouts of the day, and telling what became of them."""

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.settlement.actions import batches, telling


@periodic("settlement.draw_up", cron="10 6 * * *")
def draw_up_today(*, due_at: str) -> None:
    """Every morning: the payouts of whose day it is, or was since the last morning, for two people to sign."""
    del due_at  # the clock of now decides
    batches.draw_up_by_the_clock(at=timezone.now())


@job("settlement.tell_answered", once=True)
def tell_answered(*, payout_ids: list[int]) -> None:
    """Tell some shops what the bank did with their payouts."""
    telling.tell_answered(payout_ids=payout_ids, at=timezone.now())


@job("settlement.tell_set_right")
def tell_set_right(*, payout_id: int, kind: str, amount_vnd: int) -> None:
    """Tell a shop that what it was paid twice came back, or is borne by the market."""
    telling.tell_set_right(payout_id=payout_id, kind=kind, amount_vnd=amount_vnd, at=timezone.now())
