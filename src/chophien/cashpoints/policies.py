"""Who runs cash points, who serves at them, and whose money it is."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Role
from chophien.cashpoints.models import AgentPost, CashOrder, DayCount, Point
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.places.models import Commune
from chophien.sellers.models import Seller

RUNNING = frozenset({Role.OPERATOR})
LOOKING_ON = frozenset({Role.OPERATOR, Role.PROVINCE_OFFICER, Role.COMMUNE_OFFICER})


def can_run_points(actor: Actor, commune: Commune, *, at: datetime) -> Verdict:
    """May `actor` open and close points there, appoint agents, and write down cash that the partner moves?"""
    if has_role_over(actor, RUNNING, commune=commune, at=at):
        return YES
    return no(_("Only an operator for this area can run its cash points."))


def can_see_point(actor: Actor, point: Point, *, at: datetime) -> Verdict:
    """Those who look after the area, and the point's own agents. The queryset is `selectors.points.points_seen_by`."""
    if has_role_over(actor, LOOKING_ON, commune=point.commune, at=at) or serves_at(actor, point, at=at):
        return YES
    return no(_("This cash point is not open to you."))


def can_serve(actor: Actor, point: Point, *, at: datetime) -> Verdict:
    """May `actor` give and take cash there? Those who were appointed, while that lasts, and nobody else."""
    if serves_at(actor, point, at=at):
        return YES
    return no(_("Only an agent of this cash point can do this."))


def can_move_float(actor: Actor, point: Point, *, at: datetime) -> Verdict:
    """May `actor` write down cash that the partner brought or took? The point's agents and the area's operators."""
    if serves_at(actor, point, at=at) or has_role_over(actor, RUNNING, commune=point.commune, at=at):
        return YES
    return no(_("Only an agent of this cash point or an operator for the area can do this."))


def can_take_cash_of(actor: Actor, seller: Seller, *, at: datetime) -> Verdict:
    """May `actor` have the household's money paid in cash? Its manager alone: never a helper, never the office."""
    if not actor.is_system and has_role_over(actor, {Role.SELLER_MANAGER}, seller_code=seller.code, at=at):
        return YES
    return no(_("Only the household itself can take its money."))


def can_call_off(actor: Actor, order: CashOrder, seller: Seller | None, *, at: datetime) -> Verdict:
    """Whose money it is, and the agents of the point."""
    if actor.is_system or serves_at(actor, order.till.point, at=at):
        return YES
    if seller is not None and can_take_cash_of(actor, seller, at=at):
        return YES
    return no(_("Only the customer and the agents of this cash point can call this off."))


def can_say_yes_to(actor: Actor, count: DayCount, *, at: datetime) -> Verdict:
    """May `actor` say that they counted too? Who was named, while they serve there: never who counted first."""
    if actor.code == count.second != count.counted_by and serves_at(actor, count.till.point, at=at):
        return YES
    return no(_("Only the second person who was named can say that they counted too."))


def can_withdraw_count(actor: Actor, count: DayCount, *, at: datetime) -> Verdict:
    """May `actor` take a count back before it was answered? Who counted, and the area's operators."""
    if actor.code == count.counted_by or has_role_over(actor, RUNNING, commune=count.till.point.commune, at=at):
        return YES
    return no(_("Only who counted the till can take the count back."))


def serves_at(actor: Actor, point: Point, *, at: datetime) -> bool:
    """Whether somebody is an agent of this point now."""
    held = AgentPost.objects.filter(point=point, person__code=actor.code, person__is_active=True, begins_at__lte=at)
    return not actor.is_system and held.exclude(ends_at__lte=at).exists()
