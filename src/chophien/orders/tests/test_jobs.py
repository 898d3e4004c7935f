from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from chophien.jobs.queue import PERIODIC
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.sending import hand_over_order
from chophien.orders.jobs import release_unpaid, sweep, watch_acceptance
from chophien.orders.models import Order
from chophien.orders.tests.factories import a_checkout, a_packed_order, an_order, fresh
from chophien.supply.models import Stock
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def scheduled(name):
    return ProcrastinateJob.objects.get(task_name=name).scheduled_at


def ago(**period):
    return timezone.now() - timedelta(**period)


def test_a_hold_is_watched_from_the_moment_it_begins():
    placed = a_checkout((a_variant(), 1), payment="vietqr")

    assert scheduled("orders.release_unpaid") == placed.orders[0].held_until


def test_the_sellers_answer_is_watched_from_the_moment_it_is_due():
    placed = a_checkout((a_variant(), 1))

    assert scheduled("orders.watch_acceptance") == placed.orders[0].accept_by


def test_a_transfer_that_came_starts_watching_for_the_answer():
    order = an_order(payment="vietqr")
    [paid] = mark_paid(group=order.group, actor=SYSTEM, at=order.placed_at)

    assert scheduled("orders.watch_acceptance") == paid.accept_by


def test_a_job_that_comes_too_early_does_nothing():
    order = an_order(payment="vietqr", at=timezone.now())

    release_unpaid(group_id=order.group.pk)
    watch_acceptance(group_id=order.group.pk)

    assert fresh(order).status == "placed"


def test_a_hold_ends_by_its_job():
    tea = a_variant(available=10)
    order = an_order(variant=tea, payment="vietqr", at=ago(minutes=15))

    release_unpaid(group_id=order.group.pk)

    assert fresh(order).status == "cancelled"
    assert Stock.objects.get(variant=tea).available == 10


def test_an_unanswered_order_is_reminded_of_and_then_ended_by_its_job():
    order = an_order(at=ago(hours=24))

    watch_acceptance(group_id=order.group.pk)
    reminded = fresh(order)
    Order.objects.update(warned_at=ago(hours=4))
    watch_acceptance(group_id=order.group.pk)

    assert reminded.status == "placed"
    assert reminded.warned_at is not None
    assert fresh(order).status == "cancelled"


def test_the_reminder_watches_for_the_end():
    order = an_order(at=ago(hours=24))
    ProcrastinateJob.objects.all().delete()

    watch_acceptance(group_id=order.group.pk)

    assert scheduled("orders.watch_acceptance") == fresh(order).warned_at + timedelta(hours=4)


def test_the_sweep_catches_up_on_everything_that_is_due():
    unpaid = an_order(payment="vietqr", at=ago(days=2))
    unanswered, overdue = an_order(at=ago(days=2)), an_order(at=ago(days=2))
    Order.objects.filter(pk=overdue.pk).update(warned_at=ago(hours=5))
    sent = hand_over_order(order=a_packed_order(), actor=SYSTEM, at=ago(days=8))
    young = an_order(at=timezone.now())

    sweep(due_at="")

    assert [fresh(order).status for order in (unpaid, unanswered, overdue, sent, young)] == [
        "cancelled",
        "placed",
        "cancelled",
        "completed",
        "placed",
    ]
    assert fresh(unanswered).warned_at is not None


def test_sweeping_twice_changes_nothing_more():
    order = an_order(payment="vietqr", at=ago(days=2))
    sweep(due_at="")
    steps = order.steps.count()

    sweep(due_at="")

    assert order.steps.count() == steps


def test_the_clock_calls_the_sweep():
    assert PERIODIC["orders.sweep"].cron == "*/5 * * * *"
