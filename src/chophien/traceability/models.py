"""What happened to goods, in events of EPCIS 2.0 that are added and never changed, and what follows from them.

Households stand in events by their code alone. Their names are looked up when somebody reads, by what they agreed to.
"""

from django.db import models
from django.db.models import Q

from chophien.catalog.models import Variant
from chophien.lots.models import Grower, Lot
from chophien.orders.models import Order
from chophien.sellers.models import Seller
from chophien.traceability.states import CaptureBehaviour, EpcRole, NumberKind, RecallStatus


class Capture(models.Model):
    """One document that came in by a key, and what became of its events. Written once, when it has been read."""

    code = models.CharField(max_length=40, unique=True)
    owner = models.CharField(max_length=100, help_text="whose events: seller:CODE or organisation:NAME")
    behaviour = models.CharField(max_length=8, choices=CaptureBehaviour)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    success = models.BooleanField()
    kept = models.PositiveIntegerField(help_text="events that are new")
    known = models.PositiveIntegerField(help_text="events that were here before, word for word")
    errors = models.JSONField(default=list, help_text="pointer, code and message of each fault")
    seal = models.CharField(max_length=64, help_text="running SHA-256 over the hashes of its events, in their order")

    class Meta:
        indexes = [models.Index(fields=["owner", "-started_at"], name="traceability_capture_own")]
        constraints = [
            models.CheckConstraint(
                condition=Q(behaviour__in=CaptureBehaviour.values), name="traceability_capture_behaviour"
            ),
        ]


class Event(models.Model):
    """One event as it is sent and as it came: `body` is its JSON, letter by letter, `context` what its prefixes mean.

    The other columns repeat what the body says, so that it is found. An event that declares another one wrong has the
    same `event_id` (EPCIS 2.0 section 7.4.1.4); otherwise an id comes once in an owner's events.
    """

    event_id = models.CharField(max_length=300)
    owner = models.CharField(max_length=100, help_text="whose event: seller:CODE or organisation:NAME")
    capture = models.ForeignKey(Capture, null=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=24)
    action = models.CharField(max_length=8, blank=True)
    biz_step = models.CharField(max_length=200, blank=True, help_text="word of CBV 2.0, or an address")
    disposition = models.CharField(max_length=200, blank=True)
    read_point = models.CharField(max_length=500, blank=True)
    biz_location = models.CharField(max_length=500, blank=True)
    event_time = models.DateTimeField(help_text="when it happened, by the clock of whoever was there")
    record_time = models.DateTimeField(help_text="when it came in here")
    is_error = models.BooleanField(default=False, help_text="declares the event with the same id wrong")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what it says, by CBV 2.0 section 8.9.2")
    context = models.TextField(blank=True, help_text="JSON of @context where it is more than the standard's own")
    body = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "event_time", "id"], name="traceability_event_time"),
            models.Index(fields=["owner", "record_time", "id"], name="traceability_event_record"),
            models.Index(fields=["owner", "biz_step", "event_time"], name="traceability_event_step"),
            models.Index(fields=["owner", "read_point", "event_time"], name="traceability_event_read"),
            models.Index(fields=["owner", "biz_location", "event_time"], name="traceability_event_place"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event_id", "owner", "is_error"], name="traceability_event_once"),
        ]

    def __str__(self) -> str:
        return self.event_id


class EventEpc(models.Model):
    """One identifier that an event names, in the one form in which identifiers are compared."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="epcs", db_constraint=False)
    epc = models.CharField(max_length=500)
    role = models.PositiveSmallIntegerField(choices=EpcRole)
    is_class = models.BooleanField(help_text="names goods of a kind or lot, not one single thing")

    class Meta:
        indexes = [
            models.Index(
                fields=["epc", "role"], opclasses=["varchar_pattern_ops", "int2_ops"], name="traceability_epc_found"
            ),
        ]


class ChainLink(models.Model):
    """One event in the chain of one lot: whoever changes an earlier one breaks every link behind it."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="trace")
    number = models.PositiveIntegerField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="links")
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, help_text="SHA-256 of the previous seal, the event's bytes and its record")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="traceability_link_place"),
            models.UniqueConstraint(fields=["lot", "event"], name="traceability_link_once"),
        ]


class DaySeal(models.Model):
    """What was in the chains and captures of one day, sealed the night after, each seal tied to the one before.

    A chain whose last links were cut off, or a capture that is gone altogether, holds in itself; its day does not.
    """

    day = models.DateField(unique=True)
    links = models.PositiveIntegerField(help_text="links of chains whose events came in on that day")
    captures = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, help_text="SHA-256 of the previous seal, the day and all seals of that day")
    sealed_at = models.DateTimeField()


class GivenNumber(models.Model):
    """A number that GS1 gave to the shop itself, with its paper. It counts once an officer has looked at the paper."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="given_numbers")
    variant = models.ForeignKey(Variant, null=True, on_delete=models.CASCADE, related_name="given_numbers")
    kind = models.CharField(max_length=4, choices=NumberKind)
    value = models.CharField(max_length=14, help_text="a GTIN in 14 digits, a GLN in 13, a company prefix in 4 to 12")
    file_code = models.CharField(max_length=24, help_text="the private file that proves it")
    said_by = models.CharField(max_length=60)
    said_at = models.DateTimeField()
    verified_by = models.CharField(max_length=60, blank=True)
    verified_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NumberKind.values), name="traceability_number_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=NumberKind.GTIN, variant__isnull=False)
                | Q(kind__in=[NumberKind.GLN, NumberKind.PREFIX], variant__isnull=True),
                name="traceability_number_of_something",
            ),
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=Q(verified_at__isnull=False, ended_at__isnull=True),
                name="traceability_number_once",
            ),
            models.UniqueConstraint(
                fields=["variant"],
                condition=Q(verified_at__isnull=False, ended_at__isnull=True),
                name="traceability_number_one_each",
            ),
        ]


class NamingWish(models.Model):
    """What a household said about being named on public pages of lots. The last word counts; no word means no.

    A yes counts only while the household is called `name`: whoever writes another name there has nobody's yes to it.
    """

    grower = models.ForeignKey(Grower, on_delete=models.CASCADE, related_name="naming_wishes")
    may_be_named = models.BooleanField()
    name = models.CharField(
        max_length=100, default="", help_text="what the household was called then: a yes counts for no other"
    )
    said_by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["grower", "-at"], name="traceability_wish_last")]


class LotRecall(models.Model):
    """A lot is called back, with everything that was made of it."""

    code = models.CharField(max_length=16, unique=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="recalls")
    status = models.CharField(max_length=8, choices=RecallStatus, default=RecallStatus.RUNNING)
    why = models.CharField(max_length=500)
    what_to_do = models.CharField(max_length=500)
    started_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    told_all_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    was_harmless = models.BooleanField(null=True, help_text="it ended and nothing was wrong; empty while it runs")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RecallStatus.values), name="traceability_recall_status"),
            models.UniqueConstraint(
                fields=["lot"], condition=Q(status=RecallStatus.RUNNING), name="traceability_recall_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RecalledLot(models.Model):
    """A lot that a recall reaches: the one that was named, and each that was made of it."""

    recall = models.ForeignKey(LotRecall, on_delete=models.CASCADE, related_name="reached")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="recalled")
    out_of_stock = models.JSONField(
        default=dict, help_text="units of this lot that went out of stock by it, by the variant's code"
    )
    back_at = models.DateTimeField(null=True, help_text="when they were in stock again")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recall", "lot"], name="traceability_recalled_once")]


class RecallNotice(models.Model):
    """One order that was packed of recalled goods: its buyer was told, and said that they know."""

    recall = models.ForeignKey(LotRecall, on_delete=models.CASCADE, related_name="notices")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="recall_notices")
    token_digest = models.CharField(max_length=64, unique=True, help_text="of the link in the message")
    told_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True, help_text="the buyer said that they have read it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recall", "order"], name="traceability_notice_once")]
