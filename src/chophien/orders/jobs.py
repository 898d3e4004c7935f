"""What the market does by itself with orders. Jobs that come too early or twice find nothing to do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.utils import timezone

from chophien.jobs.queue import job, periodic
from chophien.lib.actor import SystemActor
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.orders.actions.answers import expire_unaccepted, warn_unaccepted
from chophien.orders.actions.cancelling import release_unpaid as release_unpaid_group
from chophien.orders.actions.carts import forget_old_carts as forget_carts
from chophien.orders.actions.glut import warn_of_glut
from chophien.orders.actions.group_buying import end_group_purchase
from chophien.orders.actions.group_buying import order_pledges as order_waiting
from chophien.orders.actions.popularity import tell_popularity as tell_search
from chophien.orders.actions.preorders import follow, start_harvest
from chophien.orders.actions.sending import complete_undisputed, sent_before
from chophien.orders.actions.telling import tell as tell_both
from chophien.orders.actions.telling import tell_placed as tell_group_placed
from chophien.orders.models import Order
from chophien.orders.selectors.orders import groups_unpaid_at, orders_sent_before, orders_unanswered_at
from chophien.orders.selectors.preorders import to_follow
from chophien.orders.states import News
from chophien.promotions.selectors.running import purchases_reached, purchases_to_end
from chophien.seasons.selectors.harvests import harvests_due

CLOCK = SystemActor("system:clock")
log = structlog.get_logger(__name__)


@job("orders.tell_placed", once=True)
def tell_placed(*, group_id: int) -> None:
    tell_group_placed(group_id=group_id, at=timezone.now())


@job("orders.tell", once=True)
def tell(*, order_id: int, news: str, tail: str = "") -> None:
    tell_both(order_id=order_id, news=News(news), tail=tail, at=timezone.now())


@job("orders.follow_harvest")
def follow_harvest(*, harvest_id: int) -> None:
    """Ask, begin or call off every order of a harvest that was moved, begun or called off."""
    _follow(to_follow(at=timezone.now(), harvest_id=harvest_id))


@periodic("orders.harvests", cron="*/15 * * * *")
def harvests(*, due_at: str) -> None:
    """Begin the harvests whose day has come, and do what follows for orders where a job was lost or silence ended."""
    del due_at  # the clock of now decides what is due
    at = timezone.now()
    for harvest in harvests_due(on=local_date(at)):
        with _others_go_on(harvest.code):
            start_harvest(harvest=harvest, actor=CLOCK, at=at)
    _follow(to_follow(at=at))


@job("orders.order_pledges")
def order_pledges(*, purchase_id: int) -> None:
    """Enough buyers have joined a group purchase: their words become orders."""
    order_waiting(purchase_id=purchase_id, at=timezone.now())


@periodic("orders.end_group_purchases", cron="6 0 * * *")
def end_group_purchases(*, due_at: str) -> None:
    """End the group purchases whose last day is over, and order what a lost job has left over."""
    del due_at  # the clock of now decides what is over
    at = timezone.now()
    for purchase in purchases_reached():
        with _others_go_on(purchase.code):
            order_waiting(purchase_id=purchase.pk, at=at)
    for purchase in purchases_to_end(at=at):
        with _others_go_on(purchase.code):
            end_group_purchase(purchase=purchase, actor=CLOCK, at=at)


@periodic("orders.warn_of_glut", cron="30 6 * * *")
def glut(*, due_at: str) -> None:
    """Look every morning at the weeks ahead; each is warned of once."""
    del due_at  # ahead is ahead of now
    warn_of_glut(actor=CLOCK, at=timezone.now())


@job("orders.release_unpaid")
def release_unpaid(*, group_id: int) -> None:
    release_unpaid_group(group_id=group_id, actor=CLOCK, at=timezone.now())


@job("orders.watch_acceptance")
def watch_acceptance(*, group_id: int) -> None:
    """Remind the sellers of a group who have not answered, and end what stays unanswered."""
    at = timezone.now()
    _watch(orders_unanswered_at(at).filter(group_id=group_id), at=at)


@periodic("orders.sweep", cron="*/5 * * * *")
def sweep(*, due_at: str) -> None:
    """Do whatever is due and was not done by a job of its own: after an outage, or when a job was lost."""
    del due_at  # the clock of now decides what is due, also after an outage
    at = timezone.now()
    for group_id in groups_unpaid_at(at):
        with _others_go_on(group_id):
            release_unpaid_group(group_id=group_id, actor=CLOCK, at=at)
    _watch(orders_unanswered_at(at), at=at)
    for order in orders_sent_before(sent_before(at)):
        with _others_go_on(order.code):
            complete_undisputed(order=order, actor=CLOCK, at=at)


@periodic("orders.forget_old_carts", cron="20 3 * * *")
def forget_old_carts(*, due_at: str) -> None:
    del due_at  # old is what is old now
    forget_carts(at=timezone.now())


@periodic("orders.tell_popularity", cron="1 0 * * *")
def tell_popularity(*, due_at: str) -> None:
    """Shortly before the search begins its day (`catalog.start_search_day`)."""
    del due_at  # lately is before now
    tell_search(at=timezone.now())


def _watch(orders: Iterable[Order], *, at: datetime) -> None:
    for order in orders:
        with _others_go_on(order.code):
            if not warn_unaccepted(order=order, actor=CLOCK, at=at):
                expire_unaccepted(order=order, actor=CLOCK, at=at)


def _follow(orders: Iterable[Order]) -> None:
    for order in orders:
        with _others_go_on(order.code):
            follow(order=order, actor=CLOCK, at=timezone.now())


@contextmanager
def _others_go_on(about: str | int) -> Iterator[None]:
    """One order that refuses, because a person was quicker, does not keep the others waiting."""
    try:
        yield
    except DomainError as refusal:
        log.info("order_left_alone", about=about, code=refusal.code)
