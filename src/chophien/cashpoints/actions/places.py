"""Where cash can be had: opening and closing points and tills, and who serves at them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.cashpoints.errors import NoContract, OwnAppointment, PointClosed, StillOpen, TillNotEmpty
from chophien.cashpoints.models import AgentPost, CashOrder, Point, Till
from chophien.cashpoints.policies import can_run_points
from chophien.cashpoints.selectors.contracts import contract_at
from chophien.cashpoints.selectors.points import lock_point
from chophien.cashpoints.selectors.tills import account_of
from chophien.cashpoints.states import OPEN, Closed
from chophien.ledger.selectors import sums_of
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import format_vnd
from chophien.lib.phone import BadPhone, parse_phone
from chophien.lib.text import clean_line
from chophien.messages.actions.telling import tell
from chophien.places.models import Commune

POINT_PREFIX, TILL_PREFIX, SYMBOLS = "DM", "QT", 7
NAME_MOST, ADDRESS_MOST, HOURS_MOST, CONTRACT_MOST, TILL_NAME_MOST = 120, 200, 120, 80, 60
PLACES_OF_A_DEGREE = 4
"""About ten metres: a public place."""
DESK = "/diem-tien-mat/"


@transaction.atomic
def open_point(
    *,
    name: str,
    commune: Commune,
    address: str,
    actor: Actor,
    at: datetime,
    lat: float | None = None,
    lon: float | None = None,
    hours: str = "",
    phone: str = "",
    contract: str = "",
) -> Point:
    """Write down a cash point. Without a contract's number, or under another than the one in force, it is a trial.

    :raises NotPermitted: unless `actor` is an operator for the area
    :raises Invalid: naming each answer that cannot be used
    """
    can_run_points(actor, commune, at=at).require()
    name, address = clean_line(name)[:NAME_MOST], clean_line(address)[:ADDRESS_MOST]
    faults: dict[str, list[Sentence]] = {}
    if not name:
        faults["name"] = [_("Write how the place is called.")]
    if not address:
        faults["address"] = [_("Write where the place is, so that people find it.")]
    if (lat is None) != (lon is None) or not _on_earth(lat, lon):
        faults["lat"] = [_("This place is not on the map.")]
    try:
        phone = parse_phone(phone) if phone.strip() else ""
    except BadPhone as refusal:
        faults["phone"] = [refusal.message]
    if faults:
        raise Invalid(faults)
    point = Point.objects.create(
        code=new_code(POINT_PREFIX, SYMBOLS),
        name=name,
        commune=commune,
        address=address,
        hours=clean_line(hours)[:HOURS_MOST],
        phone=phone,
        lat=None if lat is None else round(lat, PLACES_OF_A_DEGREE),
        lon=None if lon is None else round(lon, PLACES_OF_A_DEGREE),
        contract=clean_line(contract)[:CONTRACT_MOST],
        opened_at=at,
        opened_by=actor.code,
    )
    facts = {"commune": commune.code, "contract": point.contract}
    record("cashpoints.point_opened", actor=actor, subject_code=point.code, at=at, facts=facts)
    return point


@transaction.atomic
def move_to_contract(*, point: Point, actor: Actor, at: datetime) -> Point:
    """From now on the point works under the contract that is in force. A trial that was begun before is not paid out.

    Real money that was in its tills stays real, and is counted and taken away as such.

    :raises NotPermitted: unless `actor` is an operator for the area
    :raises PointClosed: if the point was closed
    :raises NoContract: if none is in force
    """
    point = lock_point(point.pk)
    can_run_points(actor, point.commune, at=at).require()
    if point.closed_at is not None:
        raise PointClosed(Closed.POINT.label)
    contract = contract_at(at)
    if contract is None:
        raise NoContract
    if contract.number == point.contract:
        return point
    facts = {"contract": contract.number, "contract_before": point.contract}
    point.contract = contract.number
    point.save(update_fields=["contract"])
    record("cashpoints.contract_changed", actor=actor, subject_code=point.code, at=at, facts=facts)
    return point


@transaction.atomic
def close_point(*, point: Point, actor: Actor, at: datetime) -> Point:
    """Close a point for good, with its tills and the posts of its agents. Closed before, nothing changes.

    :raises NotPermitted: unless `actor` is an operator for the area
    :raises StillOpen: while customers wait at it
    :raises TillNotEmpty: while there is cash in its tills by the books
    """
    point = lock_point(point.pk)
    can_run_points(actor, point.commune, at=at).require()
    if point.closed_at is not None:
        return point
    tills = list(Till.objects.filter(point=point, closed_at__isnull=True).order_by("pk"))
    waiting = CashOrder.objects.filter(till__point=point, status__in=OPEN, expires_at__gt=at).count()
    if waiting:
        raise StillOpen(facts={"count": waiting})
    held = sums_of([account_of(till, simulated=False) for till in tills])
    if left := sum(one.debits_posted - one.credits_posted for one in held.values()):
        raise TillNotEmpty(facts={"held": format_vnd(left)})
    point.closed_at, point.closed_by = at, actor.code
    point.save(update_fields=["closed_at", "closed_by"])
    Till.objects.filter(pk__in=[till.pk for till in tills]).update(closed_at=at)
    AgentPost.objects.filter(point=point, ends_at__isnull=True).update(ends_at=at, ended_by=actor.code)
    record("cashpoints.point_closed", actor=actor, subject_code=point.code, at=at)
    return point


@transaction.atomic
def open_till(*, point: Point, name: str, actor: Actor, at: datetime) -> Till:
    """A drawer for cash at an open point. What is in it is written into the books under its code.

    :raises NotPermitted: unless `actor` is an operator for the area
    """
    point = lock_point(point.pk)
    can_run_points(actor, point.commune, at=at).require()
    count = Till.objects.filter(point=point).count()
    till = Till.objects.create(
        point=point,
        code=new_code(TILL_PREFIX, SYMBOLS),
        name=clean_line(name)[:TILL_NAME_MOST] or str(count + 1),
        opened_at=at,
        opened_by=actor.code,
    )
    record("cashpoints.till_opened", actor=actor, subject_code=point.code, at=at, facts={"till": till.code})
    return till


@transaction.atomic
def appoint_agent(*, point: Point, person: Person, actor: Actor, at: datetime) -> AgentPost:
    """Somebody gives and takes cash at the point from now on, and is told so. Appointed before, the post stays.

    :raises NotPermitted: unless `actor` is an operator for the area
    :raises OwnAppointment: if `actor` would appoint themselves
    """
    point = lock_point(point.pk)
    can_run_points(actor, point.commune, at=at).require()
    if actor.code == person.code:
        raise OwnAppointment
    held = AgentPost.objects.filter(point=point, person=person, ends_at__isnull=True).first()
    if held is not None:
        return held
    post = AgentPost.objects.create(point=point, person=person, begins_at=at, given_by=actor.code)
    record("cashpoints.agent_appointed", actor=actor, subject_code=person.code, at=at, facts={"point": point.code})
    tell(
        kind="account.role",
        person_code=person.code,
        text=_("You give and take cash at %(point)s now. Open its desk here."),
        facts={"point": point.name},
        link=DESK,
        about=point.code,
        at=at,
    )
    return post


@transaction.atomic
def end_post(*, post: AgentPost, actor: Actor, at: datetime) -> AgentPost:
    """Somebody does not serve at the point any more, from now on. The post stays as history.

    :raises NotPermitted: unless `actor` is an operator for the area, or it is their own post
    """
    point = lock_point(post.point.pk)
    post = AgentPost.objects.select_for_update(of=("self",)).select_related("person").get(pk=post.pk)
    if actor.code != post.person.code:
        can_run_points(actor, point.commune, at=at).require()
    if post.ends_at is None:
        post.ends_at, post.ended_by = at, actor.code
        post.save(update_fields=["ends_at", "ended_by"])
        facts = {"point": point.code}
        record("cashpoints.post_ended", actor=actor, subject_code=post.person.code, at=at, facts=facts)
    return post


def _on_earth(lat: float | None, lon: float | None) -> bool:
    return lat is None or lon is None or (-90 <= lat <= 90 and -180 <= lon <= 180)
