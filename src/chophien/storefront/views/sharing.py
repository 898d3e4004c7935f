"""The picture that stands beside a shared link."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.lib.dates import local_date
from chophien.rules.selectors import whole
from chophien.storefront import selectors
from chophien.storefront.sharing import share_card
from chophien.web.addresses import client_address
from chophien.web.decorators import guest_cacheable
from chophien.web.error_pages import error_page
from chophien.web.ratelimit import allow

HOUR, MINUTE = 3600, 60


@guest_cacheable
@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """The card of goods on sale, 1200 × 630."""
    at = timezone.now()
    goods = selectors.goods(code, on=local_date(at))
    if goods is None or not goods.is_published:
        raise Http404
    limit = whole("storefront.cards_per_minute", at=at)
    wait = allow("storefront.cards", client_address(request), limit=limit, per_seconds=MINUTE, at=at)
    if wait:
        refusal = error_page(request, HTTPStatus.TOO_MANY_REQUESTS)
        refusal["Retry-After"] = str(wait.seconds)
        return refusal
    response = HttpResponse(share_card(goods), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
