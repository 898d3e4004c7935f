"""Where an OCOP dossier stands, and who has judged what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class DossierStatus(models.TextChoices):
    DRAFT = "draft", _("The shop is filling it in")
    COMMUNE = "commune", _("With the commune")
    PROVINCE = "province", _("With the province's council")
    CENTRE = "centre", _("With the national council")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Taken back by the shop")


class Level(models.TextChoices):
    """Who gives the points."""

    SELF = "self", _("The shop itself")
    COMMUNE = "commune", _("Commune")
    PROVINCE = "province", _("Province")


DOSSIER_FLOW = Flow(
    send={DossierStatus.DRAFT: DossierStatus.COMMUNE},
    give_back={DossierStatus.COMMUNE: DossierStatus.DRAFT, DossierStatus.PROVINCE: DossierStatus.DRAFT},
    forward={DossierStatus.COMMUNE: DossierStatus.PROVINCE},
    send_up={DossierStatus.PROVINCE: DossierStatus.CENTRE},
    decide={DossierStatus.PROVINCE: DossierStatus.DECIDED, DossierStatus.CENTRE: DossierStatus.DECIDED},
    withdraw={
        DossierStatus.DRAFT: DossierStatus.WITHDRAWN,
        DossierStatus.COMMUNE: DossierStatus.WITHDRAWN,
        DossierStatus.PROVINCE: DossierStatus.WITHDRAWN,
    },
)
"""Decision 1489/QĐ-TTg of 6 July 2025: the commune judges some criteria and forwards, the province gives three and four
stars, candidates for five go to the centre. There is no district.
"""
