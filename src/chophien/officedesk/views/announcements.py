"""What the market announces: written by operators of the country, shown on top of pages while it lasts."""

from datetime import datetime, time

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import VIETNAM, local_date
from chophien.messages.actions import announce, end_announcement
from chophien.messages.models import Announcement
from chophien.messages.selectors import all_announcements
from chophien.messages.states import Audience
from chophien.officedesk.forms import AnnouncementForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def announcements(request: SignedInRequest, office: Office) -> HttpResponse:
    """Write one; all of them, newest first."""
    at = timezone.now()
    form = AnnouncementForm(request.POST or None, initial={"audience": "everybody", "starts_on": local_date(at)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        announce(
            text=said["text"],
            audience=Audience(said["audience"]),
            starts_at=datetime.combine(said["starts_on"], time.min, VIETNAM),
            ends_at=datetime.combine(said["ends_on"], time.max, VIETNAM),
            actor=request.user,
            at=at,
        )
        return HttpResponseRedirect(_office.address("announcements", xong="viet"))
    page = page_by_pk(all_announcements(), cursor=request.GET.get("trang", ""), purpose="officedesk.announcements")
    context = {
        "form": form,
        "page": page,
        "at": at,
        "following": _office.address("announcements", trang=page.following) if page.following else "",
        "done": request.GET.get("xong", ""),
    }
    status = _office.status_of(None, invalid=request.method == "POST")
    return _office.page(request, "announcements.html", office, context, status=status)


@require_POST
@_office.operating_nationwide
def end(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Take one down now."""
    del office  # that there is one was made sure of before
    found = get_object_or_404(Announcement, code=code)
    end_announcement(announcement=found, actor=request.user, at=timezone.now())
    return HttpResponseRedirect(_office.address("announcements", xong="thoi"))
