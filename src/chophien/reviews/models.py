"""What buyers say of goods they have received, what they ask before buying, and the counters of both."""

from django.db import models

from chophien.accounts.models import Person
from chophien.catalog.models import Listing
from chophien.orders.models import OrderLine
from chophien.reviews.states import Ground, WordsStatus
from chophien.sellers.models import Seller


class _Words(models.Model):
    """What reviews and questions have in common: shown or hidden by law, answered once by the shop."""

    code = models.CharField(max_length=16, unique=True)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    writer_code = models.CharField(max_length=60)
    author = models.CharField(max_length=120, help_text="as everybody reads it: given name and province")
    status = models.CharField(max_length=8, choices=WordsStatus, default=WordsStatus.SHOWN)
    written_at = models.DateTimeField()
    signs = models.JSONField(default=list, help_text="why somebody of the market looks at it")
    needs_look = models.BooleanField(default=False)
    looked_by = models.CharField(max_length=60, blank=True)
    hidden_ground = models.CharField(max_length=20, choices=Ground, blank=True)
    hidden_why = models.CharField(max_length=300, blank=True)
    hidden_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=1000, blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    on_behalf_of = models.CharField(max_length=60, blank=True, help_text="the shop whose helper answered")
    signed: str = ""
    """Shop and helper by name, set by `selectors.ratings.sign_answers` where a helper answered."""
    answered_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class Review(_Words):
    """One buyer's word about one line of a delivered order."""

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="review")
    score = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000, blank=True)
    photo_codes = models.JSONField(default=list)
    photos_shown = models.BooleanField(default=False, help_text="somebody saw that nothing in them is against the law")

    class Meta:
        indexes = [
            models.Index(
                fields=["listing", "-written_at", "-id"],
                condition=models.Q(status=WordsStatus.SHOWN),
                name="reviews_of_listing",
            ),
            models.Index(fields=["seller", "-written_at", "-id"], name="reviews_of_seller"),
            models.Index(fields=["id"], condition=models.Q(needs_look=True), name="reviews_to_look_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(score__gte=1, score__lte=5), name="reviews_score_1_to_5"),
            models.CheckConstraint(condition=models.Q(status__in=WordsStatus.values), name="reviews_status_known"),
            models.CheckConstraint(
                condition=models.Q(status=WordsStatus.SHOWN, hidden_at__isnull=True)
                | (models.Q(status=WordsStatus.HIDDEN, hidden_at__isnull=False) & ~models.Q(hidden_ground="")),
                name="reviews_hidden_by_law_only",
            ),
        ]


class Question(_Words):
    """What somebody asks about goods, answered by the shop for everybody."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=500)

    class Meta:
        indexes = [
            models.Index(
                fields=["listing", "-written_at", "-id"],
                condition=models.Q(status=WordsStatus.SHOWN),
                name="questions_of_listing",
            ),
            models.Index(fields=["seller", "-written_at", "-id"], name="questions_of_seller"),
            models.Index(fields=["id"], condition=models.Q(needs_look=True), name="questions_to_look_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=WordsStatus.values), name="questions_status_known"),
            models.CheckConstraint(
                condition=models.Q(status=WordsStatus.SHOWN, hidden_at__isnull=True)
                | (models.Q(status=WordsStatus.HIDDEN, hidden_at__isnull=False) & ~models.Q(hidden_ground="")),
                name="questions_hidden_by_law_only",
            ),
        ]


class ListingRating(models.Model):
    """How many shown reviews a listing has and what their scores add up to: kept with each review."""

    listing = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="rating")
    count = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)


class SellerRating(models.Model):
    """The same for all goods of a shop."""

    seller = models.OneToOneField(Seller, primary_key=True, on_delete=models.CASCADE, related_name="rating")
    count = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)


class Report(models.Model):
    """Somebody says that a review or a question is against the law. Never edited."""

    subject_code = models.CharField(max_length=16)
    reporter_code = models.CharField(max_length=60)
    why = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_code", "reporter_code"], name="reviews_report_once"),
        ]
