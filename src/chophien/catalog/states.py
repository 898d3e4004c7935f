"""The status of a listing and of its versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class ListingStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("On sale")
    PAUSED = "paused", _("Paused")
    TAKEN_DOWN = "taken_down", _("Taken down")


LISTING_FLOW = Flow(
    publish={
        ListingStatus.DRAFT: ListingStatus.PUBLISHED,
        ListingStatus.PUBLISHED: ListingStatus.PUBLISHED,
        ListingStatus.PAUSED: ListingStatus.PAUSED,
    },
    pause={ListingStatus.PUBLISHED: ListingStatus.PAUSED},
    resume={ListingStatus.PAUSED: ListingStatus.PUBLISHED},
    take_down={
        ListingStatus.PUBLISHED: ListingStatus.TAKEN_DOWN,
        ListingStatus.PAUSED: ListingStatus.TAKEN_DOWN,
    },
    restore={ListingStatus.TAKEN_DOWN: ListingStatus.PAUSED},
)


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PENDING_REVIEW = "pending_review", _("Waiting for review")
    NEEDS_CHANGES = "needs_changes", _("Needs changes")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


VERSION_FLOW = Flow(
    submit={
        VersionStatus.DRAFT: VersionStatus.PENDING_REVIEW,
        VersionStatus.NEEDS_CHANGES: VersionStatus.PENDING_REVIEW,
    },
    approve={VersionStatus.PENDING_REVIEW: VersionStatus.APPROVED},
    ask_changes={VersionStatus.PENDING_REVIEW: VersionStatus.NEEDS_CHANGES},
    reject={VersionStatus.PENDING_REVIEW: VersionStatus.REJECTED},
    withdraw={
        VersionStatus.DRAFT: VersionStatus.WITHDRAWN,
        VersionStatus.PENDING_REVIEW: VersionStatus.WITHDRAWN,
        VersionStatus.NEEDS_CHANGES: VersionStatus.WITHDRAWN,
    },
)


class CertificateKind(models.TextChoices):
    OCOP = "ocop", _("OCOP")
    VIETGAP = "vietgap", _("VietGAP")
    GLOBALGAP = "globalgap", _("GlobalG.A.P.")
    ORGANIC = "organic", _("Organic")
    GEOGRAPHICAL_INDICATION = "geographical_indication", _("Geographical indication")
    FOOD_SAFETY = "food_safety", _("Food safety")
    OTHER = "other", _("Other certificate")
