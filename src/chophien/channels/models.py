"""How goods come in from elsewhere and are shown elsewhere: files, feeds, other channels, webhooks."""

from django.db import models

from chophien.catalog.models import Listing
from chophien.channels.states import (
    Decision,
    DeliveryStatus,
    EndpointStatus,
    EventKind,
    FaultyRows,
    ImportStatus,
    Sameness,
    SyncStatus,
    TableStatus,
    problem_words,
)
from chophien.orders.models import Order
from chophien.sellers.models import Seller


class GoodsImport(models.Model):
    """One file of goods on its way in. It goes on where it stopped."""

    code = models.CharField(max_length=16, unique=True)
    file_name = models.CharField(max_length=120)
    file_code = models.CharField(max_length=24, help_text="the private file that holds it")
    started_by = models.CharField(max_length=60)
    seller_code = models.CharField(max_length=60, blank=True, help_text="only this shop's goods; empty: any shop's")
    publish = models.BooleanField(default=False)
    dry_run = models.BooleanField(default=False)
    faulty_rows = models.CharField(max_length=12, choices=FaultyRows, default=FaultyRows.SKIP)
    photos = models.JSONField(default=dict, help_text="the pictures sent with the file: name → photo code")
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.WAITING)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    last_row = models.PositiveIntegerField(default=0, help_text="the last row that is written: from here it goes on")
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["started_by", "-started_at"], name="channels_import_by")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=ImportStatus.values), name="channels_import_status"),
        ]


class ImportFault(models.Model):
    """Something in one row that keeps it out, in a sentence that names its column."""

    goods_import = models.ForeignKey(GoodsImport, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField(help_text="as a spreadsheet counts: the heading is row 1")
    column = models.CharField(max_length=40)
    sentence = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["goods_import", "row"], name="channels_fault_row")]


class FeedState(models.Model):
    """What a feed said last, so that whoever has it need not fetch it again."""

    key = models.CharField(max_length=80, unique=True, help_text="kind and code of the area")
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    checked_at = models.DateTimeField()


class ChannelVisit(models.Model):
    """How often people came from another site on one day. Counts only: nobody is followed."""

    day = models.DateField()
    origin = models.CharField(max_length=90, help_text="where the link stood, as `kenh` in the address names it")
    visits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "origin"], name="channels_visit_once_a_day")]


class WebhookEndpoint(models.Model):
    """An address of a shop's own program that wants to hear of changes."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    secret = models.BinaryField(help_text="what signs, sealed")
    status = models.CharField(max_length=8, choices=EndpointStatus, default=EndpointStatus.ACTIVE)
    failures = models.PositiveIntegerField(default=0, help_text="tries that failed since the last that arrived")
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=EndpointStatus.values), name="channels_endpoint_status"
            ),
        ]


class WebhookDelivery(models.Model):
    """One message for one endpoint, with how the tries to bring it went."""

    code = models.CharField(max_length=40, unique=True, help_text="the webhook-id: the same at every try")
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=24, choices=EventKind)
    subject_code = models.CharField(max_length=60)
    body = models.TextField(help_text="what is signed and sent, byte by byte")
    status = models.CharField(max_length=8, choices=DeliveryStatus, default=DeliveryStatus.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    answer_status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["endpoint", "-written_at"], name="channels_delivery_latest"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(status__in=[DeliveryStatus.WAITING, DeliveryStatus.SENDING]),
                name="channels_delivery_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=DeliveryStatus.values), name="channels_delivery_status"
            ),
            models.UniqueConstraint(
                fields=["endpoint", "event", "subject_code"],
                condition=models.Q(event__startswith="order."),
                name="channels_delivery_once",
            ),
        ]

    @property
    def why_not(self) -> str:
        """Why the last try did not arrive, in words."""
        return problem_words(self.problem)


class ForeignTable(models.Model):
    """A table of goods as another site gives it, until somebody has said what is what."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="foreign_tables")
    file_name = models.CharField(max_length=120)
    file_code = models.CharField(max_length=24)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict, help_text="our column → the heading of theirs")
    instead = models.JSONField(default=dict, help_text="our column → what stands there when theirs says nothing")
    status = models.CharField(max_length=12, choices=TableStatus, default=TableStatus.SENT_IN)
    goods_import = models.ForeignKey(GoodsImport, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seller", "-sent_at"], name="channels_table_latest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=TableStatus.values), name="channels_table_status"),
        ]


class ForeignRow(models.Model):
    """One row of such a table in our own columns, what it seems to be, and what was decided."""

    table = models.ForeignKey(ForeignTable, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    barcode = models.CharField(max_length=40, blank=True)
    listing = models.ForeignKey(Listing, null=True, on_delete=models.SET_NULL, related_name="+")
    same_by = models.CharField(max_length=8, choices=Sameness, blank=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "number"], name="channels_row_once")]


class Channel(models.Model):
    """Another place where a shop sells: a site, a marketplace, a counter. The stock is the market's, one for all."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="channels")
    name = models.CharField(max_length=80)
    connector = models.CharField(max_length=20, help_text="name of what speaks to it; see `channels.connectors`")
    price_percent = models.SmallIntegerField(default=0, help_text="added to the price there; may be less than 0")
    is_enabled = models.BooleanField(default=True)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    synced_at = models.DateTimeField(null=True)
    file_code = models.CharField(max_length=24, blank=True, help_text="the table that was made last")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "name"], name="channels_channel_name_once"),
            models.CheckConstraint(
                condition=models.Q(price_percent__gte=-90, price_percent__lte=400), name="channels_channel_percent"
            ),
        ]


class ChannelListing(models.Model):
    """Goods as another channel knows them."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="links")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="channel_links")
    outside_id = models.CharField(max_length=80, blank=True)
    outside_url = models.CharField(max_length=500, blank=True)
    barcode = models.CharField(max_length=40, blank=True)
    price_percent = models.SmallIntegerField(null=True, help_text="for these goods alone; unset: the channel's")
    is_enabled = models.BooleanField(default=True)
    synced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "listing"], name="channels_link_once"),
            models.UniqueConstraint(
                fields=["channel", "outside_id"], condition=~models.Q(outside_id=""), name="channels_link_outside_id"
            ),
        ]


class SyncError(models.Model):
    """Goods that could not be told to a channel, with the reason, until it works."""

    link = models.OneToOneField(ChannelListing, on_delete=models.CASCADE, related_name="sync_error")
    status = models.CharField(max_length=8, choices=SyncStatus, default=SyncStatus.OPEN)
    sentence = models.CharField(max_length=300)
    tries = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=SyncStatus.values), name="channels_sync_status"),
        ]


class OutsideSale(models.Model):
    """Where an order was made that somebody entered by hand. It counts in results, never in withheld tax."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="outside_sale")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.SET_NULL, related_name="sales")
    place = models.CharField(max_length=80, help_text="in the words of who entered it")
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()
