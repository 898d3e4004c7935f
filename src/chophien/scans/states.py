"""How far a stamp is, and what becomes of one that seems to have been copied."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.lib.flow import Flow


class StampStatus(models.TextChoices):
    NEW = "new", _("Not in use yet")
    ACTIVE = "active", _("In use")
    VOID = "void", _("Taken out of use")


STAMP_FLOW = Flow(
    activate={StampStatus.NEW: StampStatus.ACTIVE},
    void={StampStatus.NEW: StampStatus.VOID, StampStatus.ACTIVE: StampStatus.VOID},
)


class StampAct(models.TextChoices):
    """What was done with stamps of a batch, from one number to another."""

    ORDER = "order", _("Stamps ordered")
    ACTIVATE = "activate", _("Put on the packs of a lot")
    VOID = "void", _("Made invalid")


class SuspicionStatus(models.TextChoices):
    OPEN = "open", _("Not looked at yet")
    CHECKED = "checked", _("Being checked")
    COPIED = "copied", _("A copied stamp")
    DISMISSED = "dismissed", _("All is well")


SUSPICION_FLOW = Flow(
    check={SuspicionStatus.OPEN: SuspicionStatus.CHECKED},
    confirm={SuspicionStatus.OPEN: SuspicionStatus.COPIED, SuspicionStatus.CHECKED: SuspicionStatus.COPIED},
    dismiss={
        SuspicionStatus.OPEN: SuspicionStatus.DISMISSED,
        SuspicionStatus.CHECKED: SuspicionStatus.DISMISSED,
        SuspicionStatus.COPIED: SuspicionStatus.DISMISSED,
    },
    reopen={SuspicionStatus.DISMISSED: SuspicionStatus.OPEN},
)
UNSETTLED = (SuspicionStatus.OPEN, SuspicionStatus.CHECKED)

REASON_WORDS: dict[str, Sentence] = {
    "not_active": _("Scanned although it was never put on a pack, or was made invalid"),
    "many_scans": _("Scanned very often"),
    "many_devices": _("Scanned with many devices"),
    "very_many_devices": _("Scanned with very many devices"),
    "two_places": _("Scanned in two provinces within a short time"),
    "many_provinces": _("Scanned in many provinces"),
    "after_opening": _("Scanned long after somebody opened the pack"),
    "after_best_before": _("Scanned long after the goods were past their day"),
}
"""Why a stamp seems to have been copied, in words that accuse nobody."""
ONLY_TOLD = frozenset({"two_places", "many_provinces"})
"""Reasons that rest on what those who scan say of where they are, and that one person can make up."""
