"""The market's own rules as versioned documents: what a buyer or seller agreed to can be read again. And its fees."""

from django.db import models

from chophien.regulations.states import FeeFunder, PaidService, SupportTarget

FIRST_PLACE = 100
"""Where a rate stands among those that match, unless it is said."""


class RegulationVersion(models.Model):
    """One version of one public document, never changed once published (migration 0002).

    The version in force is the latest whose day has come. The Vietnamese text counts; the English one helps to read it.
    """

    key = models.CharField(max_length=40, help_text="regulations, privacy, ranking, returns, delivery, payment …")
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    body = models.TextField(help_text="blank lines between paragraphs, '## ' before headings, '- ' before list items")
    title_en = models.CharField(max_length=160, blank=True)
    body_en = models.TextField(blank=True)
    change = models.CharField(max_length=300, blank=True, help_text="what is new in this version, in Vietnamese")
    published_at = models.DateTimeField()
    effective_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="regulations_version_once"),
            models.UniqueConstraint(fields=["key", "effective_from"], name="regulations_one_version_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Acceptance(models.Model):
    """Somebody accepted a version of a document: in a shop's name, or for their own account. Added, never changed."""

    version = models.ForeignKey(RegulationVersion, on_delete=models.PROTECT, related_name="acceptances")
    person_code = models.CharField(max_length=60)
    seller_code = models.CharField(max_length=60, blank=True, db_default="", help_text="empty: for their own account")
    how = models.CharField(
        max_length=10, help_text="desk (asked there), opening (sent in for approval), account (opened by a code)"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "seller_code"],
                condition=~models.Q(seller_code=""),
                name="regulations_accepted_once",
            ),
            models.UniqueConstraint(
                fields=["version", "person_code"],
                condition=models.Q(seller_code=""),
                name="regulations_agreed_once",
            ),
        ]


class FeeRate(models.Model):
    """What one service costs one kind of seller from a day on, until a later row of the same pair begins to count.

    The fee of an amount is `basis_points` of it (10,000 are the whole) and `flat_vnd`, at least `least_vnd` and at most
    `most_vnd`, with the value added tax within it. Announced on `published_on`, as long before as
    `regulations.fee_notice_days` asks. Where several rows match, the lowest `place` counts, then the nearest category,
    then the row for the kind. Never changed (migration 0008), and kept as long as something was sold by it.
    """

    service = models.CharField(max_length=20, choices=PaidService)
    seller_kind = models.CharField(max_length=20, blank=True, help_text="empty: every kind that has no row of its own")
    category_slug = models.CharField(
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="of these goods and all below; empty: of all goods",
    )
    category_name = models.CharField(
        max_length=100, blank=True, default="", db_default="", help_text="as it was announced"
    )
    place = models.PositiveSmallIntegerField(
        default=FIRST_PLACE, db_default=FIRST_PLACE, help_text="in the list of rows that match; the lowest counts"
    )
    basis_points = models.PositiveIntegerField()
    flat_vnd = models.BigIntegerField()
    least_vnd = models.BigIntegerField()
    most_vnd = models.BigIntegerField(null=True)
    published_on = models.DateField()
    effective_from = models.DateField()
    source = models.CharField(max_length=300)
    announced_by = models.CharField(
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="who announced it; empty: it comes with the program",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "seller_kind", "category_slug", "effective_from"],
                name="regulations_one_fee_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(service__in=PaidService.values), name="regulations_fee_service_known"
            ),
            models.CheckConstraint(
                condition=models.Q(basis_points__lte=10_000, flat_vnd__gte=0, least_vnd__gte=0)
                & (models.Q(most_vnd__isnull=True) | models.Q(most_vnd__gte=models.F("least_vnd"))),
                name="regulations_fee_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(effective_from__gte=models.F("published_on")), name="regulations_fee_announced"
            ),
            models.CheckConstraint(
                condition=models.Q(category_slug="", category_name="")
                | ~models.Q(category_slug="") & ~models.Q(category_name=""),
                name="regulations_fee_category_named",
            ),
        ]

    @property
    def key(self) -> str:
        """The version of the rule, in words of the address: ``sell.all.tra.20261201``."""
        whom, goods = self.seller_kind or "all", self.category_slug or "all"
        return f"{self.service}.{whom}.{goods}.{self.effective_from:%Y%m%d}"

    @property
    def turn(self) -> int:
        """-1: counts before the rows that match as well, 1: after them, 0: as usual."""
        return (self.place > FIRST_PLACE) - (self.place < FIRST_PLACE)


class FeeWithdrawal(models.Model):
    """An announced rate that never came into force: taken back before its day. Added and never changed."""

    rate = models.OneToOneField(FeeRate, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    withdrawn_by = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="regulations_withdrawn_for_a_reason"),
        ]


class FeeReduction(models.Model):
    """How much of a fee somebody else bears for those whom the state wants helped, who bears it, and by which rule."""

    target = models.CharField(max_length=20, choices=SupportTarget)
    service = models.CharField(max_length=20, choices=PaidService)
    percent = models.PositiveSmallIntegerField()
    funder = models.CharField(max_length=160)
    funder_kind = models.CharField(max_length=10, choices=FeeFunder, default=FeeFunder.MARKET, db_default="market")
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target", "service", "effective_from"], name="regulations_one_reduction_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(target__in=SupportTarget.values, service__in=PaidService.values),
                name="regulations_reduction_known",
            ),
            models.CheckConstraint(
                condition=models.Q(percent__gte=1, percent__lte=100), name="regulations_reduction_percent"
            ),
            models.CheckConstraint(
                condition=~models.Q(funder="") & models.Q(funder_kind__in=FeeFunder.values),
                name="regulations_reduction_funded",
            ),
        ]
