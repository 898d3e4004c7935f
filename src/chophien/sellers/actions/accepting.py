"""A shop accepts the market's rules in their newest version."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.regulations.models import Acceptance
from chophien.sellers import policies
from chophien.sellers.models import Seller
from chophien.sellers.selectors.duties import regulations_to_accept
from chophien.sellers.selectors.shops import lock_seller

AT_THE_DESK = "desk"


@transaction.atomic
def accept_regulations(*, seller: Seller, actor: Actor, at: datetime) -> Acceptance | None:
    """Accept the version that the shop is asked to accept. Doing it again changes nothing.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    seller = lock_seller(seller.pk)
    policies.can_manage_shop(actor, seller, at=at).require()
    version = regulations_to_accept(seller, at=at)
    if version is None:
        return None
    accepted = Acceptance.objects.create(
        version=version, person_code=actor.code, seller_code=seller.code, how=AT_THE_DESK, at=at
    )
    facts = {"version": str(version)}
    record("sellers.regulations_accepted", actor=actor, subject_code=seller.code, at=at, facts=facts)
    return accepted
