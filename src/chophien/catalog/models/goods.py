"""What is offered: categories, listings with their versions, variants and prices, and certificates."""

from django.db import models

from chophien.accounts.models import Person
from chophien.catalog.states import (
    CertificateKind,
    ListingStatus,
    VersionStatus,
)
from chophien.growing.models import GrowingArea
from chophien.sellers.models import Seller


class Category(models.Model):
    """A branch of the tree after the six OCOP groups. `path` is the slugs from the root, joined by '/'."""

    slug = models.CharField(max_length=60, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=300)
    name_vi = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    ocop_group = models.PositiveSmallIntegerField()
    drawing = models.CharField(max_length=30, help_text="name of the drawing that stands in where no photo exists")
    sort = models.PositiveSmallIntegerField(default=0)


class Attribute(models.Model):
    """A question that a category asks of its goods: a tea's variety, a honey's flower."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="attributes")
    key = models.CharField(max_length=40)
    label_vi = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, help_text="text, choice, number or bool")
    choices = models.JSONField(default=list)
    is_facet = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "key"], name="catalog_attribute_once")]


class Listing(models.Model):
    """A good that a seller offers. What the public sees of it is its live version."""

    code = models.CharField(max_length=16, unique=True)
    sku = models.CharField(max_length=60, blank=True, help_text="the seller's own name for it")
    slug = models.CharField(max_length=160)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="listings")
    status = models.CharField(max_length=12, choices=ListingStatus, default=ListingStatus.DRAFT)
    live = models.ForeignKey("ListingVersion", null=True, on_delete=models.PROTECT, related_name="+")
    working = models.ForeignKey("ListingVersion", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    first_published_at = models.DateTimeField(null=True)
    dormant_by_seller = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(null=True, help_text="0 to 100: how well its live version tells of it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "sku"], condition=~models.Q(sku=""), name="catalog_listing_sku"),
            models.CheckConstraint(condition=models.Q(status__in=ListingStatus.values), name="catalog_listing_status"),
            models.CheckConstraint(
                condition=models.Q(status=ListingStatus.DRAFT) | models.Q(live__isnull=False),
                name="catalog_listing_live_once_published",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ListingVersion(models.Model):
    """What a listing said from one change to the next. Approved versions never change: order lines point at them."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=16, choices=VersionStatus, default=VersionStatus.DRAFT)
    title = models.CharField(max_length=140, blank=True)
    description = models.TextField(max_length=6000, blank=True)
    special = models.TextField(max_length=600, blank=True, help_text="what is special about it")
    use = models.TextField(max_length=600, blank=True, help_text="how it is used")
    storage = models.TextField(max_length=600, blank=True, help_text="how it is kept")
    origin = models.TextField(max_length=600, blank=True, help_text="where it grew or was made, and who made it")
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT)
    attributes = models.JSONField(default=dict)
    fact_codes = models.JSONField(default=list, help_text="facts of the library that its text was begun from")
    season_from = models.CharField(max_length=5, blank=True, help_text="MM-DD, empty: all year")
    season_to = models.CharField(max_length=5, blank=True, help_text="MM-DD; may be earlier: wraps the year")
    season_lunar = models.CharField(
        max_length=11, blank=True, help_text="MM-DD/MM-DD of the lunar year, whose days by the sun stand beside it"
    )
    score = models.PositiveSmallIntegerField(
        null=True, help_text="0 to 100 by the rules of the day when it came on sale"
    )
    photo_codes = models.JSONField(default=list)
    offers = models.JSONField(default=list, help_text="the variants with their prices as they stood")
    written_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True, help_text="the shop in whose name a helper wrote it")
    written_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "submitted_at"], name="catalog_version_queue"),
            models.Index(
                fields=["season_lunar"], condition=~models.Q(season_lunar=""), name="catalog_version_by_the_moon"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["listing", "number"], name="catalog_version_number"),
            models.CheckConstraint(condition=models.Q(status__in=VersionStatus.values), name="catalog_version_status"),
        ]


class Variant(models.Model):
    """One thing that can be put into a cart: a size or pack of a listing, with its price of today."""

    code = models.CharField(max_length=16, unique=True)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="variants")
    title = models.CharField(max_length=80, blank=True)
    price_vnd = models.BigIntegerField()
    unit = models.CharField(max_length=20, help_text="unit code, such as hop, kg, chai")
    pack = models.CharField(max_length=40, blank=True, help_text="what one unit holds, such as '100 g'")
    weight_g = models.PositiveIntegerField(help_text="gross weight of one unit, for shipping")
    step = models.DecimalField(max_digits=9, decimal_places=3, default=1)
    min_quantity = models.DecimalField(max_digits=9, decimal_places=3, default=1)
    sort = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(price_vnd__gte=0), name="catalog_variant_price_not_negative"),
            models.CheckConstraint(condition=models.Q(step__gt=0), name="catalog_variant_step_positive"),
        ]


class Certificate(models.Model):
    """A paper that vouches for goods: OCOP stars, VietGAP, organic. Badges are computed from it, day by day."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="certificates")
    kind = models.CharField(max_length=30, choices=CertificateKind)
    stars = models.PositiveSmallIntegerField(null=True)
    number = models.CharField(max_length=80)
    issuer = models.CharField(max_length=160, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    criteria_version = models.CharField(max_length=40, blank=True)
    covers_all_goods = models.BooleanField(default=False)
    listings = models.ManyToManyField(Listing, related_name="certificates", blank=True)
    areas = models.ManyToManyField(
        GrowingArea, related_name="certificates", blank=True, help_text="none: wherever the goods grew"
    )
    file_code = models.CharField(max_length=24, blank=True)
    verified_by = models.CharField(max_length=60, blank=True)
    verified_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="it was taken back or refused: it waits for nobody")
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["number"], name="catalog_certificate_number")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="catalog_certificate_verified_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(stars__isnull=True) | models.Q(stars__gte=1, stars__lte=5),
                name="catalog_certificate_stars_1_to_5",
            ),
        ]


class CertificateReminder(models.Model):
    """The shop was told that a certificate ends: once for each of the days on which it is told."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="reminders")
    ends_on = models.DateField(help_text="a certificate that was renewed is told of anew")
    days_before = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "ends_on", "days_before"], name="catalog_certificate_reminder_once"
            )
        ]


class PriceTier(models.Model):
    """From so many units on, a unit costs so much: for everybody, or for one buyer whom the shop has named."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="tiers")
    buyer = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    from_quantity = models.DecimalField(max_digits=14, decimal_places=3)
    price_vnd = models.BigIntegerField()
    until = models.DateField(null=True, help_text="the last day on which it counts; none: until it is changed")
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["buyer"], name="catalog_tier_buyer", condition=models.Q(buyer__isnull=False))]
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "buyer", "from_quantity"], nulls_distinct=False, name="catalog_tier_once"
            ),
            models.CheckConstraint(
                condition=models.Q(from_quantity__gt=0, price_vnd__gt=0), name="catalog_tier_above_zero"
            ),
        ]
