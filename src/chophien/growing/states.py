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


class EntryKind(models.TextChoices):
    """What a line of the farm diary is about."""

    SOW = "sow", _("Sown or planted")
    INPUT = "input", _("Fertiliser or pesticide")
    CARE = "care", _("Cared for")
    HARVEST = "harvest", _("Harvested")


class Detail(models.TextChoices):
    """What exactly was done; which belong to which kind, `DETAILS` says."""

    NONE = "", _("Nothing in particular")
    SEED = "seed", _("Sown")
    SEEDLING = "seedling", _("Planted")
    FERTILISER = "fertiliser", _("Fertiliser, manure, lime")
    PESTICIDE = "pesticide", _("Pesticide")
    WEED = "weed", _("Weeded")
    WATER = "water", _("Watered")
    PRUNE = "prune", _("Pruned")
    GUARD = "guard", _("Looked for pests and removed them by hand")
    OTHER = "other", _("Something else")


DETAILS: dict[str, tuple[Detail, ...]] = {
    EntryKind.SOW: (Detail.SEED, Detail.SEEDLING),
    EntryKind.INPUT: (Detail.FERTILISER, Detail.PESTICIDE),
    EntryKind.CARE: (Detail.WEED, Detail.WATER, Detail.PRUNE, Detail.GUARD, Detail.OTHER),
    EntryKind.HARVEST: (Detail.NONE,),
}


class Naming(models.TextChoices):
    """Whether a household wants its name beside what it grew. Nobody is named who was not asked."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    AGREED = "agreed", _("Wants to be named")
    UNNAMED = "unnamed", _("Does not want to be named")


class NamingWay(models.TextChoices):
    """How a household said whether it wants to be named."""

    NONE = "", _("It has not said so")
    PAPER = "paper", _("On paper, signed")
    WITNESS = "witness", _("Aloud, before a witness")
    CODE = "code", _("By the code on its phone")
    OWN = "own", _("On its own page")


OWN_WAYS = frozenset({NamingWay.CODE, NamingWay.OWN})
"""What only the household itself can do. Its no said so is taken back by nothing else."""


class HeardStatus(models.TextChoices):
    """What a witness says who was asked whether they heard a household's yes."""

    ASKED = "asked", _("Waits for the witness")
    HEARD = "heard", _("The witness heard it")
    NOT_SO = "not_so", _("The witness did not hear it")
    DROPPED = "dropped", _("Asked no more")


HEARD_FLOW = Flow(
    hear={HeardStatus.ASKED: HeardStatus.HEARD},
    deny={HeardStatus.ASKED: HeardStatus.NOT_SO},
    drop={HeardStatus.ASKED: HeardStatus.DROPPED},
)


class LandStatus(models.TextChoices):
    """How a buyer's wish to see where exactly an area lies stands."""

    ASKED = "asked", _("Waits for the owner")
    GIVEN = "given", _("May look")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("May look no longer")


LAND_FLOW = Flow(
    give={LandStatus.ASKED: LandStatus.GIVEN},
    refuse={LandStatus.ASKED: LandStatus.REFUSED},
    end={LandStatus.ASKED: LandStatus.ENDED, LandStatus.GIVEN: LandStatus.ENDED},
)
