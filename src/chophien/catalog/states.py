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


class StoryStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for review")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    REPLACED = "replaced", _("Replaced by a newer one")
    WITHDRAWN = "withdrawn", _("Withdrawn")


STORY_FLOW = Flow(
    approve={StoryStatus.WAITING: StoryStatus.APPROVED},
    refuse={StoryStatus.WAITING: StoryStatus.REFUSED},
    replace={StoryStatus.APPROVED: StoryStatus.REPLACED},
    withdraw={StoryStatus.WAITING: StoryStatus.WITHDRAWN, StoryStatus.APPROVED: StoryStatus.WITHDRAWN},
)


class PaperStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for review")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


PAPER_FLOW = Flow(
    accept={PaperStatus.WAITING: PaperStatus.ACCEPTED},
    refuse={PaperStatus.WAITING: PaperStatus.REFUSED, PaperStatus.ACCEPTED: PaperStatus.REFUSED},
)


class FindingStatus(models.TextChoices):
    OPEN = "open", _("Somebody has to look")
    HARMLESS = "harmless", _("Looked at: nothing wrong")
    ACTED_ON = "acted_on", _("Taken off the market")
    GONE = "gone", _("No longer there")


FINDING_FLOW = Flow(
    clear={FindingStatus.OPEN: FindingStatus.HARMLESS},
    act_on={FindingStatus.OPEN: FindingStatus.ACTED_ON, FindingStatus.HARMLESS: FindingStatus.ACTED_ON},
    vanish={FindingStatus.OPEN: FindingStatus.GONE},
    reappear={FindingStatus.GONE: FindingStatus.OPEN},
)


class DemandStatus(models.TextChoices):
    OPEN = "open", _("To be carried out")
    DONE = "done", _("Carried out")


DEMAND_FLOW = Flow(carry_out={DemandStatus.OPEN: DemandStatus.DONE})


class Severity(models.TextChoices):
    """What a word of the list does to goods that say it."""

    FORBID = "forbid", _("May not be sold here")
    ASK_DOCUMENT = "ask_document", _("Needs a paper first")
    LOOK = "look", _("Somebody looks closely")
