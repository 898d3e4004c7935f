"""Cash that the partner brings to a till and takes from it, and the word when little is left."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.selectors import people_with_role_at
from chophien.accounts.states import Role, Scope
from chophien.audit.actions import record
from chophien.cashpoints.actions import _books
from chophien.cashpoints.actions._steps import lock_till
from chophien.cashpoints.actions.places import DESK
from chophien.cashpoints.errors import AskedDifferently, ReferenceMissing, ReferenceUsed
from chophien.cashpoints.models import FloatMove, Point, Till
from chophien.cashpoints.policies import can_move_float
from chophien.cashpoints.selectors.contracts import is_real
from chophien.cashpoints.selectors.points import agents_of
from chophien.cashpoints.selectors.tills import account_of, float_of
from chophien.cashpoints.selectors.transports import FLOAT_PREFIX, FLOAT_SYMBOLS
from chophien.cashpoints.states import FloatKind
from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.codes import new_code
from chophien.lib.money import NotAnAmount, format_vnd
from chophien.lib.text import clean_line
from chophien.messages.actions.telling import tell
from chophien.payments import chart

REFERENCE_MOST, KEY_MOST = 80, 64
OFFICE = "/dieu-hanh/diem-tien-mat/"
AFTER_THE_END = _(
    "%(point)s, %(till)s: %(amount)s in cash was brought although no contract is in force there. Have it taken back."
)
LOW = _("%(point)s, %(till)s: only %(left)s in cash is left. Have cash brought.")


@transaction.atomic
def bring_float(*, till: Till, amount_vnd: int, reference: str, key: str, actor: Actor, at: datetime) -> FloatMove:
    """The partner brought cash to the till, out of what it holds for the market. Sent again with the same key: once.

    At a point where real money moved it is real, also once the contract is over: the operators are told at once then.

    :raises NotPermitted: unless `actor` is an agent of the point or an operator for the area
    :raises NotAnAmount, ReferenceMissing: without an amount or the partner's number of the transport
    :raises ReferenceUsed: if that number was written down at this till before, the same way
    :raises PointClosed, DayOpen: if no cash moves there now
    """
    return _move(FloatKind.IN, till, amount_vnd, reference, key, actor=actor, at=at)


@transaction.atomic
def take_float(*, till: Till, amount_vnd: int, reference: str, key: str, actor: Actor, at: datetime) -> FloatMove:
    """The partner took cash from the till, never more than is free in it by the books; else as `bring_float`.

    Real money is taken away as such when the contract has ended or the point has not moved to the new one.

    :raises FloatTooLow: if less is free in the till
    """
    return _move(FloatKind.OUT, till, amount_vnd, reference, key, actor=actor, at=at)


def watch_float(till: Till, *, simulated: bool, at: datetime) -> None:
    """Tell the point's agents and the area's operators when little cash is left: once, until it is refilled."""
    now = float_of(till, simulated=simulated, at=at)
    if now.is_low == (till.low_since is not None):
        return
    till.low_since = at if now.is_low else None
    till.save(update_fields=["low_since"])
    if not now.is_low or simulated:
        return
    point = till.point
    agents = {post.person.code for post in agents_of(point, at=at)}
    for person_code in sorted(agents | operators_of(point, at=at)):
        tell(
            kind="office.task",
            person_code=person_code,
            text=LOW,
            facts={"point": point.name, "till": till.title, "left": format_vnd(max(now.free_vnd, 0))},
            link=DESK if person_code in agents else f"{OFFICE}{point.code}/",
            about=till.code,
            at=at,
        )
    record("cashpoints.float_low", actor=SYSTEM, subject_code=point.code, at=at, facts={"till": till.code})


def operators_of(point: Point, *, at: datetime) -> set[str]:
    """The codes of the operators of the point's province and of the whole market."""
    places = ((Scope.PROVINCE, point.commune.province.code), (Scope.NATION, ""))
    found = (people_with_role_at(roles=[Role.OPERATOR], scope=scope, scope_code=code, at=at) for scope, code in places)
    return {person.code for people in found for person in people}


def _move(
    kind: FloatKind, till: Till, amount_vnd: int, reference: str, key: str, *, actor: Actor, at: datetime
) -> FloatMove:
    can_move_float(actor, till.point, at=at).require()
    till, simulated = lock_till(till, at=at, floating=kind)
    reference, key = clean_line(reference)[:REFERENCE_MOST], f"{actor.code}:{key}"[:KEY_MOST]
    before = FloatMove.objects.filter(key=key).first()
    if before is not None:
        if (before.till_id, before.kind, before.amount_vnd) != (till.pk, kind, amount_vnd):
            raise AskedDifferently
        return before
    if amount_vnd <= 0:
        raise NotAnAmount
    if not reference:
        raise ReferenceMissing
    if FloatMove.objects.filter(till=till, kind=kind, reference=reference).exists():
        raise ReferenceUsed(facts={"reference": reference})
    move = FloatMove.objects.create(
        code=new_code(FLOAT_PREFIX, FLOAT_SYMBOLS),
        till=till,
        kind=kind,
        amount_vnd=amount_vnd,
        reference=reference,
        key=key,
        simulated=simulated,
        by=actor.code,
        at=at,
    )
    ours, partners = account_of(till, simulated=False), chart.held()
    wish = Wish(
        f"float:{move.code}",
        debit=ours if kind == FloatKind.IN else partners,
        credit=partners if kind == FloatKind.IN else ours,
        amount=amount_vnd,
        kind=str(kind),
        subject_code=move.code,
    )
    _books.write([wish], till=till, simulated=simulated, at=at)
    facts = {"till": till.code, "amount_vnd": amount_vnd, "trial": simulated}
    if kind == FloatKind.IN:
        record("cashpoints.float_brought", actor=actor, subject_code=till.point.code, at=at, facts=facts)
    else:
        record("cashpoints.float_taken", actor=actor, subject_code=till.point.code, at=at, facts=facts)
    if simulated != is_real(till.point, at=at):
        watch_float(till, simulated=simulated, at=at)
    elif kind == FloatKind.IN:
        _tell_after_the_end(move, till, at=at)
    return move


def _tell_after_the_end(move: FloatMove, till: Till, *, at: datetime) -> None:
    """Real cash came to a point that works under no contract any more: somebody has to have it taken back."""
    for person_code in sorted(operators_of(till.point, at=at)):
        tell(
            kind="office.task",
            person_code=person_code,
            text=AFTER_THE_END,
            facts={"point": till.point.name, "till": till.title, "amount": format_vnd(move.amount_vnd)},
            link=f"{OFFICE}{till.point.code}/",
            about=move.code,
            at=at,
        )
