"""Provinces and communes, today's and yesterday's. A unit is named by (vintage, code): codes are used again."""

from dataclasses import dataclass

from django.db import models

from chophien.places.states import Extent, MacroRegion

TODAY = "2025"  # the two-level map in force since 1 July 2025 (Resolution 202/2025/QH15)
BEFORE = "2024"  # the 63 provinces and their wards until 30 June 2025


class Province(models.Model):
    """A province or centrally-run city in one vintage of the map."""

    vintage = models.CharField(max_length=4)
    code = models.CharField(max_length=2)
    name = models.CharField(max_length=80)
    full_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30)
    slug = models.CharField(max_length=100)
    macro_region = models.CharField(max_length=60, choices=MacroRegion, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    folded = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=300, db_collation="C")
    became = models.ManyToManyField("self", symmetrical=False, related_name="made_from")
    neighbours = models.ManyToManyField("self", symmetrical=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vintage", "code"], name="places_province_vintage_code")]

    def __str__(self) -> str:
        return self.full_name


class Commune(models.Model):
    """A commune, ward or special zone in one vintage. Old ones keep their district's name, for search only.

    A code of an old unit that begins with a letter is ours: the official table has none for it, or the same for two.
    """

    vintage = models.CharField(max_length=4)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    slug = models.CharField(max_length=120)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="communes")
    old_district_name = models.CharField(max_length=100, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    folded = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=300, db_collation="C")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vintage", "code"], name="places_commune_vintage_code"),
            models.CheckConstraint(
                condition=~models.Q(vintage=TODAY) | models.Q(old_district_name=""),
                name="places_no_district_today",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class CommuneChange(models.Model):
    """An old commune went, whole or in part, into a new one."""

    old = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="changes")
    new = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="origins")
    extent = models.CharField(max_length=8, choices=Extent)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="places_change_once"),
            models.CheckConstraint(condition=models.Q(extent__in=Extent.values), name="places_extent_known"),
        ]

    @property
    def is_whole(self) -> bool:
        """Whether everybody of the old commune lives in the new one now."""
        return self.extent == Extent.WHOLE


class RegionClass(models.Model):
    """Region I, II or III of a commune (khu vực), for one period, by one decision."""

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="region_classes")
    region_class = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    decision = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(region_class__in=[1, 2, 3]), name="places_region_class_known"),
            models.UniqueConstraint(fields=["commune", "valid_from"], name="places_region_class_once"),
        ]


@dataclass(frozen=True)
class Address:
    """Where somebody lives or trades, with the names as they were when it was written. Whoever needs it stores it.

    No district: hamlet and landmark are in the person's own words. The pin, if any, is in degrees (WGS 84).
    """

    province_code: str
    province_name: str
    commune_code: str
    commune_name: str
    hamlet: str = ""
    landmark: str = ""
    lat: float | None = None
    lon: float | None = None
    vintage: str = TODAY

    def __str__(self) -> str:
        return ", ".join(part for part in (self.landmark, self.hamlet, self.commune_name, self.province_name) if part)
