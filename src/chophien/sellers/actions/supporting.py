"""Deciding that a shop is to be helped, on evidence, for some time; and looking at that for a purpose."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import DomainError
from chophien.regulations.states import SupportTarget
from chophien.sellers import policies
from chophien.sellers.models import Seller, SupportDecision
from chophien.sellers.selectors.duties import support_targets
from chophien.uploads.actions import SentFile, take_private_file
from chophien.uploads.sealing import seal

COMPUTED = frozenset({SupportTarget.REGION_III, SupportTarget.COOPERATIVE})


class NotDecided(DomainError):
    code = "support_not_decided"
    message = _("This follows from the place or the kind of the shop, or the days are the wrong way round.")


@transaction.atomic
def decide_support(
    *, seller: Seller, target: SupportTarget, evidence: SentFile, since: date, until: date, actor: Actor, at: datetime
) -> SupportDecision:
    """Count a shop among those to be helped, from one day to another. The trail says that, not as whom.

    :raises NotPermitted: if `actor` is no operator of the area
    :raises NotDecided: if that is computed, or the days are the wrong way round
    :raises FileRefused: if the evidence is no paper
    """
    policies.can_see_identity(actor, seller, at=at).require()
    if target in COMPUTED or until < since:
        raise NotDecided
    paper = take_private_file(file=evidence, kind="support", owner_code=seller.code, actor=actor, at=at, name="ho-tro")
    decision = SupportDecision.objects.create(
        code=new_code("HT", 8),
        seller=seller,
        sealed=seal(target.value.encode()),
        evidence_code=paper.code,
        valid_from=since,
        valid_to=until,
        decided_by=actor.code,
        decided_at=at,
    )
    record("sellers.support_decided", actor=actor, subject_code=seller.code, at=at, facts={"decision": decision.code})
    return decision


@transaction.atomic
def look_at_support(*, seller: Seller, actor: Actor, purpose: str, at: datetime) -> frozenset[SupportTarget]:
    """As whom a shop is helped, for a purpose that is written down first.

    :raises NotPermitted: if `actor` is no operator of the area
    :raises PurposeMissing: if no purpose is stated
    """
    policies.can_see_identity(actor, seller, at=at).require()
    record_look("sellers.support", actor=actor, subject_code=seller.code, purpose=purpose, at=at)
    return support_targets(seller, at=at)
