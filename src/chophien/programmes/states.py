"""Kinds of tasks, and the steps that tasks and mentor pairs go through."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.lib.flow import Flow

LEAD = "lead_household"
"""The purpose that a household has agreed to before others are told that it sells well: see `privacy`."""


class TaskKind(models.TextChoices):
    """What there is to do. The most urgent kind stands first: the desk shows a household's tasks in this order."""

    ORDER_WAITING = "order_waiting", _("An order waits for an answer")
    ORDER_UNSENT = "order_unsent", _("An order is not on its way yet")
    NEWS_TO_BRING = "news_to_bring", _("The household must be told something")
    MANDATE_EXPIRING = "mandate_expiring", _("The household's permission ends soon")
    SHOP_UNFINISHED = "shop_unfinished", _("A shop that was begun is not open")
    CERTIFICATE_EXPIRING = "certificate_expiring", _("A certificate ends soon")
    THIN_LISTING = "thin_listing", _("Goods that tell too little")
    NEVER_SOLD = "never_sold", _("A shop that has never sold")
    IDLE_SHOP = "idle_shop", _("A shop that has not sold for long")
    SURVEY = "survey", _("A survey")
    VISIT = "visit", _("A visit")
    OTHER = "other", _("Something else")


BY_HAND = (TaskKind.VISIT, TaskKind.SURVEY, TaskKind.OTHER)
"""Kinds that only people make. All others come from facts, and end with them."""
URGENCY = {kind.value: place for place, kind in enumerate(TaskKind)}


class TaskStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "Open")
    TAKEN = "taken", pgettext_lazy("task", "Somebody is at it")
    DONE = "done", pgettext_lazy("task", "Done")
    DROPPED = "dropped", pgettext_lazy("task", "Dropped")


TASK_FLOW = Flow(
    take={TaskStatus.OPEN: TaskStatus.TAKEN},
    put_back={TaskStatus.TAKEN: TaskStatus.OPEN},
    finish={TaskStatus.OPEN: TaskStatus.DONE, TaskStatus.TAKEN: TaskStatus.DONE},
    settle={TaskStatus.OPEN: TaskStatus.DONE, TaskStatus.TAKEN: TaskStatus.DONE},
    drop={TaskStatus.OPEN: TaskStatus.DROPPED, TaskStatus.TAKEN: TaskStatus.DROPPED},
    reopen={TaskStatus.DONE: TaskStatus.OPEN, TaskStatus.DROPPED: TaskStatus.OPEN},
)
"""`settle` and `reopen` are steps of the market itself: the cause is gone, or it is still there."""
PENDING = (TaskStatus.OPEN, TaskStatus.TAKEN)
STEP_WORDS = {
    "make": _("Written down"),
    "assign": _("Given to a helper"),
    "take": _("A helper is at it"),
    "put_back": _("Put back"),
    "finish": _("Done"),
    "settle": _("Done: the cause is gone"),
    "drop": _("Dropped"),
    "reopen": _("Open again: the cause is still there"),
}


class PairStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for both households")
    ACTIVE = "active", _("They learn together")
    DECLINED = "declined", _("Not wanted")
    ENDED = "ended", pgettext_lazy("mentor pair", "Over")


PAIR_FLOW = Flow(
    accept={PairStatus.PROPOSED: PairStatus.ACTIVE},
    decline={PairStatus.PROPOSED: PairStatus.DECLINED},
    end={PairStatus.ACTIVE: PairStatus.ENDED, PairStatus.PROPOSED: PairStatus.ENDED},
)
