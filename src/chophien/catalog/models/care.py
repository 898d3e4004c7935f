"""What looks after the goods: voices, papers for those that need one, findings of the word list, demands, scores."""

from django.db import models

from chophien.catalog.models.goods import Listing
from chophien.catalog.states import (
    DemandStatus,
    FindingStatus,
    PaperStatus,
    Severity,
    StoryStatus,
)
from chophien.places.models import Commune


class VoiceStory(models.Model):
    """A story told aloud, with its words as somebody typed them. What buyers hear was approved as it is."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="stories")
    recording_code = models.CharField(max_length=24)
    transcript = models.TextField(max_length=3000, blank=True)
    status = models.CharField(max_length=10, choices=StoryStatus, default=StoryStatus.WAITING)
    told_by = models.CharField(max_length=60, help_text="the code of who sent the recording in")
    told_at = models.DateTimeField()
    typed_by = models.CharField(max_length=60, blank=True)
    typed_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "told_at"], name="catalog_story_queue")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=StoryStatus.values), name="catalog_story_status"),
            models.UniqueConstraint(
                fields=["listing"], condition=models.Q(status=StoryStatus.APPROVED), name="catalog_story_one_heard"
            ),
            models.UniqueConstraint(
                fields=["listing"], condition=models.Q(status=StoryStatus.WAITING), name="catalog_story_one_waiting"
            ),
        ]


class GoodsPaper(models.Model):
    """A licence or declaration that goods of a conditional kind need before they may be sold."""

    code = models.CharField(max_length=16, unique=True)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="papers")
    group = models.CharField(max_length=30, help_text="which kind of goods asks for it, as in the word list")
    file_code = models.CharField(max_length=24)
    status = models.CharField(max_length=10, choices=PaperStatus, default=PaperStatus.WAITING)
    handed_in_by = models.CharField(max_length=60)
    handed_in_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["listing", "group"], name="catalog_paper_of_goods")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=PaperStatus.values), name="catalog_paper_status"),
        ]


class WordFinding(models.Model):
    """A word of the list in goods that are on sale, found when the list changed after they had been approved."""

    code = models.CharField(max_length=16, unique=True)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="findings")
    word = models.CharField(max_length=60, help_text="the key of the word in the list")
    severity = models.CharField(max_length=12, choices=Severity)
    edition = models.CharField(max_length=64, help_text="which list found it")
    status = models.CharField(max_length=10, choices=FindingStatus, default=FindingStatus.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "id"], name="catalog_finding_queue")]
        constraints = [
            models.UniqueConstraint(fields=["listing", "word"], name="catalog_finding_once"),
            models.CheckConstraint(condition=models.Q(status__in=FindingStatus.values), name="catalog_finding_status"),
        ]


class WordScan(models.Model):
    """One pass of the word list over everything on sale."""

    edition = models.CharField(max_length=64, unique=True, help_text="a digest of the words in force")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    listings = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)


class AuthorityDemand(models.Model):
    """An authority asks for goods to be taken off the market. The law leaves 24 hours from when it came."""

    code = models.CharField(max_length=16, unique=True)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="demands")
    authority = models.CharField(max_length=160)
    reference = models.CharField(max_length=80, help_text="number of the letter or decision")
    reason = models.CharField(max_length=500)
    status = models.CharField(max_length=10, choices=DemandStatus, default=DemandStatus.OPEN)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    done_by = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "due_at"], name="catalog_demand_queue")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=DemandStatus.values), name="catalog_demand_status"),
            models.CheckConstraint(
                condition=~models.Q(status=DemandStatus.DONE) | models.Q(done_at__isnull=False),
                name="catalog_demand_done_at",
            ),
        ]


class ScoreSnapshot(models.Model):
    """How well the goods of one commune told of themselves on one day. The mean is `points` over `listings`."""

    taken_on = models.DateField()
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    edition = models.CharField(max_length=20, help_text="the edition of the rules by which was scored")
    listings = models.PositiveIntegerField()
    points = models.PositiveBigIntegerField(help_text="the scores added up")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["taken_on", "commune"], name="catalog_score_snapshot_once"),
            models.CheckConstraint(condition=models.Q(listings__gt=0), name="catalog_score_snapshot_of_something"),
        ]
