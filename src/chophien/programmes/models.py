"""The programme around the market: teams of helpers, what there is to do, visits, lead households, mentor pairs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chophien.accounts.models import Person
from chophien.places.models import Commune
from chophien.programmes.states import PairStatus, TaskKind, TaskStatus
from chophien.sellers.models import Seller


class Team(models.Model):
    """A community digital team of a commune, as its officers registered it."""

    code = models.CharField(max_length=20, unique=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["commune"], name="programmes_team_commune")]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "name"], condition=models.Q(closed_at__isnull=True), name="programmes_team_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Member(models.Model):
    """Somebody of a team, with the villages they look after. Those who left stay as history."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="team_places")
    villages = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    added_by = models.CharField(max_length=60)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=models.Q(left_at__isnull=True), name="programmes_member_once"
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(left_at__gte=models.F("joined_at")),
                name="programmes_member_leaves_after_joining",
            ),
        ]


class Task(models.Model):
    """Something a household needs help with. One that comes from a fact stands once, however often the cause returns.

    `facts` are the figures and codes behind it, never personal data; `note` is what an officer wrote by hand.
    """

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=TaskKind)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="tasks")
    subject_code = models.CharField(max_length=60, help_text="of what it is about: order, listing, certificate, shop")
    by_facts = models.BooleanField(help_text="it came from a fact and ends with it")
    facts = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    due_on = models.DateField()
    status = models.CharField(max_length=8, choices=TaskStatus, default=TaskStatus.OPEN)
    assigned_to = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="tasks")
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    closed_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, help_text="why it was dropped")
    is_settled = models.BooleanField(default=False, help_text="the cause is gone: it opens again as soon as it returns")

    class Meta:
        indexes = [
            models.Index(
                fields=["assigned_to", "due_on"],
                condition=models.Q(status__in=[TaskStatus.OPEN, TaskStatus.TAKEN]),
                name="programmes_task_of_helper",
            ),
            models.Index(fields=["seller", "status"], name="programmes_task_of_seller"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=TaskKind.values), name="programmes_task_kind_known"),
            models.CheckConstraint(
                condition=models.Q(status__in=TaskStatus.values), name="programmes_task_status_known"
            ),
            models.UniqueConstraint(
                fields=["kind", "seller", "subject_code"],
                condition=models.Q(by_facts=True),
                name="programmes_task_once_for_a_cause",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) ^ models.Q(status__in=[TaskStatus.DONE, TaskStatus.DROPPED]),
                name="programmes_task_closed_at_set_once_closed",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=TaskStatus.DROPPED) | ~models.Q(reason=""),
                name="programmes_task_dropped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=TaskStatus.TAKEN) | models.Q(assigned_to__isnull=False),
                name="programmes_task_taken_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TaskStep(models.Model):
    """One step of a task: who, when, why. Added and never changed."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10)
    to_status = models.CharField(max_length=8)
    actor_code = models.CharField(max_length=60)
    helper_code = models.CharField(max_length=60, blank=True, help_text="to whom it was given")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()


class HouseholdVisit(models.Model):
    """A helper was with a household: when, where, who was met, what was done, what comes next."""

    code = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=64, unique=True, help_text="what the form sent: the same form twice is one visit")
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="visits")
    helper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="visits")
    task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="visits")
    visited_on = models.DateField()
    place = models.CharField(max_length=200)
    met = models.CharField(max_length=100, help_text="who of the household was met")
    done = models.TextField(max_length=1000)
    next_step = models.CharField(max_length=500, blank=True)
    next_on = models.DateField(null=True)
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["helper", "-visited_on"], name="programmes_visit_helper"),
            models.Index(fields=["seller", "-visited_on"], name="programmes_visit_seller"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_on__isnull=True) | models.Q(next_on__gte=models.F("visited_on")),
                name="programmes_visit_next_comes_later",
            ),
        ]


class QuarterResult(models.Model):
    """What a household sold in a quarter, and whether that makes it a lead household. Computed once, never typed.

    `criteria` are the figures that were asked for, as they stood in the rules on the quarter's last day.
    """

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="quarters")
    quarter = models.DateField(help_text="its first day")
    months = models.PositiveSmallIntegerField(help_text="months of the quarter with a delivered order")
    orders = models.PositiveIntegerField(help_text="orders delivered")
    on_time = models.PositiveIntegerField(help_text="of these, how many came by the day that was promised")
    goods_vnd = models.BigIntegerField(help_text="goods of these orders, at the prices they were sold for")
    criteria = models.JSONField()
    is_lead = models.BooleanField()
    computed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["quarter"], condition=models.Q(is_lead=True), name="programmes_quarter_leads"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["seller", "quarter"], name="programmes_quarter_once"),
            models.CheckConstraint(condition=models.Q(on_time__lte=models.F("orders")), name="programmes_on_time_some"),
            models.CheckConstraint(condition=models.Q(months__gte=1, months__lte=3), name="programmes_months_of_three"),
        ]


class MentorPair(models.Model):
    """A lead household and one that learns from it. Both say yes themselves; progress is shown only by consent."""

    code = models.CharField(max_length=20, unique=True)
    lead = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="followers")
    follower = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="mentors")
    status = models.CharField(max_length=10, choices=PairStatus, default=PairStatus.PROPOSED)
    proposed_by = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    lead_said_yes_at = models.DateTimeField(null=True)
    follower_said_yes_at = models.DateTimeField(null=True)
    shows_progress_since = models.DateTimeField(null=True, help_text="the follower lets the mentor see how it goes")
    ended_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=PairStatus.values), name="programmes_pair_status_known"
            ),
            models.CheckConstraint(condition=~models.Q(lead=models.F("follower")), name="programmes_pair_is_of_two"),
            models.UniqueConstraint(
                fields=["lead", "follower"],
                condition=models.Q(status__in=[PairStatus.PROPOSED, PairStatus.ACTIVE]),
                name="programmes_pair_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=PairStatus.ACTIVE)
                | models.Q(lead_said_yes_at__isnull=False, follower_said_yes_at__isnull=False),
                name="programmes_pair_both_said_yes",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                ^ models.Q(status__in=[PairStatus.DECLINED, PairStatus.ENDED]),
                name="programmes_pair_ended_at_set_once_over",
            ),
        ]

    def __str__(self) -> str:
        return self.code
