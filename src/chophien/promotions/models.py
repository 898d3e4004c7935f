"""Vouchers, combos and group purchases: what they promise, what is left of them, and who used them."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chophien.accounts.models import Person
from chophien.catalog.models import Category, Listing, Variant
from chophien.lib.quantity import UNITS, format_quantity
from chophien.places.models import Commune
from chophien.promotions.states import Funder, PledgeStatus, PromotionStatus, PurchaseStatus, VoucherKind
from chophien.sellers.models import Seller


class Voucher(models.Model):
    """A code that takes something off, within its budget and its number of uses. Days count from and to, inclusive.

    A scope that names nothing lets everything in: categories (and what lies below them), listings, the shops whose
    goods it counts for, the provinces that goods may go to. The shop's own voucher counts for its goods only, that of a
    province (or of one commune there) for the goods of its shops, those that open later too.
    """

    code = models.CharField(max_length=20, unique=True, help_text="what buyers type: capital letters and digits")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=VoucherKind)
    value = models.BigIntegerField(default=0, help_text="per cent, or đồng; nothing for the shipping")
    most_vnd = models.BigIntegerField(null=True, help_text="takes off no more than that in one order")
    least_vnd = models.BigIntegerField(default=0, help_text="the goods it counts for cost at least that")
    budget_vnd = models.BigIntegerField()
    spent_vnd = models.BigIntegerField(default=0)
    uses_most = models.IntegerField()
    used = models.IntegerField(default=0)
    per_person_most = models.IntegerField(default=1)
    funder = models.CharField(max_length=12, choices=Funder)
    funder_code = models.CharField(max_length=60)
    funder_name = models.CharField(max_length=160)
    decision = models.CharField(max_length=120, blank=True, help_text="number and day of the decision on the money")
    home_province_code = models.CharField(max_length=2, blank=True, help_text="whose shops it is for, and who stops it")
    home_commune_code = models.CharField(max_length=5, blank=True)
    home_name = models.CharField(max_length=200, blank=True, help_text="both by their names of the day it was made")
    seller = models.ForeignKey(Seller, null=True, on_delete=models.PROTECT, related_name="vouchers")
    categories = models.ManyToManyField(Category, related_name="+", blank=True)
    listings = models.ManyToManyField(Listing, related_name="+", blank=True)
    sellers = models.ManyToManyField(Seller, related_name="+", blank=True)
    province_codes = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    stacks = models.BooleanField(default=True, help_text="may stand beside a voucher of somebody else")
    is_shown = models.BooleanField(default=True, help_text="on the page of promotions; else only who has the code")
    status = models.CharField(max_length=10, choices=PromotionStatus, default=PromotionStatus.RUNNING)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["seller", "-made_at"], name="promotions_voucher_seller"),
            models.Index(
                fields=["ends_on"], condition=Q(status=PromotionStatus.RUNNING, is_shown=True), name="promotions_shown"
            ),
            models.Index(
                fields=["home_province_code", "-made_at"],
                condition=~Q(home_province_code=""),
                name="promotions_of_a_province",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VoucherKind.values), name="promotions_kind_known"),
            models.CheckConstraint(condition=Q(funder__in=Funder.values), name="promotions_funder_known"),
            models.CheckConstraint(condition=Q(status__in=PromotionStatus.values), name="promotions_status_known"),
            models.CheckConstraint(
                condition=Q(spent_vnd__gte=0, spent_vnd__lte=F("budget_vnd")), name="promotions_within_the_budget"
            ),
            models.CheckConstraint(condition=Q(used__gte=0, used__lte=F("uses_most")), name="promotions_within_uses"),
            models.CheckConstraint(condition=Q(per_person_most__gte=1), name="promotions_once_each_at_least"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="promotions_begins_before_it_ends"),
            models.CheckConstraint(
                condition=Q(kind=VoucherKind.PERCENT, value__gte=1, value__lte=100)
                | Q(kind=VoucherKind.AMOUNT, value__gte=1)
                | Q(kind=VoucherKind.SHIPPING, value=0),
                name="promotions_value_fits_the_kind",
            ),
            models.CheckConstraint(
                condition=Q(least_vnd__gte=0) & (Q(most_vnd__isnull=True) | Q(most_vnd__gt=0)),
                name="promotions_limits_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(funder=Funder.SELLER, seller__isnull=False)
                | (~Q(funder=Funder.SELLER) & Q(seller__isnull=True)),
                name="promotions_a_shop_pays_for_its_own",
            ),
            models.CheckConstraint(
                condition=Q(home_province_code="", home_commune_code="", home_name="")
                | (Q(funder=Funder.PROGRAMME) & ~Q(home_province_code="") & ~Q(home_name="") & ~Q(decision="")),
                name="promotions_a_province_spends_a_programmes_money",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class VoucherHolder(models.Model):
    """How often one person, or one phone number, has used a voucher. Numbers are kept as digests."""

    voucher = models.ForeignKey(Voucher, on_delete=models.CASCADE, related_name="holders")
    holder = models.CharField(max_length=80)
    used = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voucher", "holder"], name="promotions_holder_once"),
            models.CheckConstraint(condition=Q(used__gte=0), name="promotions_holder_not_negative"),
        ]


class Redemption(models.Model):
    """What a voucher paid for one order, and when that came back because the order did not happen."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="redemptions")
    group_code = models.CharField(max_length=16)
    order_code = models.CharField(max_length=16)
    amount_vnd = models.BigIntegerField()
    holders = ArrayField(models.CharField(max_length=80))
    at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["order_code"], name="promotions_redemption_order"),
            models.Index(fields=["voucher", "-at"], name="promotions_redemption_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["voucher", "order_code"], name="promotions_redeemed_once"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="promotions_redeemed_something"),
        ]


class Combo(models.Model):
    """Goods of one shop that cost less when they are bought together, in whole sets."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="combos")
    name = models.CharField(max_length=100)
    price_vnd = models.BigIntegerField(help_text="of one set")
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=10, choices=PromotionStatus, default=PromotionStatus.RUNNING)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller", "-made_at"], name="promotions_combo_seller")]
        constraints = [
            models.CheckConstraint(condition=Q(price_vnd__gte=0), name="promotions_combo_price_not_negative"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="promotions_combo_days"),
            models.CheckConstraint(condition=Q(status__in=PromotionStatus.values), name="promotions_combo_status"),
        ]


class ComboPart(models.Model):
    """So much of one thing in one set."""

    combo = models.ForeignKey(Combo, on_delete=models.CASCADE, related_name="parts")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["combo", "variant"], name="promotions_part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="promotions_part_positive"),
        ]


class GroupPurchase(models.Model):
    """A lower price that counts once buyers have joined for `goal` units by the end of a day. Nothing is sold before.

    `pledged` is what waits and what was ordered, together. `most` is all that the shop will sell so.
    """

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="group_purchases")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    price_vnd = models.BigIntegerField()
    goal = models.DecimalField(max_digits=14, decimal_places=3)
    most = models.DecimalField(max_digits=14, decimal_places=3)
    pledged = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(max_length=10, choices=PurchaseStatus, default=PurchaseStatus.OPEN)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["seller", "-made_at"], name="promotions_purchase_seller"),
            models.Index(fields=["variant"], name="promotions_purchase_variant"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PurchaseStatus.values), name="promotions_purchase_status"),
            models.CheckConstraint(condition=Q(price_vnd__gt=0), name="promotions_purchase_price"),
            models.CheckConstraint(
                condition=Q(goal__gt=0, most__gte=F("goal"), pledged__gte=0, pledged__lte=F("most")),
                name="promotions_purchase_within_the_most",
            ),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="promotions_purchase_days"),
        ]

    def in_words(self, quantity: Decimal) -> str:
        """A quantity in the unit of the goods: ``10 hộp``. The variant comes with the purchase."""
        return format_quantity(quantity, UNITS.get(self.variant.unit))


class Pledge(models.Model):
    """Somebody's word to buy with the others: all that an order needs, kept until enough have given theirs."""

    token = models.CharField(max_length=48, unique=True, help_text="unguessable: opens it without signing in")
    purchase = models.ForeignKey(GroupPurchase, on_delete=models.PROTECT, related_name="pledges")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="pledges")
    contact_name = models.CharField(max_length=100)
    contact_phone = models.CharField(max_length=16)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+")
    hamlet = models.CharField(max_length=120, blank=True)
    landmark = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    payment = models.CharField(max_length=8)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    total_vnd = models.BigIntegerField(help_text="what the buyer saw above the button, shipping in it")
    regulation_version = models.CharField(max_length=20)
    language = models.CharField(max_length=5, default="vi")
    status = models.CharField(max_length=10, choices=PledgeStatus, default=PledgeStatus.WAITING)
    group_code = models.CharField(max_length=16, blank=True, help_text="the orders it became")
    refusal = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purchase", "status", "id"], name="promotions_pledge_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="promotions_pledge_positive"),
            models.CheckConstraint(condition=Q(status__in=PledgeStatus.values), name="promotions_pledge_status"),
            models.CheckConstraint(
                condition=~Q(status=PledgeStatus.ORDERED) | ~Q(group_code=""), name="promotions_pledge_order_named"
            ),
        ]
