"""Whether the pages of a shop's goods tell what its growers receive."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.scans import policies
from chophien.scans.models import SharesShown
from chophien.sellers.models import Seller


@transaction.atomic
def show_shares(*, seller: Seller, shown: bool, actor: Actor, at: datetime) -> None:
    """Say it; the last word counts from now on. Sums of few households are told by no page, whatever is said here.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    policies.can_order_stamps(actor, seller, at=at).require()
    said = {"shown": shown, "said_by": actor.code, "at": at}
    SharesShown.objects.update_or_create(seller=seller, defaults=said)
    record("scans.shares_shown", actor=actor, subject_code=seller.code, at=at, facts={"shown": shown})
