"""Lots: one quantity of one product, brought together by many households, up to the parcel that it is packed into.

Weights are whole grams everywhere. A lot that was made of others has no contributions of its own: whose it is follows
from what it was made of.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from chophien.accounts.models import Person
from chophien.catalog.models import Category, Variant
from chophien.lib.dates import local_date
from chophien.lots.states import (
    Allocation,
    ContributionStatus,
    LossKind,
    LotStatus,
    PayWay,
)
from chophien.sellers.models import Seller


class Grower(models.Model):
    """A household that brings goods to a shop's lots and is owed its part. It needs no account, phone or bank.

    The shop itself is one too (`is_shop`) when it brings its own goods: nobody owes it anything then.
    """

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="growers")
    name = models.CharField(max_length=100)
    hamlet = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="growers")
    phone_said = models.CharField(
        max_length=20, blank=True, help_text="as the shop wrote it; whose it is says yes before the household is theirs"
    )
    is_shop = models.BooleanField(default=False)
    pay_way = models.CharField(max_length=10, choices=PayWay, default=PayWay.CASH)
    bank_bin = models.CharField(max_length=6, blank=True)
    sealed_account = models.BinaryField(null=True, help_text="account number, encrypted")
    account_tail = models.CharField(max_length=4, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["seller", "name"], name="lots_grower_seller"),
            models.Index(fields=["phone_said"], condition=~Q(phone_said=""), name="lots_grower_phone_said"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["seller"], condition=Q(is_shop=True), name="lots_grower_one_shop"),
            models.UniqueConstraint(
                fields=["seller", "person"], condition=Q(left_at__isnull=True), name="lots_grower_person_once"
            ),
            models.CheckConstraint(condition=Q(pay_way__in=PayWay.values), name="lots_grower_pay_way_known"),
            models.CheckConstraint(
                condition=~Q(pay_way=PayWay.ACCOUNT) | ~Q(account_tail=""), name="lots_grower_account_named"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Lot(models.Model):
    """A traceable quantity of one product. What was agreed is fixed once the weighing is closed."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="lots")
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    product = models.CharField(max_length=120, help_text="what it is, in the shop's words")
    area_code = models.CharField(max_length=40, blank=True, help_text="of the field that it was opened from, if it was")
    status = models.CharField(max_length=12, choices=LotStatus, default=LotStatus.OPEN)
    allocation = models.CharField(max_length=12, choices=Allocation, default=Allocation.FIRST_COME)
    fee_basis_points = models.PositiveIntegerField(default=0, help_text="the cooperative's part of what it brings")
    cost_vnd = models.BigIntegerField(default=0, help_text="shared costs of this lot, such as transport and drying")
    cost_in_vnd = models.BigIntegerField(default=0, help_text="shared costs that came with the lots it was made of")
    cost_out_vnd = models.BigIntegerField(default=0, help_text="shared costs that went on into other lots")
    cost_charged_vnd = models.BigIntegerField(default=0, help_text="taken off sales until now")
    target_g = models.BigIntegerField(null=True, help_text="how much is to come together")
    gather_until = models.DateField(null=True, help_text="by when")
    harvested_on = models.DateField(null=True)
    best_before = models.DateField(null=True)
    total_g = models.BigIntegerField(default=0, help_text="what came into it, less what was sorted out")
    left_g = models.BigIntegerField(default=0, help_text="not packed, processed or lost yet")
    settled_g = models.BigIntegerField(default=0, help_text="packed of it, sold, and shared among the households")
    gone_g = models.BigIntegerField(default=0, help_text="processed into other lots, or lost")
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True, help_text="called back: nothing of it is packed, processed or sent")

    class Meta:
        indexes = [models.Index(fields=["seller", "-opened_at"], name="lots_lot_seller")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=LotStatus.values), name="lots_lot_status_known"),
            models.CheckConstraint(condition=Q(allocation__in=Allocation.values), name="lots_lot_rule_known"),
            models.CheckConstraint(condition=Q(fee_basis_points__lte=10_000), name="lots_lot_fee_within_all"),
            models.CheckConstraint(
                condition=Q(cost_vnd__gte=0, cost_in_vnd__gte=0, cost_out_vnd__gte=0, cost_charged_vnd__gte=0)
                & Q(cost_charged_vnd__lte=F("cost_vnd") + F("cost_in_vnd") - F("cost_out_vnd")),
                name="lots_lot_costs_charged_once",
            ),
            models.CheckConstraint(
                condition=Q(left_g__gte=0, settled_g__gte=0, gone_g__gte=0, total_g__gte=0)
                & Q(total_g__gte=F("left_g") + F("settled_g") + F("gone_g")),
                name="lots_lot_no_more_than_came",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=False) | Q(status__in=[LotStatus.OPEN, LotStatus.CALLED_OFF]),
                name="lots_lot_frozen_at_set_once_frozen",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def cost_open_vnd(self) -> int:
        """Shared costs that no sale has borne yet."""
        return self.cost_vnd + self.cost_in_vnd - self.cost_out_vnd - self.cost_charged_vnd


class LotStep(models.Model):
    """One step of a lot: who, when, for whom."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=12)
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12)
    note = models.CharField(max_length=200, blank=True)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()


class Grade(models.Model):
    """One class of goods of a lot: a kilogram of it weighs as much as its price in the sharing."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="grades")
    name = models.CharField(max_length=40)
    price_vnd = models.BigIntegerField(help_text="of one kilogram, as it was agreed before the sale")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "name"], name="lots_grade_once"),
            models.UniqueConstraint(fields=["lot", "place"], name="lots_grade_place_once"),
            models.CheckConstraint(condition=Q(price_vnd__gt=0), name="lots_grade_priced"),
        ]


class Pledge(models.Model):
    """How much a household means to bring to a lot that is gathering. The last word counts; none of it binds."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="pledges")
    grower = models.ForeignKey(Grower, on_delete=models.CASCADE, related_name="pledges")
    grams = models.BigIntegerField()
    entered_by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "grower"], name="lots_pledge_once"),
            models.CheckConstraint(condition=Q(grams__gt=0), name="lots_pledge_positive"),
        ]


class Contribution(models.Model):
    """What one household brought at one weighing, and what of it was sorted out."""

    client_id = models.CharField(max_length=60, unique=True, help_text="drawn by the page or phone it was entered on")
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="contributions")
    grower = models.ForeignKey(Grower, on_delete=models.PROTECT, related_name="contributions")
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    grams = models.BigIntegerField()
    rejected_g = models.BigIntegerField(default=0)
    moisture_tenths = models.PositiveSmallIntegerField(null=True, help_text="in tenths of a percent")
    photo_code = models.CharField(max_length=24, blank=True)
    area_code = models.CharField(max_length=40, blank=True, help_text="of the field it grew on, where that has one")
    status = models.CharField(max_length=10, choices=ContributionStatus, default=ContributionStatus.COUNTED)
    recorded_at = models.DateTimeField(help_text="when it was weighed, by the clock of the phone")
    received_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    moved_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["lot", "status"], name="lots_contribution_lot"),
            models.Index(fields=["grower"], name="lots_contribution_grower"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ContributionStatus.values), name="lots_contribution_status_known"
            ),
            models.CheckConstraint(condition=Q(grams__gt=0), name="lots_contribution_positive"),
            models.CheckConstraint(
                condition=Q(rejected_g__gte=0, rejected_g__lte=F("grams")), name="lots_contribution_rejected_within"
            ),
        ]


class Loss(models.Model):
    """What was sorted out of one contribution, or lost of a whole lot. Only those who brought to it bear it."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="losses")
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="losses")
    kind = models.CharField(max_length=8, choices=LossKind)
    grams = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    noted_by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(grams__gt=0), name="lots_loss_positive"),
            models.CheckConstraint(condition=Q(kind__in=LossKind.values), name="lots_loss_kind_known"),
        ]


class Transformation(models.Model):
    """Lots made of lots: processed, split or put together. Less may come out than went in, never more."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="transformations")
    used_g = models.BigIntegerField()
    made_g = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True, help_text="why more or less remained than usually does")
    done_by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made_g__gt=0, made_g__lte=F("used_g")), name="lots_no_more_than_went_in"
            ),
        ]


class LotLink(models.Model):
    """One lot that went into a transformation, or came out of it, with how much."""

    transformation = models.ForeignKey(Transformation, on_delete=models.CASCADE, related_name="links")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="links")
    is_output = models.BooleanField()
    grams = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transformation", "lot"], name="lots_link_once"),
            models.UniqueConstraint(fields=["lot"], condition=Q(is_output=True), name="lots_link_made_once"),
            models.CheckConstraint(condition=Q(grams__gt=0), name="lots_link_positive"),
        ]


class LotGoods(models.Model):
    """Goods that are sold from lots: an order of them is packed of what lots have, and of nothing else."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, related_name="lot_goods")
    since = models.DateTimeField()


class Pack(models.Model):
    """So many units of goods that were packed of a lot, and how many are still there."""

    code = models.CharField(max_length=16, unique=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="packs")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="packs")
    units = models.DecimalField(max_digits=14, decimal_places=3)
    unit_g = models.PositiveIntegerField(help_text="how much of the lot is in one unit")
    remaining = models.DecimalField(max_digits=14, decimal_places=3)
    made_on = models.DateField(null=True, help_text="as its labels say; none: the day on which it was packed")
    best_before = models.DateField(null=True, help_text="once it stands on a label it is never changed")
    follows_since = models.DateTimeField(
        null=True, help_text="its last day follows from how long the goods keep; none: it was told for the pack itself"
    )
    reason = models.CharField(max_length=200, blank=True, help_text="why one holds much more or less than goods say")
    packed_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    packed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["variant"], condition=Q(remaining__gt=0), name="lots_pack_left")]
        constraints = [
            models.CheckConstraint(
                condition=Q(units__gt=0, remaining__gte=0, remaining__lte=F("units"), unit_g__gt=0),
                name="lots_pack_never_below_nothing",
            ),
            models.CheckConstraint(
                condition=Q(made_on__isnull=True) | Q(best_before__isnull=True) | Q(best_before__gte=F("made_on")),
                name="lots_pack_made_before_its_end",
            ),
            models.CheckConstraint(
                condition=Q(follows_since__isnull=True) | Q(best_before__isnull=False),
                name="lots_pack_what_follows_is_there",
            ),
        ]

    @property
    def day_made(self) -> date:
        """The day that its labels and the page behind its code call the day it was made."""
        return self.made_on or local_date(self.packed_at)

    @property
    def has_its_own_day(self) -> bool:
        """Whether its last day was told for it, or stands on its labels; one that follows from the goods is none."""
        return self.best_before is not None and self.follows_since is None

    @property
    def kept_day(self) -> date | None:
        """The last day that is kept of it, else of its lot."""
        return self.best_before or self.lot.best_before

    @property
    def told_day(self) -> date | None:
        """The last day that was told for it or its lot; none where it follows from the goods."""
        return None if self.follows_since is not None else self.kept_day

    @property
    def ends_too_early(self) -> bool:
        """Whether it ends before it was made, as packs could from before that was looked at."""
        return self.kept_day is not None and self.kept_day < self.day_made


class Draw(models.Model):
    """What one line of an order was packed of. What comes back good goes back into its pack."""

    order_code = models.CharField(max_length=20)
    line_key = models.CharField(max_length=24, help_text="names the line within its order")
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="draws")
    units = models.DecimalField(max_digits=14, decimal_places=3)
    given_back = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    settled_g = models.BigIntegerField(default=0, help_text="counts as sold of its lot")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_code", "line_key", "pack"], name="lots_draw_once"),
            models.CheckConstraint(
                condition=Q(units__gt=0, given_back__gte=0, given_back__lte=F("units")), name="lots_draw_sane"
            ),
        ]
