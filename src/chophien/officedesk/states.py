"""What many decisions at once are about, and how far they have come."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.lib.flow import Flow


class BulkStatus(models.TextChoices):
    WAITING = "waiting", _("Begins in a moment")
    RUNNING = "running", _("At work")
    DONE = "done", _("Done")


BULK_FLOW = Flow(
    begin={BulkStatus.WAITING: BulkStatus.RUNNING, BulkStatus.RUNNING: BulkStatus.RUNNING},
    go_on={BulkStatus.WAITING: BulkStatus.WAITING, BulkStatus.RUNNING: BulkStatus.WAITING},
    finish={BulkStatus.RUNNING: BulkStatus.DONE},
    try_again={BulkStatus.DONE: BulkStatus.WAITING},
)


class BulkKind(models.TextChoices):
    LISTINGS = "listings", _("Goods to review")
    SHOPS = "shops", _("Shops to review")
    WORDS = "words", _("Words of buyers")
    FINDINGS = "findings", _("Words to look at")
    NEVER_SOLD = "never_sold", _("Shops that never sold")
    TASKS = "tasks", _("Tasks for helpers")
    SMS = "sms", _("SMS that were not understood")
    TALKS = "talks", _("Reported messages")
    CERTIFICATES = "certs", _("Certificates to compare")
    VOICES = "voices", _("Voices to listen to")
    FACTS = "facts", _("Facts that were proposed")


class BulkVerdict(models.TextChoices):
    APPROVE = "approve", _("Approve")
    ASK_CHANGES = "ask", _("Ask for changes")
    REJECT = "reject", _("Refuse")
    GIVE = "give", _("Give to a helper")
    CLOSE = "close", _("Close")


VERDICT_WORDS: Mapping[tuple[str, str], Sentence] = {
    (BulkKind.WORDS, BulkVerdict.APPROVE): _("Nothing is against the law"),
    (BulkKind.FINDINGS, BulkVerdict.APPROVE): _("Nothing wrong"),
    (BulkKind.TALKS, BulkVerdict.CLOSE): _("Dealt with"),
}
"""What a verdict is called where its usual name would mislead."""
REASONED = frozenset({BulkVerdict.ASK_CHANGES, BulkVerdict.REJECT})
"""Verdicts that whoever they concern reads the reason of."""
WHY_IS_KEPT = frozenset({(BulkKind.TALKS, BulkVerdict.CLOSE)})
"""What nobody reads the reason of and is not decided about many without one: it is kept with the run."""


def words_of_verdict(kind: str, verdict: str) -> Sentence:
    """A verdict as people say it about this kind of thing."""
    return VERDICT_WORDS.get((kind, verdict)) or BulkVerdict(verdict).label


def wants_reason(kind: str, verdict: str) -> bool:
    """Whether this is decided about many with a reason only."""
    return verdict in REASONED or (kind, verdict) in WHY_IS_KEPT


class ItemStatus(models.TextChoices):
    WAITING = "waiting", _("Waits")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not done")
