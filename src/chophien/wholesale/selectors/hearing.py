"""Reads about who hears of requests: shops that sell such goods there and deal in bulk, or said that they want to."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from chophien.catalog.models import Listing, PriceTier
from chophien.catalog.states import ListingStatus
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import public_sellers
from chophien.wholesale.models import Contract, PurchaseRequest, Quote, RequestNotice, RequestWish
from chophien.wholesale.states import RequestStatus


def shops_to_tell(request: PurchaseRequest) -> QuerySet[Seller]:
    """The open shops that sell the asked category or a branch of it where it is asked for, and hear of requests.

    Without a category nobody can be meant; the buyer's own shop neither is nor quotes.
    """
    if request.category is None:
        return Seller.objects.none()
    path = request.category.path
    branch = Q(live__category__path=path) | Q(live__category__path__startswith=f"{path}/")
    sold = Listing.objects.filter(branch, seller=OuterRef("pk"), status=ListingStatus.PUBLISHED)
    shops = public_sellers().filter(Exists(sold), _hears())
    if request.from_province_code:
        shops = shops.filter(commune__province__code=request.from_province_code)
    return shops.order_by("pk")


def hears_of_requests(seller: Seller) -> bool:
    """Whether the shop is told of new requests."""
    return Seller.objects.filter(_hears(), pk=seller.pk).exists()


def notices_waiting(request: PurchaseRequest | None = None, *, on: date) -> QuerySet[RequestNotice]:
    """Shops that still have to be told of requests that count on a day, of one request or of all; the oldest first."""
    rows = RequestNotice.objects.filter(told_at__isnull=True, request__status=RequestStatus.OPEN)
    rows = rows.filter(request__last_on__gte=on).select_related("request__commune__province")
    return (rows if request is None else rows.filter(request=request)).order_by("pk")


def shops_waiting(request: PurchaseRequest | None = None, *, on: date) -> Sequence[int]:
    """The keys of the shops of `notices_waiting`, each once."""
    return list(notices_waiting(request, on=on).order_by("seller").values_list("seller", flat=True).distinct())


def told_since(seller: Seller, since: datetime) -> int:
    """Of how many requests a shop was told from a moment on."""
    return RequestNotice.objects.filter(seller=seller, told_at__gte=since).count()


def new_requests_of(seller: Seller, *, on: date) -> int:
    """How many requests that the shop heard of still wait for its first quote. One statement."""
    answered = Quote.objects.filter(seller=seller, request=OuterRef("request"))
    rows = RequestNotice.objects.filter(
        ~Exists(answered), seller=seller, request__status=RequestStatus.OPEN, request__last_on__gte=on
    )
    return rows.count()


def _hears() -> Q:
    wish = RequestWish.objects.filter(seller=OuterRef("pk"))
    terms = (
        Exists(PriceTier.objects.filter(variant__listing__seller=OuterRef("pk")))
        | Exists(Quote.objects.filter(seller=OuterRef("pk")))
        | Exists(Contract.objects.filter(seller=OuterRef("pk")))
    )
    return Q(Exists(wish.filter(wants=True))) | (~Q(Exists(wish.filter(wants=False))) & Q(terms))
