"""How far an import has come, and what it does with rows that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class ImportStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused: nothing was imported")


IMPORT_FLOW = Flow(
    begin={ImportStatus.WAITING: ImportStatus.RUNNING, ImportStatus.RUNNING: ImportStatus.RUNNING},
    finish={ImportStatus.RUNNING: ImportStatus.DONE},
    refuse={ImportStatus.RUNNING: ImportStatus.REFUSED},
)


class FaultyRows(models.TextChoices):
    SKIP = "skip", _("Import the good rows, list the others")
    REFUSE_ALL = "refuse_all", _("All rows or none")


@dataclass(frozen=True)
class Beside:
    """What is known of goods and has no column in the file: attributes, and the decision behind their stars."""

    attributes: Mapping[str, object] = field(default_factory=dict)
    decision_number: str = ""
    decision_issuer: str = ""
