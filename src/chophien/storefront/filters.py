"""The filters of a list: those in use, each with the address without it, and the form that offers all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chophien.catalog.search.query import MOST_STARS, SearchQuery
from chophien.catalog.search.results import FacetBranch, Facets, FacetValue
from chophien.catalog.states import CertificateKind
from chophien.lib.money import format_vnd
from chophien.sellers.states import SellerKind
from chophien.storefront import selectors
from chophien.storefront.addresses import Address
from chophien.storefront.categories import tree


@dataclass(frozen=True, slots=True)
class Applied:
    """A filter in use, in words, with the address of the list without it."""

    name: str
    value: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question of the filter form."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One question of the filter form, of which one option is chosen; the first one asks for nothing."""

    name: str
    title: str
    options: list[Option]
    is_open: bool


def applied(query: SearchQuery, address: Address) -> list[Applied]:
    """What narrows the list besides the page's own path."""
    return [
        Applied(name, value, label, address.changed(query, **change))
        for name, value, label, change in _in_use(query)
        if address.held not in change
    ]


def _in_use(query: SearchQuery) -> Iterator[tuple[str, str, str, dict[str, object]]]:
    """The filters in use: name, value, words, and the change that takes it away."""
    if query.category:
        branch = tree().by_slug.get(query.category)
        yield "category", query.category, branch.name if branch else query.category, {"category": ""}
    if query.province:
        place = selectors.provinces().get(query.province)
        yield "province", query.province, place.full_name if place else query.province, {"province": ""}
    if query.seller:
        yield "seller", query.seller, _("One shop only"), {"seller": ""}
    if query.ocop_min:
        yield "ocop_min", str(query.ocop_min), _stars(query.ocop_min), {"ocop_min": 0}
    for kind in query.cert:
        rest = tuple(other for other in query.cert if other != kind)
        yield "cert", kind, str(CertificateKind(kind).label), {"cert": rest}
    if query.seller_kind:
        yield "seller_kind", query.seller_kind, str(SellerKind(query.seller_kind).label), {"seller_kind": ""}
    if query.price_min is not None or query.price_max is not None:
        yield "price", "", _prices(query), {"price_min": None, "price_max": None}
    if query.in_season:
        yield "in_season", "1", _("In season now"), {"in_season": False}


def groups(facets: Facets, in_use: Sequence[Applied], address: Address) -> list[Group]:
    """The questions of the filter form; what the page's own path answers is not asked."""
    asked = [
        _group("category", _("Kind of goods"), list(_branches(facets.categories)), in_use),
        _group("province", _("From which province"), facets.provinces, in_use),
        _group("ocop_min", _("OCOP stars"), facets.stars, in_use),
        _group("cert", _("Certificate"), facets.certificates, in_use),
        _group("seller_kind", _("Who sells"), facets.seller_kinds, in_use),
    ]
    return [group for group in asked if group.name != address.held and len(group.options) > 1]


def _group(name: str, title: str, values: Sequence[FacetValue | FacetBranch], in_use: Sequence[Applied]) -> Group:
    """A question with the answers that find something; the one in use is there even if it finds nothing."""
    known = {one.value for one in values}
    used = [one for one in in_use if one.name == name]
    options = [Option(one.value, one.label, one.count, one.chosen) for one in values]
    options += [Option(one.value, one.label, 0, is_chosen=True) for one in used if one.value not in known]
    return Group(name, title, [Option("", _("All"), 0, not used), *options], bool(used))


def _branches(found: Sequence[FacetBranch]) -> Iterator[FacetBranch]:
    """The roots, and what lies below the chosen branch and along the line to it."""
    for branch in found:
        yield branch
        if _leads_to_chosen(branch):
            yield from _branches(branch.children)


def _leads_to_chosen(branch: FacetBranch) -> bool:
    return branch.chosen or any(map(_leads_to_chosen, branch.children))


def _stars(stars: int) -> str:
    label = _("OCOP %(stars)s stars") if stars == MOST_STARS else _("OCOP %(stars)s stars or more")
    return label % {"stars": stars}


def _prices(query: SearchQuery) -> str:
    if query.price_min is None:
        return _("up to %(most)s") % {"most": format_vnd(query.price_max or 0)}
    if query.price_max is None:
        return _("from %(least)s on") % {"least": format_vnd(query.price_min)}
    return _("%(least)s to %(most)s") % {"least": format_vnd(query.price_min), "most": format_vnd(query.price_max)}
