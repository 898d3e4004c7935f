"""Doors of the map: open to everybody, and the file with exact land for those who may see it."""

from datetime import datetime

from chophien.atlas.models import Site
from chophien.growing.tests.factories import a_square, an_area
from chophien.sellers.models import Seller

MAP_FOR_ANYBODY = (
    "atlas:map",
    "atlas:big-map",
    "atlas:tile",
    "atlas:borders",
    "atlas:ogc",
    "atlas:ogc-api",
    "atlas:ogc-conformance",
    "atlas:ogc-collections",
    "atlas:ogc-collection",
    "atlas:ogc-items",
    "atlas:ogc-item",
)
ADDRESSES = {
    "atlas:tile": {"z": 6, "x": 50, "y": 27},
    "atlas:borders": {"province": "08"},
    "atlas:ogc-collection": {"name": "shops"},
    "atlas:ogc-items": {"name": "shops"},
}


def about_maps(seller: Seller, *, at: datetime) -> dict[str, dict[str, object]]:
    """What stands at each address; the shop has one more piece of land and a packing house."""
    an_area(seller, name="Nương xa", land=a_square(105.34, 23.27))
    told = {"kind": "packing", "name": "Xưởng chè", "commune": seller.commune, "code": "DD-CUA", "added_by": "system"}
    site = Site.objects.create(seller=seller, added_at=at, **told)
    own = {"slug": seller.slug}
    steps = {"atlas:plots": own, "atlas:sites": own, "atlas:close-site": {**own, "code": site.code}}
    place = {"name": "packing-houses", "code": site.code}
    return {**ADDRESSES, **steps, "atlas:ogc-item": place}
