"""The public map: drawn by the server, with everything that it shows as a list too."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.atlas.asking import read_question
from chophien.atlas.misread import not_read
from chophien.atlas.page import map_page
from chophien.atlas.understanding import LONGEST_LINE, understand
from chophien.web.decorators import guest_cacheable

LONGEST_CURSOR = 200


@guest_cacheable
@require_safe
def atlas(request: HttpRequest) -> HttpResponse:
    """The map of what the address asks, or of what was typed into the one field."""
    at, typed = timezone.now(), request.GET.get("q", "")[:LONGEST_LINE].strip()
    question = read_question(request.GET.dict())
    if typed:
        question = understand(typed, before=question)
    unread = not_read(request.GET.dict(), typed=typed)
    page = map_page(question, typed=typed, unread=unread, cursor=request.GET.get("tiep", "")[:LONGEST_CURSOR], at=at)
    return render(request, "atlas/public/map.html", {"page": page, "site": settings.SITE})
