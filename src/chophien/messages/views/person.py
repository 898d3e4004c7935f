"""The news of a signed-in person."""

from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.lib.actor import Actor
from chophien.messages import selectors
from chophien.messages.actions import telling
from chophien.web.decorators import signed_in
from chophien.web.paging import BadCursor, decode_cursor, encode_cursor

PURPOSE = "notices"


@require_safe
@signed_in
def notice_list(request: HttpRequest) -> HttpResponse:
    person_code = _person_code(request)
    found = selectors.notices_of(person_code)
    cursor = request.GET.get("tiep", "")
    try:
        written_at, pk = decode_cursor(cursor, purpose=PURPOSE)
        if isinstance(written_at, datetime) and isinstance(pk, int):
            found = selectors.notices_before(person_code, written_at=written_at, pk=pk)
    except (BadCursor, ValueError):
        cursor = ""
    rows = list(found[: selectors.NOTICES_ON_A_PAGE + 1])
    notices = rows[: selectors.NOTICES_ON_A_PAGE]
    context = {
        "notices": notices,
        "unread": selectors.unread_count(person_code),
        "first_url": reverse("messages:notices") if cursor else "",
        "next_url": _next_url(notices[-1].written_at, notices[-1].pk) if len(rows) > len(notices) else "",
    }
    return render(request, "messages/person/notices.html", context)


@require_POST
@signed_in
def open_notice(request: HttpRequest, code: str) -> HttpResponse:
    """Mark it as read and go where it leads."""
    notice = get_object_or_404(selectors.notices_of(_person_code(request)), code=code)
    telling.read_notice(notice=notice, at=timezone.now())
    return HttpResponseRedirect(notice.link or reverse("messages:notices"))


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    telling.read_all_notices(person_code=_person_code(request), at=timezone.now())
    return HttpResponseRedirect(reverse("messages:notices"))


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person. `Person` itself stands on a higher rung; `signed_in` lets no one else in."""
    return cast("Actor", request.user)


def _person_code(request: HttpRequest) -> str:
    return actor_of(request).code


def _next_url(written_at: datetime, pk: int) -> str:
    return f"{reverse('messages:notices')}?tiep={encode_cursor([written_at, pk], purpose=PURPOSE)}"
