"""Turning parts of the market on and off."""

from datetime import date, datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line
from chophien.switches.errors import NotByProvince, ReasonMissing
from chophien.switches.models import Decision
from chophien.switches.selectors import forget
from chophien.switches.states import ABOUT, Feature

REASON_LEAST, REASON_MOST = 5, 300


@transaction.atomic
def switch(
    *, feature: Feature, is_on: bool, province_code: str, starts_on: date, reason: str, actor: Actor, at: datetime
) -> Decision:
    """Turn a part of the market on or off from a day on, in one province or in the whole country.

    A day that is over counts as today. Who may is the caller's to ask: the office's desk.

    :raises ReasonMissing: without a few words
    :raises NotByProvince: if this part is one for the whole country
    """
    said = clean_line(reason)[:REASON_MOST]
    if len(said) < REASON_LEAST:
        raise ReasonMissing
    if province_code and not ABOUT[feature].by_province:
        raise NotByProvince
    made = Decision.objects.create(
        feature=feature,
        province_code=province_code,
        is_on=is_on,
        starts_on=max(starts_on, local_date(at)),
        reason=said,
        decided_by=actor.code,
        decided_at=at,
    )
    facts = {"on": is_on, "province": province_code, "from_day": made.starts_on.isoformat(), "reason": said}
    record("switches.decided", actor=actor, subject_code=feature.value, at=at, facts=facts)
    forget()
    transaction.on_commit(forget)
    return made
