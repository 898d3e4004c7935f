"""Complaints with what was offered and decided about them, and goods that are called back."""

from django.db import models

from chophien.catalog.models import Listing, ListingVersion
from chophien.complaints.states import ComplaintStatus, Fault, RecallStatus, RemedyKind, Wish
from chophien.orders.models import Order, OrderLine
from chophien.orders.states import Side


class Complaint(models.Model):
    """What a buyer says is wrong with an order, what they wish, and by when they have an answer."""

    code = models.CharField(max_length=16, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="complaints")
    fault = models.CharField(max_length=20, choices=Fault)
    wish = models.CharField(max_length=10, choices=Wish)
    story = models.TextField(max_length=2000)
    status = models.CharField(max_length=12, choices=ComplaintStatus, default=ComplaintStatus.OPENED)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    reply_due = models.DateTimeField(help_text="the shop answers before, or the market looks at it")
    settle_due = models.DateTimeField()
    replied_at = models.DateTimeField(null=True, help_text="first answer of the shop or the market")
    answered_at = models.DateTimeField(null=True, help_text="last answer of the shop: the buyer's turn since then")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True, help_text="a person, always")
    appealed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="settled or closed")
    warned_at = models.DateTimeField(null=True, help_text="operators were told that it takes too long")
    refund_code = models.CharField(max_length=16, blank=True)
    return_parcel = models.CharField(max_length=160, blank=True, help_text="carrier and tracking of what comes back")
    came_back_at = models.DateTimeField(null=True)
    other_parcel = models.CharField(max_length=160, blank=True, help_text="order or parcel of the other goods")
    other_order = models.OneToOneField(Order, null=True, on_delete=models.PROTECT, related_name="instead_of")

    class Meta:
        indexes = [
            models.Index(fields=["order", "-opened_at"], name="complaints_of_order"),
            models.Index(
                fields=["reply_due"],
                condition=models.Q(status=ComplaintStatus.OPENED),
                name="complaints_reply_due",
            ),
            models.Index(
                fields=["settle_due"],
                condition=models.Q(status=ComplaintStatus.MEDIATION),
                name="complaints_mediation",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ComplaintStatus.values), name="complaints_status_known"
            ),
            models.CheckConstraint(condition=models.Q(fault__in=Fault.values), name="complaints_fault_known"),
            models.CheckConstraint(condition=models.Q(wish__in=Wish.values), name="complaints_wish_known"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                ^ models.Q(status__in=[ComplaintStatus.SETTLED, ComplaintStatus.CLOSED]),
                name="complaints_ended_at_set_once_over",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True) ^ ~models.Q(decided_by=""),
                name="complaints_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=~models.Q(status__in=[ComplaintStatus.SETTLED, ComplaintStatus.CLOSED]),
                name="complaints_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ComplaintLine(models.Model):
    """Goods that a complaint is about, and how much of their price the buyer wants back."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="+")
    wished_vnd = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "line"], name="complaints_line_once"),
            models.CheckConstraint(condition=models.Q(wished_vnd__gte=0), name="complaints_line_wish_not_negative"),
        ]


class ComplaintPhoto(models.Model):
    """A photo that shows what is wrong: a private file, seen by both sides and the market."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="photos")
    file_code = models.CharField(max_length=24)
    side = models.CharField(max_length=8, choices=Side)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "file_code"], name="complaints_photo_once"),
        ]


class Remedy(models.Model):
    """What the shop offered, or what the market decided; the last one counts. Never edited."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="remedies")
    kind = models.CharField(max_length=10, choices=RemedyKind)
    refund_vnd = models.BigIntegerField(default=0)
    restock = models.BooleanField(default=False, help_text="what comes back is good to be sold again")
    words = models.TextField(max_length=2000)
    side = models.CharField(max_length=8, choices=Side)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=RemedyKind.values), name="complaints_remedy_known"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[RemedyKind.REFUND, RemedyKind.RETURN], refund_vnd__gt=0)
                | models.Q(kind__in=[RemedyKind.REPLACE, RemedyKind.NOTHING], refund_vnd=0)
                | models.Q(kind=RemedyKind.RESCIND, refund_vnd__gte=0),
                name="complaints_remedy_money_fits",
            ),
        ]


class RemedyLine(models.Model):
    """How much of a remedy's money is for one of the goods."""

    remedy = models.ForeignKey(Remedy, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="+")
    refund_vnd = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["remedy", "line"], name="complaints_remedy_line_once"),
            models.CheckConstraint(condition=models.Q(refund_vnd__gt=0), name="complaints_remedy_line_positive"),
        ]


class ComplaintStep(models.Model):
    """One step: who, on which side, for whom, when, why. Never edited."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20)
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12)
    actor_code = models.CharField(max_length=60)
    side = models.CharField(max_length=8, choices=Side)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["complaint", "at"], name="complaints_step_complaint")]


class Recall(models.Model):
    """Goods that are not safe and are called back: of one version or all, sold in some days or always."""

    code = models.CharField(max_length=16, unique=True)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="recalls")
    version = models.ForeignKey(ListingVersion, null=True, on_delete=models.PROTECT, related_name="+")
    sold_from = models.DateField(null=True)
    sold_to = models.DateField(null=True)
    why = models.TextField(max_length=2000)
    what_to_do = models.TextField(max_length=2000)
    status = models.CharField(max_length=10, choices=RecallStatus, default=RecallStatus.RUNNING)
    published_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField()
    public_until = models.DateTimeField(help_text="shown in a visible place at least until then")
    ended_at = models.DateTimeField(null=True)
    told_all_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-published_at"], condition=models.Q(status=RecallStatus.RUNNING), name="complaints_recall_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=RecallStatus.values), name="complaints_recall_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("public_until")),
                name="complaints_recall_public_long_enough",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RecallTold(models.Model):
    """A buyer who was told of a recall, by which order. Never edited."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="told")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recall", "order"], name="complaints_told_once")]
