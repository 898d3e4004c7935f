"""Writing a step of a shop's standing down: the row, the audit entry, and the word to the apps above."""

from collections.abc import Mapping
from datetime import datetime

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.text import clean_text
from chophien.sellers.errors import ReasonMissing
from chophien.sellers.events import seller_standing_changed
from chophien.sellers.models import Seller, SellerStep
from chophien.sellers.states import SELLER_FLOW, SellerStatus

REASON_LEAST, REASON_MOST = 3, 500


def take_step(
    seller: Seller,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    effective_at: datetime | None = None,
    authority_order: str = "",
    changes: Mapping[str, datetime | None] | None = None,
) -> Seller:
    """Move a held shop along its flow, set the dates in `changes`, and tell the apps above if it may sell or no longer.

    :raises StepNotAllowed: if the shop does not stand where this step begins
    """
    before = seller.status
    seller.status = SELLER_FLOW.next(step, before)
    for field, moment in (changes or {}).items():
        setattr(seller, field, moment)
    seller.save(update_fields=["status", *(changes or {})])

    SellerStep.objects.create(
        seller=seller,
        step=step,
        from_status=before,
        to_status=seller.status,
        actor_code=actor.code,
        reason=reason,
        authority_order=authority_order,
        at=at,
        effective_at=effective_at or at,
    )
    facts = {"from": before, "to": seller.status}
    record(f"sellers.{step}", actor=actor, subject_code=seller.code, at=at, facts=facts)
    if (before == SellerStatus.APPROVED) != (seller.status == SellerStatus.APPROVED):
        seller_standing_changed.send(sender=Seller, seller=seller, at=at)
    return seller


def checked_reason(reason: str) -> str:
    """The reason, tidied.

    :raises ReasonMissing: if it says nothing
    """
    tidy = clean_text(reason)[:REASON_MOST]
    if len(tidy.strip()) < REASON_LEAST:
        raise ReasonMissing
    return tidy
