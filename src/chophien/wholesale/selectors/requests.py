"""Reads about requests and quotes: what is mine, and what a shop could answer."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from chophien.accounts.models import Person
from chophien.catalog.models import Listing, PriceTier, Variant
from chophien.catalog.states import ListingStatus
from chophien.sellers.models import Seller
from chophien.wholesale.models import Contract, PurchaseRequest, Quote, StandingOrder
from chophien.wholesale.states import QuoteStatus, RequestStatus

MOST = 100


def requests_of(person: Person) -> QuerySet[PurchaseRequest]:
    """What somebody has asked for, newest first, with how many quotes wait."""
    waiting = Count("quotes", filter=Q(quotes__status=QuoteStatus.OPEN))
    return PurchaseRequest.objects.filter(buyer=person).annotate(waiting=waiting).order_by("-pk")


def contracts_of(person: Person) -> QuerySet[Contract]:
    return Contract.objects.filter(buyer=person).select_related("seller").order_by("-pk")


def standing_of(person: Person) -> QuerySet[StandingOrder]:
    return StandingOrder.objects.filter(buyer=person).order_by("-pk")


def request_of(person: Person, code: str) -> PurchaseRequest | None:
    """Somebody's own request with its quotes, the lowest price first. Two statements."""
    quotes = Quote.objects.select_related("seller__commune__province", "variant__listing__live", "contract", "lot")
    ordered = quotes.exclude(status=QuoteStatus.WITHDRAWN).order_by("price_vnd", "pk")
    found = PurchaseRequest.objects.select_related("buyer", "category", "commune__province")
    return found.prefetch_related(Prefetch("quotes", ordered)).filter(buyer=person, code=code).first()


def requests_open_to(seller: Seller, *, on: date) -> QuerySet[PurchaseRequest]:
    """The requests that a shop could answer: for what it sells, from where it is, still to come, not of its own."""
    paths = Listing.objects.filter(seller=seller, status=ListingStatus.PUBLISHED, live__category__isnull=False)
    slugs = {slug for path in paths.values_list("live__category__path", flat=True) for slug in path.split("/")}
    return (
        PurchaseRequest.objects.filter(
            Q(category__isnull=True) | Q(category__slug__in=slugs),
            Q(from_province_code="") | Q(from_province_code=seller.commune.province.code),
            status=RequestStatus.OPEN,
            last_on__gte=on,
        )
        .select_related("category", "commune__province")
        .order_by("-pk")
    )


def quotes_of(seller: Seller) -> QuerySet[Quote]:
    """What a shop has quoted, newest first."""
    rows = Quote.objects.filter(seller=seller).select_related("request", "variant__listing__live", "contract")
    return rows.order_by("-pk")


def contracts_of_shop(seller: Seller) -> QuerySet[Contract]:
    return Contract.objects.filter(seller=seller).select_related("buyer").order_by("-pk")


def variants_to_quote(seller: Seller) -> list[Variant]:
    """The shop's goods on sale, size by size."""
    rows = Variant.objects.filter(
        listing__seller=seller, listing__status=ListingStatus.PUBLISHED, is_active=True, listing__live__isnull=False
    )
    return list(rows.select_related("listing__live").order_by("listing__live__title", "sort", "pk"))


def request_with_place(pk: int) -> PurchaseRequest:
    """A request with its category and where it goes."""
    return PurchaseRequest.objects.select_related("category", "commune__province").get(pk=pk)


def lock_request(pk: int) -> PurchaseRequest:
    """Fetch the request and hold its row until the transaction ends."""
    rows = PurchaseRequest.objects.select_for_update(of=("self",))
    return rows.select_related("buyer", "category", "commune__province").get(pk=pk)


def lock_quote(pk: int) -> Quote:
    """Fetch the quote and hold its row until the transaction ends."""
    rows = Quote.objects.select_for_update(of=("self",))
    return rows.select_related("seller__commune", "variant__listing__live").get(pk=pk)


def quotes_for(buyer: Person) -> QuerySet[Quote]:
    """Every quote for somebody's own requests."""
    return Quote.objects.filter(request__buyer=buyer).select_related("request")


def quotes_of_shops(shops: QuerySet[Seller]) -> QuerySet[Quote]:
    """Every quote that one of these shops gave."""
    return Quote.objects.filter(seller__in=shops).select_related("seller")


def tiers_of(goods: Collection[Variant]) -> QuerySet[PriceTier]:
    """The price lists of these goods, by goods, buyer and quantity."""
    tiers = PriceTier.objects.filter(variant__in=goods).select_related("variant__listing__live", "buyer")
    return tiers.order_by("variant", "buyer", "from_quantity")
