"""Cash that was collected on delivery: in whose hands it is, how it was handed over, and what carriers say of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chophien.collecting.states import (
    AWAY,
    WAITING,
    Bearer,
    CashStatus,
    Decision,
    FeeBearer,
    FindingStatus,
    HandOverStatus,
    Holder,
    HolderKind,
    Outcome,
    Receiver,
)


class SettlingCarrier(models.Model):
    """A contract by which a carrier hands over to the market what it collects, from one day to another."""

    code = models.CharField(max_length=16, unique=True)
    slug = models.CharField(max_length=40, help_text="names the carrier in the books")
    name = models.CharField(max_length=60)
    also = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="slugs of what else stands on parcels"
    )
    contract = models.CharField(max_length=80, help_text="number of the contract")
    settle_days = models.PositiveSmallIntegerField(help_text="days after delivery in which it tells and pays")
    limit_vnd = models.BigIntegerField(null=True, help_text="unset: `collecting.carrier_limit_vnd`")
    fee_bearer = models.CharField(max_length=8, choices=FeeBearer)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="the last day")
    added_by = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["slug", "starts_on"], name="collecting_carrier_slug")]
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=Q(ends_on=None), name="collecting_carrier_one_open"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="collecting_carrier_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(limit_vnd=None) | Q(limit_vnd__gt=0), name="collecting_carrier_limit_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holder(self) -> Holder:
        return Holder(HolderKind.CARRIER, self.slug)


class Cash(models.Model):
    """What was collected in cash for one order, and in whose hands it is now."""

    order_code = models.CharField(max_length=16, unique=True)
    seller_code = models.CharField(max_length=60)
    amount_vnd = models.BigIntegerField(help_text="as the buyer paid it")
    hand_vnd = models.BigIntegerField(help_text="of it: still to be handed over, or arrived")
    fee_vnd = models.BigIntegerField(default=0, help_text="what the carrier keeps as its fee")
    holder_kind = models.CharField(max_length=8, choices=HolderKind)
    holder_code = models.CharField(max_length=60)
    status = models.CharField(max_length=12, choices=CashStatus)
    cleared = models.BooleanField(default=False, help_text="taken off what the shop has to come, as it has it already")
    agreed = models.BooleanField(default=False, help_text="the carrier's file and the market say the same of it")
    collected_by = models.CharField(max_length=60)
    collected_at = models.DateTimeField()
    since = models.DateTimeField(help_text="when who holds it got it")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["holder_kind", "holder_code", "id"],
                condition=Q(status__in=AWAY),
                name="collecting_cash_in_hand",
            ),
            models.Index(fields=["seller_code"], condition=Q(status__in=AWAY), name="collecting_cash_away"),
            models.Index(fields=["since"], condition=Q(status__in=AWAY), name="collecting_cash_oldest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="collecting_cash_positive"),
            models.CheckConstraint(condition=Q(hand_vnd__gte=0, fee_vnd__gte=0), name="collecting_cash_not_negative"),
            models.CheckConstraint(condition=Q(status__in=CashStatus.values), name="collecting_cash_status_known"),
            models.CheckConstraint(
                condition=~Q(status=CashStatus.OWN) | Q(holder_kind=HolderKind.SELLER, holder_code=F("seller_code")),
                name="collecting_cash_own_is_the_shops",
            ),
            models.CheckConstraint(
                condition=Q(cleared=False) | Q(status=CashStatus.OWN), name="collecting_cash_cleared_is_own"
            ),
        ]

    @property
    def holder(self) -> Holder:
        return Holder(HolderKind(self.holder_kind), self.holder_code)


class HandOver(models.Model):
    """A receipt: so much cash of these orders from one to another, which counts once the receiver has said yes."""

    code = models.CharField(max_length=16, unique=True)
    giver_kind = models.CharField(max_length=8, choices=HolderKind)
    giver_code = models.CharField(max_length=60)
    receiver = models.CharField(max_length=12, choices=Receiver)
    receiver_code = models.CharField(max_length=60, blank=True, help_text="of the shop or cooperative")
    amount_vnd = models.BigIntegerField(help_text="all of the cash, the carrier's fee among it")
    fee_vnd = models.BigIntegerField(default=0, help_text="of it: kept by the carrier")
    status = models.CharField(max_length=12, choices=HandOverStatus, default=HandOverStatus.OFFERED)
    offered_by = models.CharField(max_length=60)
    offered_at = models.DateTimeField()
    ended_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=80, blank=True, help_text="the bank's number of the transfer")

    class Meta:
        indexes = [
            models.Index(fields=["giver_kind", "giver_code", "-id"], name="collecting_handover_giver"),
            models.Index(fields=["receiver_code", "-id"], name="collecting_handover_receiver"),
            models.Index(
                fields=["offered_at"],
                condition=Q(status__in=[HandOverStatus.OFFERED, HandOverStatus.DISPUTED]),
                name="collecting_handover_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(fee_vnd__gte=0, amount_vnd__gt=F("fee_vnd")), name="collecting_handover_positive"
            ),
            models.CheckConstraint(
                condition=Q(status__in=HandOverStatus.values), name="collecting_handover_status_known"
            ),
            models.CheckConstraint(
                condition=Q(receiver=Receiver.MARKET, receiver_code="")
                | (~Q(receiver=Receiver.MARKET) & ~Q(receiver_code="")),
                name="collecting_handover_receiver_named",
            ),
            models.CheckConstraint(
                condition=~Q(status=HandOverStatus.CONFIRMED) | (~Q(ended_by="") & ~Q(ended_by=F("offered_by"))),
                name="collecting_handover_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def due_vnd(self) -> int:
        """What the receiver gets."""
        return self.amount_vnd - self.fee_vnd

    @property
    def giver(self) -> Holder:
        return Holder(HolderKind(self.giver_kind), self.giver_code)


class HandOverLine(models.Model):
    """The cash of one order within a receipt, or money that a carrier pays for a parcel that nobody knows."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="lines")
    cash = models.ForeignKey(Cash, null=True, on_delete=models.PROTECT, related_name="lines")
    finding = models.ForeignKey("Finding", null=True, on_delete=models.PROTECT, related_name="lines")
    amount_vnd = models.BigIntegerField()
    fee_vnd = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "cash"], name="collecting_line_once"),
            models.CheckConstraint(condition=Q(cash=None) ^ Q(finding=None), name="collecting_line_about_one_thing"),
            models.CheckConstraint(condition=Q(fee_vnd__gte=0, amount_vnd__gte=0), name="collecting_line_not_negative"),
        ]


class HandOverStep(models.Model):
    """One step of a receipt: who, when, why. Never edited."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12)
    actor_code = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()


class CarrierFile(models.Model):
    """A carrier's table of what it collected, as somebody sent it in. The same bytes twice are one file."""

    code = models.CharField(max_length=16, unique=True)
    carrier = models.ForeignKey(SettlingCarrier, on_delete=models.PROTECT, related_name="files")
    layout = models.CharField(max_length=40, help_text="key in data/layouts.csv")
    name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64, unique=True)
    file_code = models.CharField(max_length=24, help_text="the sealed file")
    lines_read = models.PositiveIntegerField()
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, help_text="when all of its lines were taken in")

    def __str__(self) -> str:
        return self.code


class CarrierLine(models.Model):
    """What one line of a carrier's file says, and how it compares. Never edited."""

    file = models.ForeignKey(CarrierFile, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField(help_text="as the file counts its lines")
    tracking_code = models.CharField(max_length=60, blank=True)
    order_code = models.CharField(max_length=40, blank=True, help_text="as the file has it")
    amount_vnd = models.BigIntegerField()
    fee_vnd = models.BigIntegerField(default=0)
    delivered_on = models.DateField(null=True)
    said = models.CharField(max_length=60, blank=True, help_text="the carrier's word for how the parcel stands")
    returned = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, choices=Outcome)
    cash = models.ForeignKey(Cash, null=True, on_delete=models.PROTECT, related_name="told")

    class Meta:
        indexes = [models.Index(fields=["tracking_code"], name="collecting_line_tracking")]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="collecting_carrierline_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="collecting_outcome_known"),
            models.CheckConstraint(condition=Q(amount_vnd__gte=0, fee_vnd__gte=0), name="collecting_told_not_negative"),
        ]


class Finding(models.Model):
    """A difference between what a carrier says and what the market knows, until somebody has decided about it."""

    code = models.CharField(max_length=16, unique=True)
    carrier = models.ForeignKey(SettlingCarrier, on_delete=models.PROTECT, related_name="findings")
    line = models.OneToOneField(CarrierLine, null=True, on_delete=models.PROTECT, related_name="finding")
    cash = models.ForeignKey(Cash, null=True, on_delete=models.PROTECT, related_name="findings")
    outcome = models.CharField(max_length=12, choices=Outcome)
    ours_vnd = models.BigIntegerField(help_text="in the carrier's hands, as the market knows it")
    theirs_vnd = models.BigIntegerField(help_text="as the carrier says")
    status = models.CharField(max_length=12, choices=FindingStatus, default=FindingStatus.OPEN)
    bearer = models.CharField(max_length=8, choices=Bearer, blank=True)
    counts = models.BooleanField(default=False, help_text="money or a fee beside all cash, for the next paying in")
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["found_at", "id"], condition=Q(status__in=WAITING), name="collecting_finding_open")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cash"],
                condition=Q(outcome=Outcome.MISSING, status__in=WAITING),
                name="collecting_missing_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=FindingStatus.values), name="collecting_finding_status_known"
            ),
            models.CheckConstraint(
                condition=Q(ours_vnd__gte=0, theirs_vnd__gte=0), name="collecting_finding_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def difference_vnd(self) -> int:
        """How much more the carrier says; below zero how much less."""
        return self.theirs_vnd - self.ours_vnd

    @property
    def kept_vnd(self) -> int:
        """How much its decisions have moved in the books. Of the steps as they were read."""
        return sum(one.amount_vnd for one in self.steps.all())

    @property
    def came_home(self) -> int:
        """How often it went back and the bank sent it home. Of the steps as they were read."""
        return sum(one.decision == Decision.CAME_HOME for one in self.steps.all())


class FindingStep(models.Model):
    """What was decided about a difference: who, when, why, and who bears it. Never edited."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="steps")
    decision = models.CharField(max_length=12, choices=Decision)
    bearer = models.CharField(max_length=8, choices=Bearer, blank=True)
    amount_vnd = models.BigIntegerField(default=0, help_text="what moved in the books")
    from_status = models.CharField(max_length=12)
    to_status = models.CharField(max_length=12)
    actor_code = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
