"""By the clock: the returns of months that are over."""

from django.utils import timezone

from chophien.jobs.queue import periodic
from chophien.lib.actor import NIGHTLY
from chophien.lib.dates import local_date
from chophien.tax.actions.returns import make_anew, make_return
from chophien.tax.selectors.returns import months_to_make


@periodic("tax.make_returns", cron="25 4 * * *")
def make_returns(*, due_at: str) -> None:
    """Every month that is over and has no return gets one, however late this runs; one that waits to be filed is made
    anew where months before have left something else to set off than it says.
    """
    del due_at
    at = timezone.now()
    today = local_date(at)
    for month in reversed(months_to_make(today=today)):
        make_return(month=month, actor=NIGHTLY, at=at)
    make_anew(actor=NIGHTLY, at=at)
