"""Standing orders: set up, paused, skipped, and placed some days before each delivery, once for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.catalog.models import Variant
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import DomainError, Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.messages.actions.telling import tell
from chophien.orders.actions.placing import DirectLine, DirectWish, Terms, place_order
from chophien.orders.errors import CartRefused
from chophien.orders.states import Origin
from chophien.payments.states import PaymentMethod
from chophien.places.models import Commune
from chophien.rules import selectors as rules
from chophien.wholesale import policies
from chophien.wholesale.actions.agreeing import TICK, agree_to_regulations, agreed_in_standing
from chophien.wholesale.calendar import weekdays_between
from chophien.wholesale.models import StandingDay, StandingItem, StandingOrder
from chophien.wholesale.selectors.standing import lock_standing
from chophien.wholesale.states import STANDING_FLOW, DayStatus, StandingStatus

PREFIX, SYMBOLS = "DK", 7
YEAR = timedelta(days=366)
WEEK = range(1, 8)
BY_ITSELF = SystemActor("system:standing")


@dataclass(frozen=True)
class StandingFacts:
    """When goods come again, and who receives them. Weekdays count from Monday, 1."""

    name: str
    weekdays: list[int]
    first_on: date
    last_on: date
    contact_name: str
    contact_phone: str
    commune: Commune
    hamlet: str = ""


@transaction.atomic
def set_up_standing(
    *,
    facts: StandingFacts,
    items: Sequence[tuple[Variant, Decimal]],
    buyer: Person,
    at: datetime,
    consent: bool = False,
    seen_regulation: str = "",
) -> StandingOrder:
    """Let these goods come on these weekdays until a day. Each order costs what the goods cost when it is placed, and
    rests on the regulations that the buyer agrees to here.

    :raises Invalid: naming every field that needs a correction, the unticked box of the regulations among them
    :raises RegulationsChanged: if other regulations are in force than the buyer saw
    """
    faults: dict[str, Sentence] = {}
    if not items:
        faults["name"] = _("Put the goods into your cart first.")
    if not clean_line(facts.name):
        faults["name"] = _("Give it a short name.")
    if not facts.weekdays or set(facts.weekdays) - set(WEEK):
        faults["weekdays"] = _("Choose the days of the week.")
    if facts.first_on <= local_date(at):
        faults["first_on"] = _("Choose a day from tomorrow on.")
    if not facts.first_on <= facts.last_on <= facts.first_on + YEAR:
        faults["last_on"] = _("The last day comes after the first, within a year.")
    if consent is not True:
        faults["consent"] = TICK
    if faults:
        raise Invalid({name: [sentence] for name, sentence in faults.items()})
    agreed = agree_to_regulations(consent=consent, seen=seen_regulation, at=at)
    made = StandingOrder.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        buyer=buyer,
        name=clean_line(facts.name)[:100],
        weekdays=sorted(set(facts.weekdays)),
        first_on=facts.first_on,
        last_on=facts.last_on,
        days_ahead=rules.whole("wholesale.standing_days_ahead", at=at),
        contact_name=clean_line(facts.contact_name)[:100],
        contact_phone=facts.contact_phone,
        commune=facts.commune,
        hamlet=clean_line(facts.hamlet)[:120],
        regulation=agreed.regulation,
        consent_at=agreed.at,
        made_at=at,
    )
    StandingItem.objects.bulk_create(
        StandingItem(standing=made, variant=variant, quantity=quantity) for variant, quantity in items
    )
    told = {
        "items": [[variant.code, str(quantity)] for variant, quantity in items],
        "regulations": agreed.regulation.version,
    }
    record("wholesale.standing_set_up", actor=buyer, subject_code=made.code, at=at, facts=told)
    return made


@transaction.atomic
def step_standing(*, standing: StandingOrder, step: str, actor: Actor, at: datetime) -> StandingOrder:
    """Pause it, let it run again, or end it. What was ordered already stays ordered.

    :raises NotPermitted: if it is somebody else's
    :raises StepNotAllowed: if it does not stand so
    """
    held = lock_standing(standing.pk)
    policies.can_change_standing(actor, held).require()
    held.status = STANDING_FLOW.next(step, held.status)
    held.save(update_fields=["status"])
    record("wholesale.standing_stepped", actor=actor, subject_code=held.code, at=at, facts={"step": step})
    return held


@transaction.atomic
def agree_to_standing(
    *, standing: StandingOrder, consent: bool, seen_regulation: str, actor: Actor, at: datetime
) -> StandingOrder:
    """Whoever set it up before anybody asked agrees to the regulations now: for the orders to come, not for those
    before. Twice is once.

    :raises NotPermitted: if it is somebody else's
    :raises Invalid: if the box is not ticked
    :raises RegulationsChanged: if other regulations are in force than the buyer saw
    """
    held = lock_standing(standing.pk)
    policies.can_change_standing(actor, held).require()
    if held.regulation is not None:
        return held
    agreed = agree_to_regulations(consent=consent, seen=seen_regulation, at=at)
    held.regulation, held.consent_at = agreed.regulation, agreed.at
    held.save(update_fields=["regulation", "consent_at"])
    told = {"regulations": agreed.regulation.version}
    record("wholesale.standing_agreed", actor=actor, subject_code=held.code, at=at, facts=told)
    return held


@transaction.atomic
def skip_day(*, standing: StandingOrder, on: date, actor: Actor, at: datetime) -> StandingDay:
    """Let one day be without goods, such as a holiday. Twice is once.

    :raises NotPermitted: if it is somebody else's
    :raises Invalid: if nothing would come that day, or it was ordered already
    """
    held = lock_standing(standing.pk)
    policies.can_change_standing(actor, held).require()
    comes = held.first_on <= on <= held.last_on and on.isoweekday() in held.weekdays and on > local_date(at)
    known = held.days.filter(on=on).first()
    if not comes or (known is not None and known.status == DayStatus.ORDERED):
        raise Invalid({"on": [_("Nothing is to be ordered for this day, or it was ordered already.")]})
    day, _made = StandingDay.objects.update_or_create(
        standing=held, on=on, defaults={"status": DayStatus.SKIPPED, "problem": "", "at": at}
    )
    record("wholesale.day_skipped", actor=actor, subject_code=held.code, at=at, facts={"on": str(on)})
    return day


@transaction.atomic
def order_due_days(*, standing: StandingOrder, at: datetime) -> list[StandingDay]:
    """Place the orders for all days that have come near. Each day is ordered once, however often and late it is asked.

    When something cannot be had the buyer is told once, and it is tried again until the day is there.
    """
    held = lock_standing(standing.pk)
    if held.status != StandingStatus.RUNNING:
        return []
    today = local_date(at)
    if held.last_on <= today:
        held.status = STANDING_FLOW.next("end", held.status)
        held.save(update_fields=["status"])
        return []
    known = {day.on: day for day in held.days.all()}
    first = max(held.first_on, today + timedelta(days=1))
    last = min(held.last_on, today + timedelta(days=held.days_ahead))
    wanted = [on for on in weekdays_between(held.weekdays, first, last) if _is_open(known.get(on))]
    return [_order(held, on, known.get(on), at=at) for on in wanted]


def _is_open(day: StandingDay | None) -> bool:
    return day is None or day.status == DayStatus.REFUSED


def _order(held: StandingOrder, on: date, before: StandingDay | None, *, at: datetime) -> StandingDay:
    day = before or StandingDay(standing=held, on=on)
    try:
        placed = place_order(
            wish=_wish(held),
            lines=[DirectLine(one.variant.code, one.quantity) for one in held.items.select_related("variant")],
            origin=Origin.STANDING,
            idempotency_key=f"{held.code}-{on}",
            actor=BY_ITSELF,
            person=held.buyer,
            terms=Terms(promised=(on, on), agreed=agreed_in_standing(held)),
            at=at,
        )
    except DomainError as refusal:
        day.status, day.problem = DayStatus.REFUSED, _why(refusal)[:500]
        if before is None:
            _tell(held, _("The goods for %(day)s could not be ordered: %(why)s"), on, at=at, why=day.problem)
    else:
        day.status, day.group_code, day.problem = DayStatus.ORDERED, placed.group.code, ""
    day.at = at
    day.save()
    told = {"on": str(on), "status": str(day.status), "group": day.group_code}
    record("wholesale.day_ordered", actor=BY_ITSELF, subject_code=held.code, at=at, facts=told)
    return day


def _why(refusal: DomainError) -> str:
    """What is short, line by line."""
    if isinstance(refusal, CartRefused):
        return " ".join(dict.fromkeys(problem.sentence for problem in refusal.problems))
    return str(refusal)


def _wish(held: StandingOrder) -> DirectWish:
    return DirectWish(
        contact_name=held.contact_name,
        contact_phone=held.contact_phone,
        commune_code=held.commune.code,
        province_code=held.commune.province.code,
        hamlet=held.hamlet,
        payment=PaymentMethod.COD.value,
        note=held.name,
    )


def _tell(held: StandingOrder, text: Sentence, on: date, *, why: str, at: datetime) -> None:
    buyer = held.buyer
    tell(
        kind="wholesale.news",
        person_code=buyer.code,
        phone=buyer.mobile,
        text=text,
        facts={"day": format_date(on), "why": why},
        language=buyer.language,
        link=reverse("wholesale:standing", args=[held.code]),
        about=held.code,
        at=at,
    )
