"""How a growing area came onto the map, how it stands, and what becomes of its codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.lib.flow import Flow


class AreaStatus(models.TextChoices):
    ACTIVE = "active", _("Being grown on")
    RESTING = "resting", _("Lying fallow")
    GIVEN_UP = "given_up", _("Grown on no more")


AREA_FLOW = Flow(
    rest={AreaStatus.ACTIVE: AreaStatus.RESTING},
    resume={AreaStatus.RESTING: AreaStatus.ACTIVE},
    give_up={AreaStatus.ACTIVE: AreaStatus.GIVEN_UP, AreaStatus.RESTING: AreaStatus.GIVEN_UP},
)


class DrawnBy(models.TextChoices):
    """How the border came to be."""

    POINT = "point", _("One point")
    MAP = "map", _("Drawn on a map")
    WALK = "walk", _("Walked with a phone")
    FILE = "file", _("Out of a file")


class Standard(models.TextChoices):
    """By which rules it is grown on, as its people say; a certificate proves it."""

    NONE = "", _("None in particular")
    VIETGAP = "vietgap", "VietGAP"
    GLOBALGAP = "globalgap", "GlobalG.A.P."
    ORGANIC = "organic", _("Organic")


class CodeScheme(models.TextChoices):
    """Who gives codes to growing areas. A code is kept as it was printed, whatever later rules say of its form."""

    EXPORT = "export", _("Code for export (PUC)")
    DOMESTIC = "domestic", _("Domestic code")


class CodeStatus(models.TextChoices):
    GRANTED = "granted", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    MERGED = "merged", _("Went into another code")


CODE_FLOW = Flow(
    suspend={CodeStatus.GRANTED: CodeStatus.SUSPENDED},
    restore={CodeStatus.SUSPENDED: CodeStatus.GRANTED},
    revoke={CodeStatus.GRANTED: CodeStatus.REVOKED, CodeStatus.SUSPENDED: CodeStatus.REVOKED},
    merge={CodeStatus.GRANTED: CodeStatus.MERGED, CodeStatus.SUSPENDED: CodeStatus.MERGED},
)
CODE_STEP_WORDS: dict[str, Sentence] = {
    "grant": _("Granted"),
    "suspend": _("Suspended"),
    "restore": _("In force again"),
    "revoke": _("Revoked"),
    "merge": _("Put together with another code"),
}
