"""Contracts with carriers that settle with the market."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q

from chophien.audit.actions import record
from chophien.collecting import policies
from chophien.collecting.errors import AlreadyByContract, DaysInDisorder, WordsMissing
from chophien.collecting.models import SettlingCarrier
from chophien.collecting.selectors.carriers import slug_of
from chophien.collecting.states import FeeBearer
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line

PREFIX, SYMBOLS = "VC", 8


@dataclass(frozen=True)
class Terms:
    """What a contract says: the carrier's name as it stands on parcels, other spellings, days, limit in đồng."""

    name: str
    contract: str
    settle_days: int
    fee_bearer: FeeBearer
    starts_on: date
    also: tuple[str, ...] = ()
    limit_vnd: int | None = None
    ends_on: date | None = None


@transaction.atomic
def add_carrier(*, terms: Terms, actor: Actor, at: datetime) -> SettlingCarrier:
    """From its first day on this carrier's cash counts as on its way to the market.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises WordsMissing: without a name that has letters
    :raises AlreadyByContract: if another contract with it, or with one of its names, covers one of these days
    :raises DaysInDisorder: if it ends before it begins
    """
    policies.can_reconcile_carriers(actor, at=at).require()
    slug = slug_of(terms.name)
    also = sorted({slug_of(one) for one in terms.also} - {slug, ""})
    if not slug:
        raise WordsMissing
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise DaysInDisorder
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('collecting:carriers', 0))")
    meant = Q(slug__in=[slug, *also]) | Q(also__overlap=[slug, *also])
    same_days = Q(ends_on=None) | Q(ends_on__gte=terms.starts_on)
    if terms.ends_on is not None:
        same_days &= Q(starts_on__lte=terms.ends_on)
    if SettlingCarrier.objects.filter(meant & same_days).exists():
        raise AlreadyByContract
    added = SettlingCarrier.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        slug=slug,
        name=clean_line(terms.name),
        also=also,
        contract=clean_line(terms.contract),
        settle_days=terms.settle_days,
        limit_vnd=terms.limit_vnd,
        fee_bearer=terms.fee_bearer,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        added_by=actor.code,
        added_at=at,
    )
    facts = {"carrier": slug, "from_day": terms.starts_on.isoformat()}
    record("collecting.carrier_added", actor=actor, subject_code=added.code, at=at, facts=facts)
    return added


@transaction.atomic
def end_carrier(*, carrier: SettlingCarrier, last_on: date, actor: Actor, at: datetime) -> SettlingCarrier:
    """What is delivered after that day is the shop's own affair again; what the carrier holds it still has to pay in.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises DaysInDisorder: if the day lies before today or before the first one
    """
    policies.can_reconcile_carriers(actor, at=at).require()
    held = SettlingCarrier.objects.select_for_update().get(pk=carrier.pk)
    if last_on < max(held.starts_on, local_date(at)) or (held.ends_on is not None and last_on > held.ends_on):
        raise DaysInDisorder
    held.ends_on, held.ended_by = last_on, actor.code
    held.save(update_fields=["ends_on", "ended_by"])
    facts = {"carrier": held.slug, "last_on": last_on.isoformat()}
    record("collecting.carrier_ended", actor=actor, subject_code=held.code, at=at, facts=facts)
    return held
