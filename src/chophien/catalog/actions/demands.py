"""Demands of authorities: written down with their deadline, carried out, and shown to have been in time."""

from datetime import datetime, timedelta

from django.db import transaction

from chophien.audit.actions import record
from chophien.catalog import policies
from chophien.catalog.actions.deciding import take_down_listing
from chophien.catalog.errors import DemandIncomplete
from chophien.catalog.models import AuthorityDemand, Listing
from chophien.catalog.selectors import lock_listing
from chophien.catalog.states import DEMAND_FLOW, DemandStatus, ListingStatus
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.rules.selectors import whole

PREFIX, LENGTH = "YC", 10
LEAST = 3


@transaction.atomic
def record_demand(
    *,
    listing: Listing,
    authority: str,
    reference: str,
    reason: str,
    received_at: datetime,
    actor: Actor,
    at: datetime,
) -> AuthorityDemand:
    """Write down that an authority asks for goods to be taken off the market, and until when the law wants it done.

    :raises NotPermitted: if `actor` is no operator for this place
    :raises DemandIncomplete: if something is not said, or it came in the future
    """
    listing = lock_listing(listing.pk)
    policies.can_review_goods(actor, listing, at=at).require()
    who, number, why = clean_line(authority)[:160], clean_line(reference)[:80], clean_line(reason)[:500]
    if min(len(who), len(number), len(why)) < LEAST or received_at > at:
        raise DemandIncomplete

    hours = whole("catalog.authority_takedown_hours", at=received_at)
    demand = AuthorityDemand.objects.create(
        code=new_code(PREFIX, LENGTH),
        listing=listing,
        authority=who,
        reference=number,
        reason=why,
        received_at=received_at,
        due_at=received_at + timedelta(hours=hours),
        recorded_by=actor.code,
        recorded_at=at,
    )
    facts = {"demand": demand.code, "due_at": demand.due_at.isoformat()}
    record("catalog.demand_recorded", actor=actor, subject_code=listing.code, at=at, facts=facts)
    return demand


@transaction.atomic
def carry_out_demand(*, demand: AuthorityDemand, actor: Actor, at: datetime) -> AuthorityDemand:
    """Take the goods off the market as an authority asks; goods that are off it already only need the note.

    :raises NotPermitted: if `actor` is no operator for this place
    :raises StepNotAllowed: if it was carried out before
    """
    listing = lock_listing(demand.listing_id)
    policies.can_review_goods(actor, listing, at=at).require()
    demand = AuthorityDemand.objects.select_for_update().get(pk=demand.pk)
    demand.status = DemandStatus(DEMAND_FLOW.next("carry_out", demand.status))
    demand.done_by, demand.done_at = actor.code, at
    demand.save(update_fields=["status", "done_by", "done_at"])

    if listing.status != ListingStatus.TAKEN_DOWN:
        reason = f"{demand.authority}, {demand.reference}: {demand.reason}"
        take_down_listing(listing=listing, reason=reason[:500], actor=actor, at=at)
    facts = {"demand": demand.code, "in_time": at <= demand.due_at}
    record("catalog.demand_carried_out", actor=actor, subject_code=listing.code, at=at, facts=facts)
    return demand
