"""The visit log: a helper writes down that they were with a household."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line, clean_text
from chophien.programmes import policies
from chophien.programmes.models import HouseholdVisit, Task
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller

PREFIX, SYMBOLS = "TV", 9
KEY_MOST = 40
PLACE_MOST, MET_MOST, DONE_LEAST, DONE_MOST, NEXT_MOST = 200, 100, 3, 1_000, 500


@dataclass(frozen=True)
class VisitText:
    """What a helper says of a visit: the day, where, who was met, what was done, and what comes next, if anything."""

    visited_on: date
    place: str
    met: str
    done: str
    next_step: str = ""
    next_on: date | None = None


@transaction.atomic
def note_visit(
    *, seller: Seller, text: VisitText, key: str, actor: Person, at: datetime, task: Task | None = None
) -> HouseholdVisit:
    """Write a visit down. The same form sent twice is one visit.

    :raises NotPermitted: if the household is not the helper's business
    :raises Invalid: naming each answer that cannot be used; a day to come or long past is none
    """
    Person.objects.select_for_update().get(pk=actor.pk)
    policies.can_see_household(actor, seller, at=at).require()
    key = f"{actor.code}:{key[:KEY_MOST]}"
    kept = HouseholdVisit.objects.filter(key=key).order_by("pk").first()
    if kept is not None:
        return kept
    tidy = _tidy(text, at=at)

    visit = HouseholdVisit.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        key=key,
        seller=seller,
        helper=actor,
        task=task if task is not None and task.seller_id == seller.pk else None,
        visited_on=tidy.visited_on,
        place=tidy.place,
        met=tidy.met,
        done=tidy.done,
        next_step=tidy.next_step,
        next_on=tidy.next_on,
        noted_at=at,
    )
    facts = {"shop": seller.code, "on": tidy.visited_on.isoformat()}
    record("programmes.visit_noted", actor=actor, subject_code=visit.code, at=at, facts=facts)
    return visit


def _tidy(text: VisitText, *, at: datetime) -> VisitText:
    faults: dict[str, list[Sentence]] = {}
    today = local_date(at)
    place, met = clean_line(text.place)[:PLACE_MOST], clean_line(text.met)[:MET_MOST]
    done, next_step = clean_text(text.done)[:DONE_MOST].strip(), clean_line(text.next_step)[:NEXT_MOST]
    back = rules.whole("programmes.visit_back_days", at=at)
    if text.visited_on > today:
        faults["visited_on"] = [_("This day is still to come.")]
    elif text.visited_on < today - timedelta(days=back):
        faults["visited_on"] = [_("A visit is written down within %(days)s days.") % {"days": back}]
    if not place:
        faults["place"] = [_("Write where you were.")]
    if not met:
        faults["met"] = [_("Write whom you met.")]
    if len(done) < DONE_LEAST:
        faults["done"] = [_("Write what you did together.")]
    if text.next_on is not None and text.next_on < text.visited_on:
        faults["next_on"] = [_("This day is before the visit.")]
    if faults:
        raise Invalid(faults)
    return VisitText(text.visited_on, place, met, done, next_step, text.next_on)
