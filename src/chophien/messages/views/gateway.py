"""Where a gateway reports what became of an SMS."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chophien.messages import sending

ARRIVED, LOST, REFUSED = "1", "2", "16"
"""Kannel's numbers. Others tell of steps on the way."""


@require_safe
@never_cache
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Kannel's delivery report. The SMS's own key is the secret: nobody else knows it, nobody can guess it.

    :raises Http404: for a key of none of our SMS
    """
    told = request.GET.get("loai", "")
    if not sending.is_known(key):
        raise Http404
    if told in {ARRIVED, LOST, REFUSED}:
        problem = "" if told == ARRIVED else f"report {told}"
        sending.take_report(key=key, arrived=told == ARRIVED, at=timezone.now(), problem=problem)
    return HttpResponse("", content_type="text/plain; charset=utf-8")
