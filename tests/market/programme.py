"""What the sample programme has that pages are about: a team, a task, a lead household with a pair that waits."""

from datetime import datetime

from chophien.accounts.models import Person
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.privacy.actions.consents import agree_to
from chophien.programmes.actions.pairs import LEAD, propose_pair
from chophien.programmes.models import QuarterResult, Task, Team
from chophien.programmes.quarters import quarter_before, quarter_of
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import first_managers


def programmed(helper: Person, lead_code: str, *, at: datetime) -> dict[str, str]:
    """The codes of what the helper's desk and the office show."""
    lead = Seller.objects.select_related("commune__province").get(code=lead_code)
    QuarterResult.objects.create(
        seller=lead,
        quarter=quarter_before(quarter_of(local_date(at))),
        months=3,
        orders=8,
        on_time=8,
        goods_vnd=9_600_000,
        criteria={"months": 3, "orders": 6, "goods_vnd": 9_000_000, "on_time_percent": 90},
        is_lead=True,
        computed_at=at,
    )
    speaker = first_managers([lead.code], at=at)[lead.code]
    agree_to(person=speaker, purpose=LEAD, actor=speaker, at=at)
    near = Seller.objects.select_related("commune__province").filter(commune=lead.commune, status="approved")
    for follower in near.exclude(pk=lead.pk).order_by("pk")[:1]:
        propose_pair(lead=lead, follower=follower, actor=SYSTEM, at=at)
    task = Task.objects.filter(assigned_to=helper).order_by("pk")[0]
    return {"team": Team.objects.order_by("pk")[0].code, "task": task.code, "household": lead.code}
