"""What is forgotten by itself every night, unless somebody who may has said that it must stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.lib.actor import Actor
from chophien.lib.errors import Sentence
from chophien.orders.models import OrderGroup
from chophien.orders.states import OrderStatus
from chophien.privacy.actions.exporting import drop_old_files
from chophien.privacy.kept.trade import BARE_ADDRESS, contracts_kept_since
from chophien.privacy.models import DataRequest, RetentionRun
from chophien.privacy.selectors.register import holds
from chophien.promotions.models import Pledge
from chophien.promotions.states import PledgeStatus
from chophien.rules.selectors import whole

MOST = 2_000


class Oldest(Protocol):
    """The moment before which rows of a class go."""

    def __call__(self, at: datetime) -> datetime: ...


class Sweep(Protocol):
    """Forget what is older than `before`, except what `held` codes are about; say how many went and how many stayed."""

    def __call__(self, *, before: datetime, held: Sequence[str], actor: Actor, at: datetime) -> tuple[int, int]: ...


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


def _now(at: datetime) -> datetime:
    return at


def _contracts(*, before: datetime, held: Sequence[str], actor: Actor, at: datetime) -> tuple[int, int]:
    del actor, at
    old = OrderGroup.objects.filter(placed_at__lt=before).exclude(contact_phone="")
    old = old.exclude(orders__status__in=[OrderStatus.PLACED, OrderStatus.CONFIRMED])
    kept = old.filter(person__code__in=held) | old.filter(orders__seller__code__in=held)
    kept_pks = set(kept.values_list("pk", flat=True))
    doomed = [pk for pk in old.order_by("pk").values_list("pk", flat=True)[:MOST] if pk not in kept_pks]
    return OrderGroup.objects.filter(pk__in=doomed).update(**BARE_ADDRESS), len(kept_pks)


def _pledges(*, before: datetime, held: Sequence[str], actor: Actor, at: datetime) -> tuple[int, int]:
    del actor, at
    old = Pledge.objects.filter(at__lt=before).exclude(contact_phone="").exclude(status=PledgeStatus.WAITING)
    kept = old.filter(person__code__in=held)
    gone = old.exclude(pk__in=kept.values("pk")).update(
        contact_name="", contact_phone="", hamlet="", landmark="", note=""
    )
    return gone, kept.count()


def _request_words(*, before: datetime, held: Sequence[str], actor: Actor, at: datetime) -> tuple[int, int]:
    del actor, at
    old = DataRequest.objects.filter(closed_at__lt=before).exclude(words="")
    kept = old.filter(person__code__in=held)
    return old.exclude(pk__in=kept.values("pk")).update(words=""), kept.count()


def _files(*, before: datetime, held: Sequence[str], actor: Actor, at: datetime) -> tuple[int, int]:
    del held
    return drop_old_files(before=before, actor=actor, at=at), 0


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
        "exports", _("Files of everything kept"), _("The file is deleted."), "privacy.export_days", _now, _files
    ),
)


@transaction.atomic
def forget_what_is_old(*, actor: Actor, at: datetime) -> list[RetentionRun]:
    """One night's work: every class by its rule of today. A hold on a person or shop keeps what is about it.

    :raises RuleMissing: if a class has no rule in force; nothing is forgotten then
    """
    held = list(holds().values_list("subject_code", flat=True))
    runs = []
    for one in CLASSES:
        before = one.oldest(at)
        gone, kept = one.sweep(before=before, held=held, actor=actor, at=at)
        runs.append(RetentionRun(key=one.key, before=before, gone=gone, held=kept, at=at))
    return RetentionRun.objects.bulk_create(runs)
