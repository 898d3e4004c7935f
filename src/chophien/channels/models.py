"""Goods that come in by the file, row by row, and what was wrong with some of them."""

from django.db import models

from chophien.channels.states import FaultyRows, ImportStatus


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
