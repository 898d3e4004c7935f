"""By the clock: the return of the month that is over."""

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.lib.actor import NIGHTLY
from chophien.lib.dates import local_date
from chophien.tax.actions.returns import make_return
from chophien.tax.selectors.returns import months_to_make


@periodic("tax.make_returns", cron="25 4 1 * *")
def make_returns(*, due_at: str) -> None:
    """Every month that is over and has no return gets one, however late this runs."""
    del due_at
    at = timezone.now()
    today = local_date(at)
    for month in reversed(months_to_make(today=today)):
        make_return(month=month, actor=NIGHTLY, at=at)
