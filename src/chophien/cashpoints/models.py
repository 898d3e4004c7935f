"""Cash points: where they are, their tills and agents, and every time that cash changes hands there."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from chophien.accounts.models import Person
from chophien.cashpoints.states import GIVEN, OPEN, CashKind, CashStatus, CountEnd, FloatKind, Way
from chophien.places.models import Commune


class Point(models.Model):
    """A post point or another public place where a partner's agents give and take cash. Its place is public."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=120)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="cash_points")
    address = models.CharField(max_length=200)
    hours = models.CharField(max_length=120, blank=True, help_text="when it is open, in words")
    phone = models.CharField(max_length=16, blank=True, help_text="E.164; of the place, for the public")
    lat = models.FloatField(null=True, help_text="of the public place, rounded to four places")
    lon = models.FloatField(null=True)
    contract = models.CharField(
        max_length=80, blank=True, help_text="number of the partner's contract that it works under; none is a trial"
    )
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["commune"], name="cashpoints_point_commune")]
        constraints = [
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="cashpoints_point_lies_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Till(models.Model):
    """A drawer with cash at a point. What is in it by the books stands in the ledger under its code."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="tills")
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)
    low_since = models.DateTimeField(null=True, help_text="it was told that there is little cash, not refilled since")

    @property
    def title(self) -> str:
        """What it is called: its name, or its number with a word before it."""
        return _("Till %(name)s") % {"name": self.name} if self.name.isdigit() else self.name

    def __str__(self) -> str:
        return self.code


class AgentPost(models.Model):
    """Somebody gives and takes cash at a point, from one moment to another. Ended posts stay as history."""

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="posts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cash_posts")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=60)
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person"], name="cashpoints_post_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "person"], condition=Q(ends_at__isnull=True), name="cashpoints_post_once"
            ),
        ]


class Guard(models.Model):
    """Held while cash is asked for a customer, so that everything about one customer happens in turn."""

    customer_code = models.CharField(max_length=60, unique=True)


class Confirmable(models.Model):
    """What a customer says yes to in a second step: by a code on their own phone, their card, or their own desk."""

    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_way = models.CharField(max_length=6, choices=Way, blank=True)

    class Meta:
        abstract = True


class CashOrder(Confirmable):
    """Cash for one customer: earned money that is given, cash that is taken for an order, or given back for one."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=14, choices=CashKind)
    status = models.CharField(max_length=10, choices=CashStatus, default=CashStatus.ASKED)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="orders")
    seller_code = models.CharField(max_length=60, blank=True, help_text="whose earned money it is")
    group_code = models.CharField(
        max_length=16,
        blank=True,
        help_text="the group of orders, or the contract, that cash is taken for or goes back of",
    )
    of_contract = models.BooleanField(default=False, db_default=False, help_text="it is about a contract's deposit")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="cash_orders")
    customer_code = models.CharField(max_length=60, help_text="the person, or a mark of a guest's phone: for limits")
    payer_code = models.CharField(
        max_length=60, blank=True, help_text="whoever brings cash that is taken, as customer_code has it: limits too"
    )
    payer_phone = models.CharField(
        max_length=16,
        blank=True,
        help_text="E.164; where the code goes of who pays, or gets back what they paid. Gone once this is over",
    )
    payer_shown = models.CharField(max_length=16, blank=True, help_text="that number, masked: for the receipt")
    needs_yes = models.BooleanField(
        default=True, db_default=True, help_text="nothing moves before the customer's yes; decided when it is asked"
    )
    amount_vnd = models.BigIntegerField()
    counts_on = models.DateField(help_text="the day on which it counts towards limits")
    simulated = models.BooleanField(help_text="a trial without real money; decided once, when it is asked")
    key = models.CharField(max_length=64, unique=True, help_text="the same asked again is the same order")
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True, help_text="an agent has it before them")
    aside_code = models.CharField(max_length=60, blank=True, help_text="what the books call the money set aside for it")
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=60, blank=True)
    partner = models.CharField(max_length=120, blank=True, help_text="whose agents moved the real cash, as it then was")
    contract = models.CharField(max_length=80, blank=True, help_text="number of the contract that they did it under")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["till", "-id"], name="cashpoints_order_till"),
            models.Index(fields=["customer_code", "counts_on"], name="cashpoints_order_customer"),
            models.Index(
                fields=["payer_code", "counts_on"], name="cashpoints_order_payer", condition=~Q(payer_code="")
            ),
            models.Index(fields=["counts_on", "till"], name="cashpoints_order_day"),
            models.Index(fields=["seller_code", "-id"], name="cashpoints_order_seller", condition=~Q(seller_code="")),
            models.Index(fields=["expires_at"], name="cashpoints_order_open", condition=Q(status__in=sorted(OPEN))),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="cashpoints_order_positive"),
            models.CheckConstraint(condition=Q(status__in=CashStatus.values), name="cashpoints_order_status_known"),
            models.CheckConstraint(
                condition=Q(kind=CashKind.OUT, group_code="") & ~Q(seller_code="")
                | Q(kind__in=[CashKind.IN, CashKind.BACK], seller_code="") & ~Q(group_code=""),
                name="cashpoints_order_says_what_for",
            ),
            models.CheckConstraint(
                condition=~Q(status=CashStatus.PAID) | (Q(paid_at__isnull=False) & ~Q(paid_by="")),
                name="cashpoints_order_paid_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(needs_yes=True, status__in=[CashStatus.CONFIRMED, CashStatus.PAID])
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_way="")),
                name="cashpoints_order_never_moved_unconfirmed",
            ),
            models.CheckConstraint(
                condition=Q(needs_yes=True) | Q(kind=CashKind.IN), name="cashpoints_order_never_given_without_yes"
            ),
            models.CheckConstraint(
                condition=Q(kind=CashKind.IN)
                | Q(kind=CashKind.BACK, payer_code="")
                | Q(of_contract=False, payer_code="", payer_phone="", payer_shown=""),
                name="cashpoints_order_payer_pays_in",
            ),
            models.CheckConstraint(
                condition=Q(payer_phone="") | Q(status__in=sorted(OPEN)), name="cashpoints_order_phone_while_open"
            ),
            models.CheckConstraint(
                condition=~Q(paid_by=F("payer_code")) | Q(paid_by=""), name="cashpoints_order_not_by_its_agent"
            ),
            models.CheckConstraint(condition=~Q(paid_by=F("customer_code")), name="cashpoints_order_not_to_oneself"),
        ]

    @property
    def kind_shown(self) -> str:
        """What it is, in words: cash for a contract's deposit has words of its own."""
        taken = self.of_contract and self.kind == CashKind.IN
        return _("Cash for a deposit") if taken else str(CashKind(self.kind).label)

    @property
    def is_given(self) -> bool:
        """Whether it goes out of the till into a customer's hand."""
        return self.kind in GIVEN

    def __str__(self) -> str:
        return self.code


class CashBack(models.Model):
    """A refund that an order of cash gives back, with its interest to that day. Never edited."""

    order = models.ForeignKey(CashOrder, on_delete=models.PROTECT, related_name="refunds")
    refund_code = models.CharField(max_length=16)
    amount_vnd = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="cashpoints_back_positive"),
            models.UniqueConstraint(fields=["order", "refund_code"], name="cashpoints_back_once"),
        ]


class CashStep(models.Model):
    """One step of an order of cash: who, when, why. Never edited."""

    order = models.ForeignKey(CashOrder, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10)
    actor_code = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()


class BalanceAsk(Confirmable):
    """A household without a smartphone asks at the counter what it has to come, and what it sold last."""

    code = models.CharField(max_length=16, unique=True)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="balance_asks")
    seller_code = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="balance_asks")
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    simulated = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["till", "-id"], name="cashpoints_balance_till")]

    def __str__(self) -> str:
        return self.code


class FloatMove(models.Model):
    """Cash that the partner brought to a till or took from it, by its own number. Never edited."""

    code = models.CharField(max_length=16, unique=True)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="float_moves")
    kind = models.CharField(max_length=10, choices=FloatKind)
    amount_vnd = models.BigIntegerField()
    reference = models.CharField(max_length=80)
    key = models.CharField(max_length=64, unique=True)
    simulated = models.BooleanField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["till", "-id"], name="cashpoints_float_till")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="cashpoints_float_positive"),
            models.UniqueConstraint(fields=["till", "kind", "reference"], name="cashpoints_float_reference_once"),
        ]

    def __str__(self) -> str:
        return self.code


class DayCount(models.Model):
    """A till counted by somebody who named a second person. The day is closed by that person's own yes, not before."""

    code = models.CharField(max_length=16, unique=True)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="counts")
    day = models.DateField()
    simulated = models.BooleanField()
    expected_vnd = models.BigIntegerField(help_text="in the till by the books when it was counted")
    counted_vnd = models.BigIntegerField()
    notes = models.JSONField(default=dict, help_text="how many of which note, by its value in đồng")
    note = models.CharField(max_length=300, blank=True)
    counted_by = models.CharField(max_length=60)
    second = models.CharField(max_length=60, help_text="who has to say that they counted too")
    counted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="the operators were told that nobody has answered")
    end = models.CharField(max_length=10, choices=CountEnd, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till", "simulated"], condition=Q(ended_at__isnull=True), name="cashpoints_count_one_open"
            ),
            models.CheckConstraint(condition=~Q(second=F("counted_by")), name="cashpoints_count_two_people"),
            models.CheckConstraint(
                condition=Q(end="", ended_at__isnull=True) | ~Q(end="") & Q(ended_at__isnull=False) & ~Q(ended_by=""),
                name="cashpoints_count_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(end=CountEnd.CONFIRMED) | Q(ended_by=F("second")), name="cashpoints_count_own_yes"
            ),
        ]

    @property
    def difference_vnd(self) -> int:
        """Counted less expected."""
        return self.counted_vnd - self.expected_vnd

    @property
    def notes_shown(self) -> list[tuple[int, int]]:
        """How many of which note, the largest first."""
        return sorted(((int(value), count) for value, count in self.notes.items()), reverse=True)

    def __str__(self) -> str:
        return self.code


class DayClose(models.Model):
    """A till counted at the end of a day. Never edited: what was counted wrongly shows the next day."""

    code = models.CharField(max_length=16, unique=True)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="closes")
    day = models.DateField()
    simulated = models.BooleanField()
    opening_vnd = models.BigIntegerField(help_text="in the till when the day began, by the books")
    cash_in_vnd = models.BigIntegerField(default=0)
    cash_out_vnd = models.BigIntegerField(default=0)
    float_in_vnd = models.BigIntegerField(default=0)
    float_out_vnd = models.BigIntegerField(default=0)
    expected_vnd = models.BigIntegerField(help_text="in the till by the books")
    counted_vnd = models.BigIntegerField()
    notes = models.JSONField(default=dict, help_text="how many of which note, by its value in đồng")
    difference_vnd = models.BigIntegerField(help_text="counted less expected")
    note = models.CharField(max_length=300, blank=True)
    closed_by = models.CharField(max_length=60)
    counted_with = models.CharField(max_length=60, blank=True, help_text="the second person who counted")
    counted_with_at = models.DateTimeField(null=True, help_text="when the second person said so, signed in themselves")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "day", "simulated"], name="cashpoints_close_once_a_day"),
            models.CheckConstraint(condition=Q(counted_vnd__gte=0), name="cashpoints_close_counted"),
            models.CheckConstraint(
                condition=Q(difference_vnd=F("counted_vnd") - F("expected_vnd")), name="cashpoints_close_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(
                    expected_vnd=F("opening_vnd")
                    + F("cash_in_vnd")
                    - F("cash_out_vnd")
                    + F("float_in_vnd")
                    - F("float_out_vnd")
                ),
                name="cashpoints_close_explained",
            ),
            models.CheckConstraint(condition=~Q(counted_with=F("closed_by")), name="cashpoints_close_two_people"),
        ]

    def __str__(self) -> str:
        return self.code
