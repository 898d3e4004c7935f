"""What happens to shops by the clock."""

from datetime import datetime

from chophien.jobs.queue import job
from chophien.lib.actor import SystemActor
from chophien.sellers.actions import standing
from chophien.sellers.models import Seller

CLOCK = SystemActor("system:sellers")


@job("sellers.make_suspension_effective")
def make_suspension_effective(*, seller_code: str, due_at: str) -> None:
    seller = Seller.objects.get(code=seller_code)
    standing.make_suspension_effective(seller=seller, actor=CLOCK, at=datetime.fromisoformat(due_at))
