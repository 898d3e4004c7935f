"""The pages on which buyers look around: home, lists, goods, shops. The same for every guest but for the place."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.catalog.search.query import read_query
from chophien.channels.requests import counted
from chophien.complaints.selectors.recalls import recall_of_listing, recalls_running
from chophien.lib.dates import local_date
from chophien.reviews.selectors.ratings import NOTHING_SAID, said_about, said_about_seller
from chophien.storefront import finding, selectors
from chophien.storefront.addresses import Address, category_path, product_path, province_path, shop_path
from chophien.storefront.categories import tree
from chophien.storefront.destination import COOKIE, destination
from chophien.storefront.home import home_page
from chophien.storefront.lists import Kept, list_page
from chophien.storefront.product import for_machines, product_page
from chophien.storefront.promotions import deals_of
from chophien.storefront.sharing import card_path, machine_more
from chophien.storefront.shops import shop_page
from chophien.web.decorators import guest_cacheable
from chophien.web.htmx import is_fragment_wanted

MONTHS = range(1, 13)


@guest_cacheable
@require_safe
@counted
def home(request: HttpRequest) -> HttpResponse:
    """What is in season on the mountains now, ways in by kind of goods and by place, and what is new."""
    now = timezone.now()
    page = home_page(month=local_date(now).month, at=now)
    context = {"page": page, "site": settings.SITE, "recalls": recalls_running()}
    return render(request, "storefront/buyer/home.html", context)


@guest_cacheable
@require_safe
def month(request: HttpRequest, month: int) -> HttpResponse:
    """The home page for another month."""
    if month not in MONTHS:
        raise Http404
    page = home_page(month=month, at=timezone.now())
    context = {"page": page, "site": settings.SITE, "recalls": recalls_running()}
    return render(request, "storefront/buyer/home.html", context)


@guest_cacheable
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Goods that answer words and filters. The address holds all of it."""
    return _list(request, Kept(Address("/tim/")))


@guest_cacheable
@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """The goods of one category, to be narrowed as in the search."""
    branch = tree().by_slug.get(slug)
    if branch is None:
        raise Http404
    return _list(request, Kept(Address(category_path(slug), "category"), branch=branch))


@guest_cacheable
@require_safe
@counted
def province(request: HttpRequest, slug: str) -> HttpResponse:
    """The goods of one province, to be narrowed as in the search."""
    place = selectors.province_by_slug(slug)
    if place is None:
        raise Http404
    return _list(request, Kept(Address(province_path(slug), "province"), province=place))


def _list(request: HttpRequest, kept: Kept) -> HttpResponse:
    asked = read_query(request.GET)
    page = list_page(asked, kept, at=timezone.now())
    part = "_more" if is_fragment_wanted(request) and asked.cursor else "list"
    return render(request, f"storefront/buyer/{part}.html", {"page": page, "site": settings.SITE})


@guest_cacheable
@require_safe
@counted
def product(request: HttpRequest, code: str, slug: str | None = None) -> HttpResponse:
    """One listing. Another slug leads to the right address; goods that rest say so and show others."""
    now = timezone.now()
    goods = selectors.goods(code, on=local_date(now))
    if goods is None:
        raise Http404
    path = product_path(goods.slug, goods.code)
    if slug != goods.slug:
        return HttpResponsePermanentRedirect(path)
    if not goods.is_published:
        others = finding.like(goods, at=now)
        context = {"goods": goods, "others": others, "recall": recall_of_listing(goods.pk)}
        return render(request, "storefront/buyer/paused.html", context, status=404)
    page = product_page(goods, buyer=destination(request.COOKIES.get(COOKIE, "")), at=now)
    site = str(settings.SITE)
    said = said_about(goods.pk, at=now) if goods.is_spoken_of else NOTHING_SAID
    machine = for_machines(page, address=site + path) | machine_more(page, site=site, rating=said.rating)
    context = {
        "page": page,
        "card": card_path(goods.code),
        "others": finding.others(goods, at=now) if page.can_buy else finding.like(goods, at=now),
        "path": path,
        "site": site,
        "machine": machine,
        "said": said,
        "deals": deals_of(goods.pk, at=now) if goods.is_in_deals else None,
    }
    return render(request, "storefront/buyer/product.html", context)


@guest_cacheable
@require_safe
@counted
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sells: what everybody may know of a shop, and its goods."""
    found = selectors.shop(slug)
    if found is None:
        raise Http404
    page = shop_page(found, cursor=request.GET.get("cursor", ""), at=timezone.now())
    part = "_more" if is_fragment_wanted(request) and page.is_later else "shop"
    rating, reviews = (None, ()) if part == "_more" else said_about_seller(found.pk, at=timezone.now())
    context = {"page": page, "path": shop_path(slug), "site": settings.SITE, "rating": rating, "reviews": reviews}
    return render(request, f"storefront/buyer/{part}.html", context)
