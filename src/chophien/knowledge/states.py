"""The status of a fact in the library, and where in a listing it is put."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class FactStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    RETIRED = "retired", _("No longer used")


FACT_FLOW = Flow(
    approve={FactStatus.PROPOSED: FactStatus.APPROVED},
    refuse={FactStatus.PROPOSED: FactStatus.REFUSED},
    change={
        FactStatus.PROPOSED: FactStatus.PROPOSED,
        FactStatus.APPROVED: FactStatus.PROPOSED,
        FactStatus.REFUSED: FactStatus.PROPOSED,
        FactStatus.RETIRED: FactStatus.PROPOSED,
    },
    retire={FactStatus.APPROVED: FactStatus.RETIRED},
)


class Place(models.TextChoices):
    """Into which field of a listing a fact is put. The value is the field's name."""

    DESCRIPTION = "description", _("Story")
    SPECIAL = "special", _("What is special")
    USE = "use", _("How to use it")
    STORAGE = "storage", _("How to keep it")
    ORIGIN = "origin", _("Where it comes from")
