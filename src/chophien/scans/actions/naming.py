"""A household says whether it wants its name on the pages behind the codes of what it grew. Its own word alone."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lots.models import Grower
from chophien.lots.policies import is_this_grower
from chophien.traceability.models import NamingWish


@transaction.atomic
def say_naming(*, grower: Grower, may_be_named: bool, actor: Actor, at: datetime) -> NamingWish:
    """Write the household's word down; it counts from the next page that is drawn.

    :raises NotPermitted: if `actor` is not the household itself, by its own sign-in or its own card
    """
    is_this_grower(actor, grower).require()
    wish = NamingWish.objects.create(grower=grower, may_be_named=may_be_named, said_by=actor.code, at=at)
    facts = {"grower": grower.code, "shown": may_be_named}
    record("scans.naming", actor=actor, subject_code=grower.seller.code, at=at, facts=facts)
    return wish
