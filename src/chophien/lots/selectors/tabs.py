"""Whether somebody has a page of shares, fetched with their row (`web.tabs`)."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.expressions import Combinable

from chophien.lots.models import Grower


def shares(at: datetime) -> Combinable:
    """Whoever is a household of some cooperative, also one that brings nothing more."""
    del at
    return Exists(Grower.objects.filter(person=OuterRef("pk"), is_shop=False))
