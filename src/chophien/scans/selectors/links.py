"""Where the code of goods, a lot, a stamp or a shop's place leads, for programs: the links of its linkset."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from chophien.catalog.states import ListingStatus
from chophien.lib.gs1.linksets import Link, Linkset, linkset
from chophien.scans.selectors.found import Found
from chophien.scans.selectors.keys import KINDS, Seen

PAGE, EVENTS, GOODS_PAGE = "gs1:traceability", "gs1:epcis", "gs1:pip"
CERTIFICATES, RECALLS, HOME = "gs1:certificationInfo", "gs1:recallStatus", "gs1:locationInfo"
BEHIND, BUSINESS = "related", "417"
"""The pages of lots that something in their events leads to: IANA's word, GS1 has none. And the key of a business: it
leads to its shop alone.
"""
EVENTS_TYPE, HTML = "application/ld+json", "text/html"
LANGUAGES = ("vi", "en")


def links_of(found: Found, anchor: str) -> list[Link]:
    """The links of what was found, the one that is followed without a wish first."""
    links = _of_seen(found.seen, anchor) if found.seen else []
    if found.is_page:
        links += [
            Link(PAGE, anchor, _("Where it comes from, step by step"), HTML, LANGUAGES),
            Link(CERTIFICATES, f"{anchor}#chung-nhan", _("Certificates"), HTML, LANGUAGES),
            Link(RECALLS, f"{anchor}#canh-bao", _("Warnings and recalls"), HTML, LANGUAGES),
        ]
    if found.lot is not None:
        links.append(Link(EVENTS, f"{anchor}?linkType=gs1:epcis", _("Events of the lot"), EVENTS_TYPE))
    variant, seller = found.variant, found.seller
    if variant is not None and variant.listing.status == ListingStatus.PUBLISHED:
        listing = variant.listing
        path = reverse("storefront:product", kwargs={"slug": listing.slug, "code": listing.code})
        links.append(Link(GOODS_PAGE, settings.SITE + path, _("The goods at the market"), HTML, LANGUAGES))
    if seller is not None:
        path = reverse("storefront:shop", args=[seller.slug])
        links.append(Link(HOME, settings.SITE + path, seller.name, HTML, LANGUAGES))
    return links


def _of_seen(seen: Seen, anchor: str) -> list[Link]:
    links = [Link(PAGE, anchor, _("Where it comes from, step by step"), HTML, LANGUAGES)]
    if seen.certificates:
        links.append(Link(CERTIFICATES, f"{anchor}#chung-nhan", _("Certificates"), HTML, LANGUAGES))
    if seen.lots:
        links.append(Link(RECALLS, f"{anchor}#canh-bao", _("Warnings and recalls"), HTML, LANGUAGES))
        links.append(Link(EVENTS, f"{anchor}?linkType=gs1:epcis", _("Events of the lot"), EVENTS_TYPE))
    return links + [Link(BEHIND, one.link, f"{one.title} · {one.lot.code}", HTML, LANGUAGES) for one in seen.lots]


def linkset_of(links: Sequence[Link], anchor: str, description: str) -> Linkset:
    """The linkset of an item that has links, with the first as the default."""
    return linkset(anchor, description, links, default=links[0].link_type)


def resolver_description() -> Mapping[str, object]:
    """What stands at ``/.well-known/gs1resolver`` (GS1-Conformant Resolver Standard, resolver description file)."""
    return {
        "name": "Chợ Phiên",
        "resolverRoot": settings.SITE,
        "supportedPrimaryKeys": sorted([*KINDS, BUSINESS]),
        "supportedLinkType": [{"namespace": "https://gs1.org/voc/", "prefix": "gs1:"}],
        "linkTypeDefaultCanBeLinkset": False,
    }
