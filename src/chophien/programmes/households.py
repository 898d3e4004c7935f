"""Which households are a helper's business: the one place that knows. Behind verdicts and querysets alike."""

from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Grant
from chophien.accounts.selectors import in_force, reach_of
from chophien.accounts.states import SELLER_ROLES, Role
from chophien.lib.actor import Actor
from chophien.programmes.models import Task
from chophien.programmes.states import PENDING
from chophien.sellers.models import Mandate, Seller, SellerStep
from chophien.sellers.selectors.helping import mandated_sellers
from chophien.sellers.states import MandateStatus, SellerStatus

NOT_OPEN_YET = (SellerStatus.DRAFT, SellerStatus.NEEDS_CHANGES, SellerStatus.IN_REVIEW)


def households_of(helper: Actor, *, at: datetime) -> QuerySet[Seller]:
    """The households a helper sees: those that let them help, those given to them as a task, and the shops they began
    for somebody until these are open. Never the helper's own shop, never outside the communes they help in.

    One statement to know how far the helper reaches; the rest is the queryset's own.
    """
    communes = sorted(reach_of(helper.code, roles={Role.HELPER}, at=at).communes)
    own = Grant.objects.filter(in_force(at), person__code=helper.code, role__in=SELLER_ROLES).values("scope_code")
    given = Task.objects.filter(assigned_to__code=helper.code, status__in=PENDING).values("seller")
    begun = SellerStep.objects.filter(step="start", actor_code=helper.code).values("seller")
    asked = Mandate.objects.filter(helper__code=helper.code, status=MandateStatus.ASKED).values("seller")
    mine = Q(pk__in=mandated_sellers(helper, at=at).values("pk")) | Q(pk__in=given)
    mine |= Q(pk__in=begun) & (Q(status__in=NOT_OPEN_YET) | Q(pk__in=asked))
    near = Seller.objects.filter(commune__code__in=communes).exclude(status=SellerStatus.CLOSED)
    return near.filter(mine).exclude(code__in=own)
