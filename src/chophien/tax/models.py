"""What was withheld from sales for the state, what sellers declared, and what the office decided about classes."""

from django.db import models
from django.db.models import Q

from chophien.tax.states import CLASSES_TO_CHOOSE, DeclaredFor, Mode, TaxClass, TaxEntity, Why


class Declaration(models.Model):
    """A producer's signed word that goods are own produce, unprocessed or hardly processed. Ended, never deleted."""

    code = models.CharField(max_length=16, unique=True)
    seller_code = models.CharField(max_length=60)
    declared_for = models.CharField(max_length=10, choices=DeclaredFor)
    subject_code = models.CharField(max_length=60, help_text="code of the listing, or slug of the category")
    goods = models.CharField(max_length=160, help_text="what it is called, as it read when it was signed")
    statement = models.TextField(help_text="the words that were signed")
    person_code = models.CharField(max_length=60, help_text="who signed")
    signed_name = models.CharField(max_length=100, help_text="as the signer wrote it")
    signed_at = models.DateTimeField()
    first_on = models.DateField(help_text="the first day on which it counts")
    ended_on = models.DateField(null=True, help_text="the first day on which it counts no longer")
    ended_by = models.CharField(max_length=60, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["seller_code"], name="tax_declaration_seller")]
        constraints = [
            models.CheckConstraint(
                condition=Q(declared_for__in=DeclaredFor.values), name="tax_declared_for_something_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("first_on")),
                name="tax_declaration_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["seller_code", "declared_for", "subject_code"],
                condition=Q(ended_on__isnull=True),
                name="tax_declared_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Classification(models.Model):
    """The office's word on the class of a category from a day on; a later one counts instead. Never changed."""

    category_slug = models.CharField(max_length=60)
    tax_class = models.CharField(max_length=24, choices=TaxClass)
    first_on = models.DateField()
    reason = models.CharField(max_length=300, help_text="by which rule")
    decided_by = models.CharField(max_length=60)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tax_class__in=[str(one) for one in CLASSES_TO_CHOOSE]), name="tax_class_may_be_chosen"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="tax_class_chosen_for_a_reason"),
        ]
        indexes = [models.Index(fields=["category_slug", "first_on"], name="tax_classification_category")]


class Withholding(models.Model):
    """What was withheld from one line of a sale, or given back for it when goods came back. Added and never changed.

    A row that gives back has a `cause` (the refund), the row that it `reverses`, and negative amounts; it counts in the
    month when it happened. Once goods of an unknown class are classified, what was withheld by the highest rate is
    given back in this way, and another row stands `instead_of` it, with the rate of its class. A line of which nothing
    is withheld stands here too: it is revenue, and says why.
    """

    subject_code = models.CharField(max_length=60, help_text="the order")
    line_key = models.CharField(max_length=60)
    cause = models.CharField(max_length=60, blank=True, help_text="why it was given back: code of the refund")
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversals")
    instead_of = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="instead", help_text="whose class was not known"
    )
    seller_code = models.CharField(max_length=60)
    entity = models.CharField(max_length=16, choices=TaxEntity)
    category_slug = models.CharField(max_length=60, blank=True)
    tax_class = models.CharField(max_length=24, choices=TaxClass)
    base_vnd = models.BigIntegerField(help_text="what the seller is entitled to")
    vat_bp = models.PositiveIntegerField(help_text="basis points of the base")
    pit_bp = models.PositiveIntegerField(help_text="basis points of the base")
    vat_vnd = models.BigIntegerField()
    pit_vnd = models.BigIntegerField()
    mode = models.CharField(max_length=16, choices=Mode)
    mode_from = models.DateField(help_text="since when the rule of that day on withholding counts")
    rate_from = models.DateField(help_text="since when the rate counts")
    why = models.CharField(max_length=16, choices=Why)
    declaration = models.ForeignKey(Declaration, null=True, on_delete=models.PROTECT, related_name="withholdings")
    month = models.DateField(help_text="first day of the month in whose return it stands")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["month", "seller_code"], name="tax_withholding_month"),
            models.Index(fields=["seller_code", "month"], name="tax_withholding_seller"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject_code", "line_key", "cause"], name="tax_withheld_once"),
            models.CheckConstraint(
                condition=(
                    Q(base_vnd__gte=0, vat_vnd__gte=0, pit_vnd__gte=0, reverses__isnull=True)
                    & (Q(cause="", instead_of__isnull=True) | (~Q(cause="") & Q(instead_of__isnull=False)))
                )
                | (
                    ~Q(cause="")
                    & Q(
                        reverses__isnull=False, instead_of__isnull=True, base_vnd__lte=0, vat_vnd__lte=0, pit_vnd__lte=0
                    )
                ),
                name="tax_given_back_is_negative",
            ),
            models.CheckConstraint(
                condition=Q(tax_class__in=TaxClass.values, why__in=Why.values, mode__in=Mode.values),
                name="tax_withholding_known",
            ),
            models.CheckConstraint(
                condition=~Q(why__in=["own_produce", "organisation", "below_threshold", "mode_off"])
                | Q(vat_vnd=0, pit_vnd=0),
                name="tax_nothing_withheld_without_cause",
            ),
        ]


class SellerYear(models.Model):
    """A household's revenue here in one calendar year, and up to which percent of the threshold it was told."""

    seller_code = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    revenue_vnd = models.BigIntegerField(default=0, help_text="what the market collected")
    elsewhere_vnd = models.BigIntegerField(
        default=0, db_default=0, help_text="what came to the shop itself: to its own account, or sold elsewhere"
    )
    told_percent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller_code", "year"], name="tax_one_year_of_a_seller")]

    @property
    def known_vnd(self) -> int:
        """All revenue that the market knows of."""
        return self.revenue_vnd + self.elsewhere_vnd


class UnclassifiedGoods(models.Model):
    """A category was sold whose class nobody knows: a task for the office, open until it is classified."""

    category_slug = models.CharField(max_length=60)
    seller_code = models.CharField(max_length=60, help_text="who sold it first")
    subject_code = models.CharField(max_length=60, help_text="in which order")
    seen_at = models.DateTimeField()
    classified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category_slug"], condition=Q(classified_at__isnull=True), name="tax_unclassified_once"
            ),
        ]


class MonthlyReturn(models.Model):
    """The return of a month of withheld tax with its list of sellers, as files. A newer one replaces it until filed."""

    code = models.CharField(max_length=16, unique=True)
    month = models.DateField(help_text="first day of the month it is about")
    number = models.PositiveSmallIntegerField(help_text="how many of this month were made, this one included")
    sellers = models.PositiveIntegerField()
    nameless = models.PositiveIntegerField(help_text="sellers whose tax code or personal number is not known")
    base_vnd = models.BigIntegerField()
    vat_vnd = models.BigIntegerField()
    pit_vnd = models.BigIntegerField()
    carried_vat_vnd = models.BigIntegerField(
        default=0, db_default=0, help_text="more was given back than withheld in months before, and not offset yet"
    )
    carried_pit_vnd = models.BigIntegerField(default=0, db_default=0, help_text="the same of income tax")
    left_vat_vnd = models.BigIntegerField(
        default=0,
        db_default=0,
        help_text="the same, of which nothing was set off here: it was filed before that was done",
    )
    left_pit_vnd = models.BigIntegerField(default=0, db_default=0, help_text="the same of income tax")
    files = models.JSONField(default=dict, help_text="code of each sealed file, by its kind")
    due_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    filed_by = models.CharField(max_length=60, blank=True)
    filed_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=80, blank=True, help_text="number that the tax office gave")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "number"], name="tax_return_numbered"),
            models.UniqueConstraint(
                fields=["month"], condition=Q(filed_at__isnull=False), name="tax_return_filed_once"
            ),
            models.CheckConstraint(
                condition=Q(filed_at__isnull=True, receipt="") | (Q(filed_at__isnull=False) & ~Q(receipt="")),
                name="tax_return_filed_with_its_receipt",
            ),
            models.CheckConstraint(
                condition=Q(carried_vat_vnd__gte=0, carried_pit_vnd__gte=0), name="tax_return_carries_what_is_left"
            ),
            models.CheckConstraint(
                condition=Q(left_vat_vnd__gte=0, left_pit_vnd__gte=0), name="tax_return_leaves_what_is_left"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def pays_vat_vnd(self) -> int:
        """What is paid to the state for this month: nothing of the other tax is set off against it."""
        return max(self.vat_vnd - self.carried_vat_vnd, 0)

    @property
    def pays_pit_vnd(self) -> int:
        return max(self.pit_vnd - self.carried_pit_vnd, 0)

    @property
    def carries_vat_vnd(self) -> int:
        """What is left to be set off in the months after."""
        return max(self.carried_vat_vnd - self.vat_vnd, 0) + self.left_vat_vnd

    @property
    def carries_pit_vnd(self) -> int:
        return max(self.carried_pit_vnd - self.pit_vnd, 0) + self.left_pit_vnd

    @property
    def is_carrying(self) -> bool:
        """Whether something comes from months before, or is left for those after."""
        return any((self.carried_vat_vnd, self.carried_pit_vnd, self.carries_vat_vnd, self.carries_pit_vnd))

    @property
    def tax_vnd(self) -> int:
        """What is paid to the state for this month, both taxes together."""
        return self.pays_vat_vnd + self.pays_pit_vnd


class InvoiceData(models.Model):
    """What an invoice of a sale says, as it was when it was written. Added and never changed: a new one replaces it.

    Invoices are for the tax law: the buyer's name and address stay in them as long as it asks.
    """

    code = models.CharField(max_length=16, unique=True)
    subject_code = models.CharField(max_length=60, help_text="the order")
    number = models.PositiveSmallIntegerField(help_text="1 for the first of a sale, one more for each that replaces it")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.CharField(max_length=300, blank=True, help_text="why it replaces the one before")
    seller_code = models.CharField(max_length=60)
    person_code = models.CharField(max_length=60, blank=True, help_text="the buyer, if signed in")
    facts = models.JSONField(help_text="seller, buyer, lines and sums")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the facts")
    total_vnd = models.BigIntegerField()
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person_code"], condition=~Q(person_code=""), name="tax_invoice_buyer")]
        constraints = [
            models.UniqueConstraint(fields=["subject_code", "number"], name="tax_invoice_numbered"),
            models.CheckConstraint(
                condition=Q(number=1, replaces__isnull=True, reason="")
                | (Q(number__gt=1, replaces__isnull=False) & ~Q(reason="")),
                name="tax_invoice_replaces_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(total_vnd__gte=0), name="tax_invoice_total_not_negative"),
        ]

    def __str__(self) -> str:
        return self.code


class IssuedInvoice(models.Model):
    """An issuer made an invoice of the data: under which number, and the sealed file of it. Added and never changed."""

    data = models.OneToOneField(InvoiceData, on_delete=models.PROTECT, related_name="issued")
    issuer = models.CharField(max_length=20)
    number = models.CharField(max_length=60, help_text="by which the issuer knows it")
    file_code = models.CharField(max_length=24)
    issued_at = models.DateTimeField()
