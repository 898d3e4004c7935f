"""What happens to shops by the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.lib.actor import SystemActor
from chophien.lib.dates import local_date
from chophien.rules import selectors as rules
from chophien.sellers.actions import announcing, callbacks, mandates, standing
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.states import MandateStatus

CLOCK = SystemActor("system:sellers")


@job("sellers.make_suspension_effective")
def make_suspension_effective(*, seller_code: str, due_at: str) -> None:
    seller = Seller.objects.get(code=seller_code)
    standing.make_suspension_effective(seller=seller, actor=CLOCK, at=datetime.fromisoformat(due_at))


@job("sellers.tell_of_regulations")
def tell_of_regulations(*, version_ids: Sequence[int], after: int) -> None:
    """Tell some hundred shops of new rules, and come back for the others."""
    announcing.tell_of_regulations(version_ids=version_ids, after=after, at=timezone.now())


@periodic("sellers.look_after_mandates", cron="20 6 * * *")
def look_after_mandates(*, due_at: str) -> None:
    """Warn of mandates that end soon, end those that are over."""
    del due_at  # what is due now is done now, however late this runs
    at = timezone.now()
    soon = local_date(at) + timedelta(days=rules.whole("sellers.mandate_warning_days", at=at))
    lasting = Mandate.objects.filter(status__in=[MandateStatus.ASKED, MandateStatus.GIVEN], valid_until__lte=soon)
    for mandate in lasting.order_by("pk"):
        if not mandates.expire_mandate(mandate=mandate, actor=CLOCK, at=at):
            mandates.warn_of_end(mandate=mandate, actor=CLOCK, at=at)


@periodic("sellers.draw_callbacks", cron="10 6 * * *")
def draw_callbacks(*, due_at: str) -> None:
    """Draw by lot which acts of helpers the office asks households about, so many in any seven days."""
    del due_at
    callbacks.draw_callbacks(at=timezone.now())
