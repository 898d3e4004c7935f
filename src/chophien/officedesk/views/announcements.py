"""What the market announces: written by operators of the country, shown while it lasts, sent by a job, and read."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid
from chophien.messages.actions.announcing import end_announcement
from chophien.messages.models import Announcement
from chophien.messages.selectors import all_announcements
from chophien.officedesk.actions.announcing import announce_to
from chophien.officedesk.announcement_forms import AnnouncementForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.places.selectors import communes_of, communes_today, provinces_today

CHOOSE = "chon-xa"


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def announcements(request: SignedInRequest, office: Office) -> HttpResponse:
    """Write one; all of them, newest first. A province chosen brings its communes."""
    at = timezone.now()
    provinces = [(one.code, one.name) for one in provinces_today()]
    form = _form(request, provinces)
    is_sent = form.is_bound and CHOOSE not in request.POST
    if is_sent and form.is_valid():
        try:
            announce_to(words=form.words(), actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("announcements", xong="viet"))
        except Invalid as refusal:
            form.take(refusal)
    page = page_by_pk(all_announcements(), cursor=request.GET.get("trang", ""), purpose="officedesk.announcements")
    communes = communes_today({one.commune_code for one in page.rows if one.commune_code})
    context = {
        "form": form,
        "is_writing": request.method == "POST",
        "page": page,
        "places": dict(provinces) | {one.code: one.full_name for one in communes},
        "at": at,
        "following": _office.address("announcements", trang=page.following) if page.following else "",
        "done": request.GET.get("xong", ""),
    }
    status = _office.status_of(None, invalid=is_sent)
    return _office.page(request, "announcements.html", office, context, status=status)


@require_safe
@_office.operating_nationwide
def one_announcement(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """How far sending has come, and how many have read it."""
    found = get_object_or_404(all_announcements(), code=code)
    at = timezone.now()
    names = {one.code: one.name for one in provinces_today()}
    names |= {one.code: one.full_name for one in communes_today([found.commune_code] if found.commune_code else [])}
    is_under_way = found.is_sent and found.told_at is None and found.starts_at <= at < found.ends_at
    context = {"one": found, "places": names, "at": at, "is_under_way": is_under_way}
    response = _office.page(request, "announcement.html", office, context)
    if is_under_way:
        response["Refresh"] = "3"
    return response


@require_POST
@_office.operating_nationwide
def end(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Take one down now."""
    del office  # that there is one was made sure of before
    found = get_object_or_404(Announcement, code=code)
    end_announcement(announcement=found, actor=request.user, at=timezone.now())
    return HttpResponseRedirect(_office.address("announcements", xong="thoi"))


def _form(request: HttpRequest, provinces: list[tuple[str, str]]) -> AnnouncementForm:
    """The sheet as it was sent; with another province only its communes are new, and nothing is refused yet."""
    chosen = request.POST.get("province", "")
    known = chosen if chosen in dict(provinces) else ""
    communes = [(one.code, one.full_name) for one in communes_of(known)] if known else []
    if CHOOSE in request.POST:
        return AnnouncementForm(provinces=provinces, communes=communes, initial=request.POST.dict())
    first = {"audience": "everybody", "starts_on": local_date(timezone.now())}
    return AnnouncementForm(request.POST or None, provinces=provinces, communes=communes, initial=first)
