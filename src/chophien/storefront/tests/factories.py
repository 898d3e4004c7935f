"""Goods, shops and pages for the tests of buyers' pages."""

import html
import re
from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from chophien.catalog.models import Certificate, Listing
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.states import CertificateKind
from chophien.catalog.tests.factories import a_listing
from chophien.lib.dates import local_date
from chophien.supply.models import Stock


def goods_on_sale(*, available: Decimal | int = 10, **listing: object) -> Listing:
    """A listing on sale with so much left of each of its sizes. Other arguments are those of `a_listing`."""
    made = a_listing(**listing)
    for variant in made.variants.all():
        Stock.objects.update_or_create(variant=variant, defaults={"available": Decimal(available)})
    refresh_search([made.pk])
    return made


def certified(
    listing: Listing, *, kind: str = CertificateKind.OCOP, days: int | None = 400, **facts: object
) -> Certificate:
    """A verified certificate for the listing that is valid for so many more days; none: without end."""
    paper = Certificate.objects.create(
        code=f"CN-{Certificate.objects.count()}",
        seller=listing.seller,
        kind=kind,
        stars=facts.pop("stars", 4 if kind == CertificateKind.OCOP else None),
        number=facts.pop("number", "4261/QĐ-UBND"),
        issuer=facts.pop("issuer", "UBND tỉnh Tuyên Quang"),
        valid_to=None if days is None else today() + timedelta(days=days),
        verified_at=facts.pop("verified_at", timezone.now()),
        **facts,
    )
    paper.listings.add(listing)
    refresh_search([listing.pk])
    return paper


def season_around(days: int, *, length: int = 30) -> dict[str, str]:
    """A season that begins in so many days and lasts `length` days."""
    begins = today() + timedelta(days=days)
    return {"season_from": f"{begins:%m-%d}", "season_to": f"{begins + timedelta(days=length):%m-%d}"}


def today():
    return local_date(timezone.now())


def page_of(listing: Listing) -> str:
    return f"/hang/{listing.slug}-{listing.code}/"


def words_on(client: Client, path: str, *, status: int = 200) -> str:
    """What a person reads on the page, in one line."""
    response = client.get(path)
    assert response.status_code == status, response.status_code
    main = response.content.decode().partition("<main")[2].partition("</main>")[0].partition(">")[2]
    text = re.sub(r"<script.*?</script>", " ", main, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\xa0", " ").split())


def titles_on(client: Client, path: str) -> list[str]:
    """The titles of the cards on the page, in their order."""
    found = re.findall(r'<a class="title"[^>]*>(.*?)</a>', client.get(path).content.decode())
    return [html.unescape(title) for title in found]
