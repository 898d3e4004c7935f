"""A shop accepts the market's rules: to be opened, and again each time there is a new version."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.regulations.models import Acceptance, RegulationVersion
from chophien.sellers import policies
from chophien.sellers.errors import RegulationsNotAgreedTo
from chophien.sellers.models import Seller
from chophien.sellers.selectors.duties import regulations_to_accept, regulations_to_open_with
from chophien.sellers.selectors.shops import lock_seller

AT_THE_DESK, BY_OPENING = "desk", "opening"


@transaction.atomic
def accept_regulations(*, seller: Seller, actor: Actor, at: datetime) -> Acceptance | None:
    """Accept the version that the shop is asked to accept. Doing it again changes nothing.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    seller = lock_seller(seller.pk)
    policies.can_manage_shop(actor, seller, at=at).require()
    version = regulations_to_accept(seller, at=at)
    return _keep(version, seller, how=AT_THE_DESK, actor=actor, at=at) if version else None


def agree_by_opening(*, seller: Seller, version: str, actor: Actor, at: datetime) -> Acceptance | None:
    """Keep that the shop, held and judged by the caller, was sent in with a yes to this version of the rules.

    :raises RegulationsNotAgreedTo: if another version is in force that the shop has not accepted
    """
    asked = regulations_to_open_with(seller, at=at)
    if asked is None:
        return None
    if asked.version != version:
        raise RegulationsNotAgreedTo
    return _keep(asked, seller, how=BY_OPENING, actor=actor, at=at)


def _keep(version: RegulationVersion, seller: Seller, *, how: str, actor: Actor, at: datetime) -> Acceptance:
    accepted = Acceptance.objects.create(
        version=version, person_code=actor.code, seller_code=seller.code, how=how, at=at
    )
    facts = {"version": str(version), "how": how}
    record("sellers.regulations_accepted", actor=actor, subject_code=seller.code, at=at, facts=facts)
    return accepted
