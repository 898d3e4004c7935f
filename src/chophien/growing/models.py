"""Growing areas: what is grown where, by whom, under which code. Where exactly, stands in a table of its own."""

from django.db import models
from django.db.models import Q

from chophien.growing.states import AreaStatus, CodeScheme, CodeStatus, DrawnBy, Standard
from chophien.places.models import Commune
from chophien.sellers.models import Seller


class GrowingArea(models.Model):
    """A piece of land on which households grow one crop. Everything here may be told to everybody."""

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="growing_areas")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="growing_areas")
    name = models.CharField(max_length=120)
    crop = models.CharField(max_length=60, help_text="what is grown, by its category's slug")
    variety = models.CharField(max_length=80, blank=True)
    standard = models.CharField(max_length=12, choices=Standard, blank=True)
    status = models.CharField(max_length=10, choices=AreaStatus, default=AreaStatus.ACTIVE)
    hectares = models.DecimalField(max_digits=10, decimal_places=4, null=True, help_text="empty: only a point is known")
    cell_lon = models.FloatField(help_text="middle of the cell of a kilometre that it lies in")
    cell_lat = models.FloatField()
    added_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["seller", "code"], name="growing_area_seller"),
            models.Index(fields=["cell_lon", "cell_lat"], name="growing_area_cell"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AreaStatus.values), name="growing_area_status_known"),
            models.CheckConstraint(condition=Q(standard__in=Standard.values), name="growing_area_standard_known"),
            models.CheckConstraint(
                condition=Q(hectares__isnull=True) | Q(hectares__gt=0), name="growing_area_has_some_land"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AreaShape(models.Model):
    """Where exactly an area lies: for its owner, for officers and for buyers who were let (`growing.selectors.exact`).

    A new border is a new row; the earlier ones stay, so that what was harvested then is traced to where it was then.
    """

    area = models.ForeignKey(GrowingArea, on_delete=models.CASCADE, related_name="shapes")
    land = models.JSONField(help_text="GeoJSON: Point, Polygon or MultiPolygon, WGS 84")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    drawn_by = models.CharField(max_length=8, choices=DrawnBy)
    accuracy_m = models.FloatField(null=True, help_text="the worst of the places that were kept of a walk")
    client_id = models.CharField(max_length=60, unique=True, help_text="drawn by the phone, so that it counts once")
    recorded_at = models.DateTimeField(help_text="by the clock of the phone")
    received_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    is_current = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["west", "east", "south", "north"], condition=Q(is_current=True), name="growing_shape_box"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["area"], condition=Q(is_current=True), name="growing_shape_one_current"),
            models.CheckConstraint(condition=Q(drawn_by__in=DrawnBy.values), name="growing_shape_drawn_known"),
            models.CheckConstraint(
                condition=Q(west__lte=models.F("east"), south__lte=models.F("north")), name="growing_shape_box_in_order"
            ),
        ]


class AreaCode(models.Model):
    """A code that an authority gave to an area, as it was printed."""

    area = models.ForeignKey(GrowingArea, on_delete=models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=10, choices=CodeScheme)
    value = models.CharField(max_length=60, help_text="verbatim")
    market = models.CharField(max_length=60, blank=True, help_text="the country that it opens, for export")
    status = models.CharField(max_length=10, choices=CodeStatus, default=CodeStatus.GRANTED)
    granted_on = models.DateField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value", "market"], name="growing_code_once"),
            models.CheckConstraint(condition=Q(scheme__in=CodeScheme.values), name="growing_code_scheme_known"),
            models.CheckConstraint(condition=Q(status__in=CodeStatus.values), name="growing_code_status_known"),
            models.CheckConstraint(
                condition=Q(status=CodeStatus.MERGED) | Q(merged_into__isnull=True), name="growing_code_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class AreaCodeStep(models.Model):
    """One step of a code: when it counted from, by which paper, who wrote it down. Never changed."""

    code = models.ForeignKey(AreaCode, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10)
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10)
    on = models.DateField(help_text="the day from which it counts")
    paper = models.CharField(max_length=200, blank=True, help_text="the decision's number, or the reason")
    actor_code = models.CharField(max_length=60)
    at = models.DateTimeField()
