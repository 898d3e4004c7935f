"""What is forgotten by itself every night, unless somebody who may has said that it must stay."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from chophien.conversations.actions.talking import forget_old_talks
from chophien.lib.actor import Actor
from chophien.lib.errors import Sentence
from chophien.lib.held import Held
from chophien.messages.actions.keeping import forget_old_notices, forget_old_sms
from chophien.orders.models import OrderGroup
from chophien.orders.states import OrderStatus
from chophien.privacy.actions.exporting import drop_old_files
from chophien.privacy.kept.held import held_now
from chophien.privacy.kept.trade import BARE_ADDRESS, contracts_kept_since
from chophien.privacy.models import DataRequest, RetentionRun
from chophien.promotions.models import Pledge
from chophien.promotions.states import PledgeStatus
from chophien.rules.selectors import whole
from chophien.smsdesk.actions import forget_old as forget_old_incoming

MOST = 2_000
"""Contracts of one night, so that no night takes long; the next goes on."""
DAYS_OF_A_YEAR = 366


class Oldest(Protocol):
    """The moment before which rows of a class go."""

    def __call__(self, at: datetime) -> datetime: ...


class Sweep(Protocol):
    """Forget what is older than `before`, except what a hold keeps; say how many went and how many stayed."""

    def __call__(self, *, before: datetime, held: Held, actor: Actor, at: datetime) -> tuple[int, int]: ...


class LowerSweep(Protocol):
    """As `Sweep`, of an app that keeps its own rows."""

    def __call__(self, *, before: datetime, held: Held) -> tuple[int, int]: ...


@dataclass(frozen=True)
class RetentionClass:
    """One class of rows with the dated rule that says how long it stays."""

    key: str
    title: Sentence
    what_happens: Sentence
    rule: str
    oldest: Oldest
    sweep: Sweep


def _days(rule: str) -> Oldest:
    def oldest(at: datetime) -> datetime:
        return at - timedelta(days=whole(rule, at=at))

    return oldest


def _years(rule: str) -> Oldest:
    def oldest(at: datetime) -> datetime:
        return at - timedelta(days=DAYS_OF_A_YEAR * whole(rule, at=at))

    return oldest


def _now(at: datetime) -> datetime:
    return at


def _contracts(*, before: datetime, held: Held, actor: Actor, at: datetime) -> tuple[int, int]:
    del actor, at
    old = OrderGroup.objects.filter(placed_at__lt=before).exclude(contact_phone="")
    old = old.exclude(orders__status__in=[OrderStatus.PLACED, OrderStatus.CONFIRMED])
    is_held = Q(person__code__in=held.subjects) | Q(orders__seller__code__in=held.subjects)
    is_held |= Q(contact_phone__in=held.phones)
    free = old.exclude(pk__in=old.filter(is_held).values("pk"))
    doomed = list(free.order_by("pk").values_list("pk", flat=True)[:MOST])
    return OrderGroup.objects.filter(pk__in=doomed).update(**BARE_ADDRESS), _how_many(old.filter(is_held))


def _pledges(*, before: datetime, held: Held, actor: Actor, at: datetime) -> tuple[int, int]:
    del actor, at
    old = Pledge.objects.filter(at__lt=before).exclude(contact_phone="").exclude(status=PledgeStatus.WAITING)
    of_shop = Q(purchase__seller__code__in=held.subjects)
    kept = old.filter(Q(person__code__in=held.subjects) | Q(contact_phone__in=held.phones) | of_shop)
    gone = old.exclude(pk__in=kept.values("pk")).update(
        contact_name="", contact_phone="", hamlet="", landmark="", note=""
    )
    return gone, kept.count()


def _request_words(*, before: datetime, held: Held, actor: Actor, at: datetime) -> tuple[int, int]:
    del actor, at
    old = DataRequest.objects.filter(closed_at__lt=before).exclude(words="")
    kept = old.filter(Q(person__code__in=held.subjects) | Q(seller__code__in=held.subjects))
    return old.exclude(pk__in=kept.values("pk")).update(words=""), kept.count()


def _files(*, before: datetime, held: Held, actor: Actor, at: datetime) -> tuple[int, int]:
    del held
    return drop_old_files(before=before, actor=actor, at=at), 0


def _below(forget: LowerSweep) -> Sweep:
    """The sweep of an app below, which needs to know neither who nor when."""

    def sweep(*, before: datetime, held: Held, actor: Actor, at: datetime) -> tuple[int, int]:
        del actor, at
        return forget(before=before, held=held)

    return sweep


def _how_many(groups: QuerySet[OrderGroup]) -> int:
    return groups.values("pk").distinct().count()


CLASSES = (
    RetentionClass(
        "contracts",
        _("Contracts"),
        _("Name, phone and door of the buyer go; goods and sums stay."),
        "privacy.keep_contracts_days",
        contracts_kept_since,
        _contracts,
    ),
    RetentionClass(
        "pledges",
        _("Words to buy together"),
        _("Name, phone and door of the buyer go."),
        "privacy.keep_pledges_days",
        _days("privacy.keep_pledges_days"),
        _pledges,
    ),
    RetentionClass(
        "requests",
        _("Requests about data"),
        _("What the person wrote goes; that they asked and what was done stays."),
        "privacy.keep_requests_days",
        _days("privacy.keep_requests_days"),
        _request_words,
    ),
    RetentionClass(
        "sms",
        _("SMS, notifications, calls and visits"),
        _("Number and words are deleted; that somebody was reached, and what it cost, stays."),
        "messages.sms_days",
        _days("messages.sms_days"),
        _below(forget_old_sms),
    ),
    RetentionClass(
        "incoming",
        _("SMS that people wrote to the market"),
        _("The SMS is deleted; the order that it answered keeps its steps."),
        "messages.sms_days",
        _days("messages.sms_days"),
        _below(forget_old_incoming),
    ),
    RetentionClass(
        "notices",
        _("News on the site that was read"),
        _("The news is deleted."),
        "messages.notice_days",
        _days("messages.notice_days"),
        _below(forget_old_notices),
    ),
    RetentionClass(
        "talks",
        _("Conversations of buyers and shops"),
        _("The conversation is deleted, unless somebody reported it and nobody has looked yet."),
        "conversations.keep_years",
        _years("conversations.keep_years"),
        _below(forget_old_talks),
    ),
    RetentionClass(
        "exports", _("Files of everything kept"), _("The file is deleted."), "privacy.export_days", _now, _files
    ),
)


@transaction.atomic
def forget_what_is_old(*, actor: Actor, at: datetime) -> list[RetentionRun]:
    """One night's work: every class by its rule of today. A hold on a person or shop keeps what is about it.

    :raises RuleMissing: if a class has no rule in force; nothing is forgotten then
    """
    held = held_now()
    runs = []
    for one in CLASSES:
        before = one.oldest(at)
        gone, kept = one.sweep(before=before, held=held, actor=actor, at=at)
        runs.append(RetentionRun(key=one.key, before=before, gone=gone, held=kept, at=at))
    return RetentionRun.objects.bulk_create(runs)
