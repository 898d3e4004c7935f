"""Codes of growing areas, as authorities give, suspend and take them back. Each step keeps its day and its paper.

Their form differs by scheme and changes (Decision 3156/QĐ-BNN-TT, Decree 38/2026/NĐ-CP, TCCS 774:2020/BVTV), so that a
code is kept verbatim and nothing is read out of it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.growing import policies
from chophien.growing.errors import CodeTaken
from chophien.growing.models import AreaCode, AreaCodeStep, GrowingArea
from chophien.growing.states import CODE_FLOW, CodeScheme, CodeStatus
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line

VALUE_MOST, MARKET_MOST, PAPER_MOST = 60, 60, 200


@dataclass(frozen=True)
class Decision:
    """What a paper says: from which day it counts, and which paper it is."""

    on: date
    paper: str = ""


@transaction.atomic
def grant_code(
    *,
    area: GrowingArea,
    scheme: CodeScheme,
    value: str,
    market: str = "",
    decision: Decision,
    actor: Actor,
    at: datetime,
) -> AreaCode:
    """Write down that an area has a code. The same one again for the same area is the same row.

    :raises NotPermitted: if `actor` may not write codes down there
    :raises Invalid: without a code, or on a day to come
    :raises CodeTaken: if another area has it
    """
    policies.can_write_codes(actor, area, at=at).require()
    value, market = clean_line(value)[:VALUE_MOST], clean_line(market)[:MARKET_MOST]
    _check(decision, at=at, faults={} if value else {"value": [_("Type the code as it is printed.")]})
    facts = {"scheme": scheme, "value": value, "market": market}
    if (known := AreaCode.objects.filter(**facts).first()) is not None:
        if known.area_id != area.pk:
            raise CodeTaken
        return known
    try:
        with transaction.atomic():
            code = AreaCode.objects.create(area=area, granted_on=decision.on, **facts)
    except IntegrityError as taken:
        raise CodeTaken from taken
    _write(code, "grant", "", decision, actor=actor, at=at)
    return code


@transaction.atomic
def take_code_step(
    *, code: AreaCode, step: str, decision: Decision, actor: Actor, at: datetime, into: AreaCode | None = None
) -> AreaCode:
    """Suspend a code, put it in force again, revoke it, or put it together with another (`into`).

    :raises NotPermitted: if `actor` may not write codes down there
    :raises StepNotAllowed: if it stands otherwise
    :raises Invalid: on a day to come or before its last step, or without saying into which code it went
    """
    code = (
        AreaCode.objects.select_for_update(of=("self",)).select_related("area__commune", "area__seller").get(pk=code.pk)
    )
    policies.can_write_codes(actor, code.area, at=at).require()
    after = CODE_FLOW.next(step, code.status)
    lacks = step == "merge" and (into is None or into.pk == code.pk)
    faults: dict[str, list[Sentence]] = {"into": [_("Say into which code it went.")]} if lacks else {}
    last = code.steps.order_by("-on", "-pk").values_list("on", flat=True).first()
    if decision.on < (last or code.granted_on):
        faults["on"] = [_("This day is before the last step of this code. Look at the days of both papers.")]
    _check(decision, at=at, faults=faults)
    before, code.status = code.status, CodeStatus(after)
    code.merged_into = into if step == "merge" else None
    code.save(update_fields=["status", "merged_into"])
    _write(code, step, before, decision, actor=actor, at=at)
    return code


def _check(decision: Decision, *, at: datetime, faults: dict[str, list[Sentence]]) -> None:
    if decision.on > local_date(at):
        faults = {**faults, "on": [_("This day has not come yet.")]}
    if faults:
        raise Invalid(faults)


def _write(code: AreaCode, step: str, before: str, decision: Decision, *, actor: Actor, at: datetime) -> None:
    AreaCodeStep.objects.create(
        code=code,
        step=step,
        from_status=before,
        to_status=code.status,
        on=decision.on,
        paper=clean_line(decision.paper)[:PAPER_MOST],
        actor_code=actor.code,
        at=at,
    )
    facts = {"code_status": str(code.status), "growing_code": code.value, "scheme": str(code.scheme)}
    record("growing.code_step", actor=actor, subject_code=code.area.code, at=at, facts=facts)
