"""What is sold before it is there, and who waits for a season."""

from django.db import models
from django.db.models import F, Q

from chophien.catalog.models import Listing, Variant
from chophien.seasons.states import HarvestStatus

STILL_WAITS = Q(told_at__isnull=True, ended_at__isnull=True)


class Harvest(models.Model):
    """A harvest to come that buyers can order from: between which days, at most how much, at which price.

    `taken` is what was ordered and not given back; both it and `cap` are in the variant's unit.
    """

    code = models.CharField(max_length=16, unique=True)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="harvests")
    status = models.CharField(max_length=12, choices=HarvestStatus, default=HarvestStatus.OPEN)
    begins_on = models.DateField()
    ends_on = models.DateField()
    price_vnd = models.BigIntegerField()
    cap = models.DecimalField(max_digits=14, decimal_places=3)
    taken = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    deposit_percent = models.PositiveSmallIntegerField(default=0, help_text="of the goods' price, by transfer at once")
    note = models.CharField(max_length=300, blank=True)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "begins_on"], name="seasons_harvest_state")]
        constraints = [
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("cap")), name="seasons_never_over_the_cap"),
            models.CheckConstraint(condition=Q(cap__gt=0), name="seasons_cap_positive"),
            models.CheckConstraint(condition=Q(price_vnd__gte=0), name="seasons_price_not_negative"),
            models.CheckConstraint(condition=Q(begins_on__lte=F("ends_on")), name="seasons_window_forward"),
            models.CheckConstraint(condition=Q(deposit_percent__lte=100), name="seasons_deposit_a_part"),
            models.CheckConstraint(condition=Q(status__in=HarvestStatus.values), name="seasons_harvest_status_known"),
            models.UniqueConstraint(
                fields=["variant"],
                condition=Q(status__in=[HarvestStatus.OPEN, HarvestStatus.CLOSED]),
                name="seasons_one_harvest_to_come",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class HarvestStep(models.Model):
    """One step of a harvest: who, when, why, and between which days it stood from then on. Never edited."""

    harvest = models.ForeignKey(Harvest, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=12)
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12)
    begins_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()


class HarvestShare(models.Model):
    """So much of a harvest is for one order. Given back at most once."""

    harvest = models.ForeignKey(Harvest, on_delete=models.PROTECT, related_name="shares")
    subject_code = models.CharField(max_length=16, help_text="the order")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    taken_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_code", "harvest"], name="seasons_share_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="seasons_share_positive"),
        ]


class SeasonNote(models.Model):
    """What a seller says of the season of some goods in words, such as by the lunar calendar: "đầu tháng 9 âm lịch"."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="season_note")
    text = models.CharField(max_length=120)
    written_by = models.CharField(max_length=60)
    written_at = models.DateTimeField()


class GlutWarning(models.Model):
    """A province was warned that a week may bring more of a crop than is wanted. Each crop and week once."""

    province_code = models.CharField(max_length=2)
    crop = models.CharField(max_length=40)
    week_starts_on = models.DateField()
    expected_kg = models.PositiveIntegerField()
    ordered_kg = models.PositiveIntegerField()
    warned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_code", "crop", "week_starts_on"], name="seasons_glut_once"),
        ]


class Reminder(models.Model):
    """Somebody wants to hear when goods come into season, by phone. The token in the message ends it."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="reminders")
    phone = models.CharField(max_length=16)
    person_code = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, default="vi")
    token = models.CharField(max_length=48, unique=True, help_text="unguessable: whoever has it may end the reminder")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["listing"], condition=STILL_WAITS, name="seasons_reminder_due")]
        constraints = [
            models.UniqueConstraint(fields=["listing", "phone"], condition=STILL_WAITS, name="seasons_reminder_once"),
        ]
