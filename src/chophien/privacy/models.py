"""What people agreed to and asked for about their data; what must be kept longer; what went wrong."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chophien.accounts.models import Person
from chophien.privacy.states import BreachStatus, Channel, RequestKind, RequestStatus
from chophien.sellers.models import Seller
from chophien.sellers.states import ConsentWay


class Purpose(models.Model):
    """Something that data may be used for only if the person agrees. A new version asks again."""

    key = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    about = models.CharField(max_length=600)
    title_en = models.CharField(max_length=160)
    about_en = models.CharField(max_length=600)
    effective_from = models.DateField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="privacy_purpose_version_once"),
            models.UniqueConstraint(fields=["key", "effective_from"], name="privacy_one_purpose_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class ConsentStep(models.Model):
    """Somebody agreed to a purpose or took that back. Added and never changed; the last row counts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consent_steps")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField()
    channel = models.CharField(max_length=8, choices=Channel)
    witness = models.CharField(max_length=100, blank=True, help_text="who was there, when somebody else wrote it down")
    way = models.CharField(max_length=8, choices=ConsentWay, blank=True, help_text="how it was said to somebody else")
    file_code = models.CharField(max_length=24, blank=True, help_text="recording, drawing or photo of the paper")
    actor_code = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-id"], name="privacy_consent_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel=Channel.PAGE)
                | ~models.Q(witness="")
                | models.Q(way__in=[ConsentWay.CODE, ConsentWay.VOICE]),
                name="privacy_consent_witnessed",
            ),
            models.CheckConstraint(
                condition=models.Q(way__in=["", ConsentWay.CODE, ConsentWay.DESK]) | ~models.Q(file_code=""),
                name="privacy_consent_has_its_evidence",
            ),
        ]


class ConsentPin(models.Model):
    """A code that was sent to somebody's phone: reading it out agrees to exactly these purposes. Digest only."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    purposes = ArrayField(models.CharField(max_length=40), help_text="keys of all that is agreed to; empty: to nothing")
    digest = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="privacy_pin_person")]


class DataRequest(models.Model):
    """What somebody asks about their data: first answer before `reply_due`, done or refused before `settle_due`."""

    code = models.CharField(max_length=16, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests")
    seller = models.ForeignKey(Seller, null=True, on_delete=models.PROTECT, related_name="+", help_text="the household")
    kind = models.CharField(max_length=10, choices=RequestKind)
    words = models.CharField(max_length=1000, blank=True)
    channel = models.CharField(max_length=8, choices=Channel)
    witness = models.CharField(max_length=100, blank=True)
    asked_by = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=RequestStatus, default=RequestStatus.RECEIVED)
    opened_at = models.DateTimeField()
    reply_due = models.DateTimeField()
    settle_due = models.DateTimeField()
    replied_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    outcome = models.JSONField(default=list, help_text="per class of data: how many, what was done, codes only")
    file_code = models.CharField(max_length=24, blank=True)
    file_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-opened_at"], name="privacy_request_person"),
            models.Index(
                fields=["settle_due"],
                condition=models.Q(status__in=[RequestStatus.RECEIVED, RequestStatus.ANSWERED]),
                name="privacy_request_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=RequestKind.values), name="privacy_request_kind_known"),
            models.CheckConstraint(
                condition=models.Q(status__in=RequestStatus.values), name="privacy_request_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True)
                ^ models.Q(status__in=[RequestStatus.DONE, RequestStatus.REFUSED, RequestStatus.WITHDRAWN]),
                name="privacy_request_closed_at_set",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=RequestStatus.REFUSED) | ~models.Q(answer=""),
                name="privacy_request_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(channel=Channel.PAGE) | ~models.Q(witness=""), name="privacy_request_witnessed"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(status__in=[RequestStatus.RECEIVED, RequestStatus.ANSWERED]),
                name="privacy_request_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RequestStep(models.Model):
    """One step of a request. Added and never changed."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10)
    to_status = models.CharField(max_length=10)
    actor_code = models.CharField(max_length=60)
    at = models.DateTimeField()


class LegalHold(models.Model):
    """What is kept about one person or shop is not deleted as long as this stands."""

    code = models.CharField(max_length=16, unique=True)
    subject_code = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=60, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_code"], condition=models.Q(lifted_at__isnull=True), name="privacy_hold_once"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="privacy_hold_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.code


class RetentionRun(models.Model):
    """How much of one class a night's work forgot, and how much stayed because it is held. Added, never changed."""

    key = models.CharField(max_length=40)
    before = models.DateTimeField(help_text="what is older was to go")
    gone = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "-at"], name="privacy_run_key")]


class Breach(models.Model):
    """Data were lost, changed, or seen by somebody who may not; the authority is told before `notify_due`."""

    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=160)
    story = models.TextField(max_length=3000)
    people = models.PositiveIntegerField(help_text="how many are concerned, as far as is known")
    must_notify = models.BooleanField(help_text="it may harm security, life, health, honour or property of somebody")
    found_at = models.DateTimeField()
    notify_due = models.DateTimeField()
    status = models.CharField(max_length=10, choices=BreachStatus, default=BreachStatus.FOUND)
    noted_by = models.CharField(max_length=60)
    notified_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=160, blank=True, help_text="number of the notice to the authority")
    remedy = models.TextField(max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=BreachStatus.values), name="privacy_breach_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=BreachStatus.CLOSED)
                | models.Q(must_notify=False)
                | models.Q(notified_at__isnull=False),
                name="privacy_breach_told_before_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class BreachStep(models.Model):
    """One step of a breach. Added and never changed."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10)
    to_status = models.CharField(max_length=10)
    actor_code = models.CharField(max_length=60)
    at = models.DateTimeField()
