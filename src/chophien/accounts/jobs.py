"""What is tidied away by night: codes, locks and counters that nobody needs any more."""

from django.utils import timezone

from chophien.accounts import tidying
from chophien.jobs.queue import periodic


@periodic("accounts.tidy", cron="40 2 * * *")
def tidy(*, due_at: str) -> None:
    del due_at  # what is old now is tidied, however late this runs
    tidying.forget_old_tries(at=timezone.now())
