"""What settlement does by the clock, and has done later: payouts of the day, and telling what became of them."""

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.settlement.actions import batches, setting_right, telling


@periodic("settlement.draw_up", cron="10 6 * * *")
def draw_up_today(*, due_at: str) -> None:
    """Every morning: the payouts of whose day it is, or was since the last morning, for two people to sign; and the end
    of what the market was to bear and nobody owes any more.
    """
    del due_at  # the clock of now decides
    at = timezone.now()
    batches.draw_up_by_the_clock(at=at)
    setting_right.end_what_is_not_owed(at=at)


@job("settlement.tell_answered", once=True)
def tell_answered(*, payout_ids: list[int]) -> None:
    """Tell some shops what the bank did with their payouts."""
    telling.tell_answered(payout_ids=payout_ids, at=timezone.now())


@job("settlement.tell_set_right")
def tell_set_right(*, payout_id: int, kind: str, amount_vnd: int) -> None:
    """Tell a shop that what it was paid twice came back, or is borne by the market."""
    telling.tell_set_right(payout_id=payout_id, kind=kind, amount_vnd=amount_vnd, at=timezone.now())


@job("settlement.tell_debt")
def tell_debt(*, seller_code: str, kind: str, amount_vnd: int) -> None:
    """Tell a shop that it paid back what it owed, or that the market bears it."""
    telling.tell_debt(seller_code=seller_code, kind=kind, amount_vnd=amount_vnd, at=timezone.now())
