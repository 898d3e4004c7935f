"""How often a seller is paid out."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.sellers.models import Seller
from chophien.sellers.policies import can_manage_shop
from chophien.settlement.models import Rhythm
from chophien.settlement.states import Period


@transaction.atomic
def choose_rhythm(*, seller: Seller, period: Period, actor: Actor, at: datetime) -> Rhythm:
    """The shop wants to be paid out that often from now on.

    :raises NotPermitted: unless `actor` manages the shop
    """
    can_manage_shop(actor, seller, at=at).require()
    chosen, _created = Rhythm.objects.update_or_create(
        seller_code=seller.code, defaults={"period": period, "changed_at": at}
    )
    record("settlement.rhythm", actor=actor, subject_code=seller.code, at=at, facts={"period": str(period)})
    return chosen
