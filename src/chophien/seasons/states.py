"""How far a harvest is that is sold before it is there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.lib.flow import Flow


class HarvestStatus(models.TextChoices):
    OPEN = "open", _("Open for orders before the harvest")
    CLOSED = "closed", _("Takes no more orders")
    BEGUN = "begun", _("The harvest has begun")
    CALLED_OFF = "called_off", _("Called off")


HARVEST_FLOW = Flow(
    close={HarvestStatus.OPEN: HarvestStatus.CLOSED},
    reopen={HarvestStatus.CLOSED: HarvestStatus.OPEN},
    move={HarvestStatus.OPEN: HarvestStatus.OPEN, HarvestStatus.CLOSED: HarvestStatus.CLOSED},
    begin={HarvestStatus.OPEN: HarvestStatus.BEGUN, HarvestStatus.CLOSED: HarvestStatus.BEGUN},
    call_off={HarvestStatus.OPEN: HarvestStatus.CALLED_OFF, HarvestStatus.CLOSED: HarvestStatus.CALLED_OFF},
)


STEP_WORDS: dict[str, Sentence] = {
    "open": _("Opened to orders"),
    "close": _("Took no more orders"),
    "reopen": _("Took orders again"),
    "move": _("Moved to other days"),
    "begin": _("The harvest began"),
    "call_off": _("The harvest was called off"),
}
"""What was done with a harvest, as its page tells it."""


class SeasonKind(models.TextChoices):
    """What a source says of the months it names."""

    MAIN = "main", _("main season")
    SECOND = "second", _("second season")
    PEAK = "peak", _("height of the season")
    START = "start", _("the season begins")
    OFF_SEASON = "off_season", _("off season")


class Months(models.TextChoices):
    """By which calendar the months of a source are counted."""

    SOLAR = "solar", _("solar months")
    LUNAR = "lunar", _("lunar months")


class IdeaKind(models.TextChoices):
    """What can be sold while the fields rest."""

    DRIED = "dried", _("Dried and preserved")
    CRAFT = "craft", _("Crafts")
    TOURISM = "tourism", _("Guests and tours")
