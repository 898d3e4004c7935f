"""The outbox: what would have left, by whichever way. It exists on a developer's own machine only."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chophien.messages import selectors
from chophien.web.addresses import is_loopback


@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    if not (settings.DEV and is_loopback(request)):
        raise Http404
    context = {
        "messages": selectors.outbox(),
        "dispatches": selectors.dispatches(),
        "visits": selectors.visits(),
        "now": timezone.now(),
    }
    return render(request, "messages/developer/outbox.html", context)
