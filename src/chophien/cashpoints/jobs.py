"""What cash points have done by the clock."""

from django.utils import timezone

from chophien.cashpoints.actions.asking import expire_orders
from chophien.cashpoints.actions.counting import tell_unanswered
from chophien.jobs.queue import periodic


@periodic("cashpoints.expire", cron="* * * * *")
def expire(*, due_at: str) -> None:
    """Every minute: end what nobody fetched in time, and tell of counts to which the second person says nothing."""
    del due_at  # the clock of now decides
    expire_orders(at=timezone.now())
    tell_unanswered(at=timezone.now())
