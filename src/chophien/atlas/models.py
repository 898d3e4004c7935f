"""Places that shops put on the map, and a number that grows whenever what the map shows has changed."""

from django.db import models
from django.db.models import Q

from chophien.atlas.states import SiteKind
from chophien.places.models import Commune
from chophien.sellers.models import Seller


class Site(models.Model):
    """A packing house or collection point of a shop. Everything here is public: the shop put it on the map itself.

    It is shown at its commune's point; where exactly it is, the shop says in words.
    """

    code = models.CharField(max_length=16, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="sites")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="sites")
    kind = models.CharField(max_length=10, choices=SiteKind)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True, help_text="where in the commune, in the shop's words")
    hours = models.CharField(max_length=120, blank=True, help_text="when it takes goods, in words")
    packing_code = models.CharField(max_length=60, blank=True, help_text="of a packing house for export, verbatim")
    added_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["commune", "kind"], name="atlas_site_commune")]
        constraints = [models.CheckConstraint(condition=Q(kind__in=SiteKind.values), name="atlas_site_kind_known")]

    def __str__(self) -> str:
        return self.code


class Edition(models.Model):
    """How often what the map shows has changed: the sum over all rows. Triggers count, each connection in its lane."""

    lane = models.SmallIntegerField(primary_key=True)
    changes = models.BigIntegerField(default=0)
