"""One announcement, for those whom it addresses, and the mark that somebody has read it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.messages import selectors
from chophien.messages.actions import announcing
from chophien.messages.announcing import is_addressed
from chophien.messages.models import Announcement
from chophien.messages.views.person import actor_of
from chophien.web.decorators import safe_next, signed_in


@never_cache
@require_safe
@signed_in
def announcement(request: HttpRequest, code: str) -> HttpResponse:
    """The text, from which day to which, and the button that says that it was read."""
    found = _find(request, code)
    has_read = selectors.has_read(found, actor_of(request).code)
    return render(request, "messages/person/announcement.html", {"announcement": found, "has_read": has_read})


@require_POST
@signed_in
def read(request: HttpRequest, code: str) -> HttpResponse:
    """Mark it as read and go back to where it stood."""
    found = _find(request, code)
    announcing.read_announcement(announcement=found, person_code=actor_of(request).code, at=timezone.now())
    return HttpResponseRedirect(safe_next(request, default=reverse("messages:announcement", args=[found.code])))


def _find(request: HttpRequest, code: str) -> Announcement:
    found = get_object_or_404(selectors.all_announcements(), code=code)
    if not is_addressed(found, actor_of(request).code, at=timezone.now()):
        raise Http404
    return found
