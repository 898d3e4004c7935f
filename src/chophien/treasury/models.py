"""Money of the market's own accounts that moves at the bank."""

from django.db import models
from django.db.models import F, Q

from chophien.treasury.accounts import GOES_OUT
from chophien.treasury.states import OwnKind, OwnStatus


class OwnTransfer(models.Model):
    """Money of one of the market's own accounts that is to move at the bank: written down by one, agreed to by another.

    What leaves is set aside in the books as soon as it is written down; what comes stands there once it has come.
    """

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=20, choices=OwnKind)
    account = models.CharField(max_length=100, help_text="code of the account in the books")
    amount_vnd = models.BigIntegerField()
    purpose = models.CharField(max_length=300, help_text="who gets or pays it, and what for")
    status = models.CharField(max_length=12, choices=OwnStatus, default=OwnStatus.DRAFT)
    drawn_up_at = models.DateTimeField()
    drawn_up_by = models.CharField(max_length=60)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True)
    moved_on = models.DateField(null=True, help_text="the bank's day")
    reference = models.CharField(max_length=80, blank=True, help_text="the bank's number of the transfer")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    came_home = models.PositiveSmallIntegerField(default=0, help_text="how often the bank sent it back after it left")

    class Meta:
        indexes = [
            models.Index(fields=["account"], condition=Q(status__in=["draft", "approved"]), name="treasury_own_open"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="treasury_own_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=OwnKind.values, status__in=OwnStatus.values) & ~Q(purpose=""),
                name="treasury_own_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("drawn_up_by")), name="treasury_own_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[OwnStatus.APPROVED, OwnStatus.DONE]) | ~Q(approved_by=""),
                name="treasury_own_agreed_before_it_moves",
            ),
            models.CheckConstraint(
                condition=Q(status=OwnStatus.DONE, moved_on__isnull=False) & ~Q(reference="")
                | ~Q(status=OwnStatus.DONE) & Q(moved_on__isnull=True, reference=""),
                name="treasury_own_moved_with_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def goes_out(self) -> bool:
        """Whether it leaves the account at the partner."""
        return self.kind in GOES_OUT
