"""The places that a shop has on the map."""

from django.db.models import QuerySet

from chophien.atlas.models import Site
from chophien.sellers.models import Seller


def sites_of(seller: Seller) -> QuerySet[Site]:
    """Those that are not closed, by name, with their places."""
    rows = Site.objects.filter(seller=seller, closed_at__isnull=True).select_related("seller", "commune__province")
    return rows.order_by("kind", "name", "pk")
