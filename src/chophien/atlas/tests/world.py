"""A small world for the map: honey at Mèo Vạc, tea at Đồng Văn and Na Rì with growing areas of several sizes."""

import html
import re
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from chophien.catalog.models import Listing
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.tests.factories import a_category, a_listing
from chophien.growing.models import GrowingArea
from chophien.lib.geo.ground import coarse
from chophien.places.models import TODAY, Commune
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_seller
from chophien.supply.models import Stock

AT = datetime(2026, 11, 24, 5, tzinfo=UTC)
MEO_VAC, DONG_VAN, NA_RI = "00769", "00721", "02155"
_NUMBERS = count(1)


def commune_of(code: str) -> Commune:
    return Commune.objects.select_related("province").get(vintage=TODAY, code=code)


def a_shop(code: str, **facts: object) -> Seller:
    seller = a_seller(**facts)
    seller.commune = commune_of(code)
    seller.save(update_fields=["commune"])
    return seller


def goods_on_sale(**listing: object) -> Listing:
    made = a_listing(**listing)
    for variant in made.variants.all():
        Stock.objects.update_or_create(variant=variant, defaults={"available": Decimal(10)})
    refresh_search([made.pk])
    return made


def words_on(body: str) -> str:
    """What a person reads on the page, in one line."""
    main = body.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).replace("\xa0", " ").split())


def honey(seller: Seller, **facts: object) -> Listing:
    kind = a_category("mat-ong", name_vi="Mật ong")
    season = {"season_from": "10-01", "season_to": "12-31"}
    return goods_on_sale(seller=seller, category=kind, **{"title": "Mật ong bạc hà", **season, **facts})


def tea(seller: Seller, **facts: object) -> Listing:
    told = {"title": "Chè Shan tuyết", "season_from": "03-01", "season_to": "11-15", **facts}
    return goods_on_sale(seller=seller, category=a_category("che", name_vi="Chè"), **told)


def land(seller: Seller, hectares: str | None = "6.5", **facts: object) -> GrowingArea:
    """A growing area as the public map knows it, without a border."""
    number, commune = next(_NUMBERS), facts.pop("commune", seller.commune)
    lon, lat = coarse((commune.lon or 105.0, commune.lat or 22.0))
    told = {"name": f"Nương {number}", "crop": "che", "standard": "vietgap", "cell_lon": lon, "cell_lat": lat}
    return GrowingArea.objects.create(
        code=f"VT-THU{number:04d}",
        seller=seller,
        commune=commune,
        hectares=None if hectares is None else Decimal(hectares),
        added_by="system",
        added_at=AT,
        **{**told, **facts},
    )
