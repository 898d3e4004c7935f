"""The public page of what runs now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.storefront.promotions import promotions_page
from chophien.web.decorators import guest_cacheable


@guest_cacheable
@require_safe
def promotions(request: HttpRequest) -> HttpResponse:
    """Vouchers, sets of goods and group purchases, each with its last day and who pays."""
    return render(request, "storefront/buyer/promotions.html", {"page": promotions_page(at=timezone.now())})
