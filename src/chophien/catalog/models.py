"""What is offered: categories, listings with their versions and variants, certificates, and the search table.

And what looks after it: voices, papers for goods that need one, findings of the word list, demands, scores.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from chophien.accounts.models import Person
from chophien.catalog.states import (
    CertificateKind,
    DemandStatus,
    FindingStatus,
    ListingStatus,
    PaperStatus,
    Severity,
    StoryStatus,
    VersionStatus,
)
from chophien.growing.models import GrowingArea
from chophien.places.models import Commune
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


class SearchEntry(models.Model):
    """One listing on sale, as it is searched, filtered, ranked and shown on a list page.

    Narrow on purpose: `words` and `card` lie outside the row, everything else is a number that filters, counts or
    sorts. The rows lie in the order of `rank` as far as possible, so that the first hits met are the best ones.
    `catalog.search.refresh` writes this table, nobody else.
    """

    listing = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="search_entry")
    packed = models.BigIntegerField(
        help_text="category, province, kind of seller, stars, certificates, price: a byte each"
    )
    price_vnd = models.BigIntegerField(help_text="the lowest price of what is left")
    published_at = models.DateTimeField()
    rank = models.IntegerField(help_text="points of the listing itself: stock, season, stars, certificates, popularity")
    popularity = models.IntegerField(default=0, help_text="how often it was bought lately")
    rating = models.SmallIntegerField(default=0, help_text="tenths of a mark; 0 while too few buyers have rated it")
    season_from = models.SmallIntegerField(default=0, help_text="month * 100 + day; 0: all year")
    season_to = models.SmallIntegerField(default=0)
    available = models.BooleanField(default=False)
    stale_on = models.DateField(null=True, help_text="the first day on which a certificate counted in `packed` is over")
    until = ArrayField(
        models.SmallIntegerField(), null=True, help_text="last day of each kind of certificate, as days since 2000"
    )
    words = SearchVectorField(help_text="words with the class of text they stand in, and one token for each filter")
    card = models.TextField(help_text="JSON: what a card on a list page and an item of the API show")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="catalog_search_words"),
            models.Index(fields=["-rank", "-listing"], name="catalog_search_rank"),
            models.Index(fields=["price_vnd", "listing"], name="catalog_search_price"),
            models.Index(fields=["-published_at", "-listing"], name="catalog_search_newest"),
        ]


class SearchWord(models.Model):
    """A word of the search table, two that stand side by side (`shan_tuyet`), or one with its marks (`=tuyết`).

    With it: in how many listings it stands. The dictionary that mends typing errors is made of these.
    """

    word = models.CharField(max_length=90, unique=True)
    in_titles = models.IntegerField(default=0)
    in_names = models.IntegerField(default=0, help_text="in titles, producers and places")
    anywhere = models.IntegerField(default=0, help_text="in any text, the story too")


class SearchState(models.Model):
    """One row: where the nightly work on the search table stands."""

    words_edition = models.BigIntegerField(default=0, help_text="grows when all words have been counted anew")
    ranked_on = models.DateField(null=True, help_text="the day whose seasons and certificates `rank` counts")


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
