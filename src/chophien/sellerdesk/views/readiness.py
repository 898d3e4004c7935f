"""A shop's checklists: what is there for a certificate, what is not yet, who does it until when."""

from datetime import date, datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.readiness.actions.checking import Said, check
from chophien.readiness.selectors.lists import readiness
from chophien.readiness.states import PointStatus
from chophien.sellerdesk.views import _desk
from chophien.web.decorators import signed_in
from chophien.web.forms import DAY_FORMATS


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def checklist(request: SignedInRequest, kind: str) -> HttpResponse:
    """One checklist; what is sent of it is kept."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    problem: DomainError | None = None
    wrong: dict[str, str] = {}
    found = readiness(desk.seller, kind, on=local_date(at))
    if found is None:
        raise Http404
    if request.method == "POST":
        said = {}
        for line in found.lines:
            key = line.question.key
            found_so = request.POST.get(f"thay-{key}", "")
            if not found_so:
                continue
            day, is_day = _day(request.POST.get(f"han-{key}", ""))
            if not is_day:
                wrong[key] = request.POST.get(f"han-{key}", "")
            said[key] = Said(found_so, request.POST.get(f"viec-{key}", ""), day)
        if not wrong:
            try:
                check(seller=desk.seller, kind=kind, said=said, actor=request.user, at=at)
                return HttpResponseRedirect(_desk.address("readiness", desk, kind, xong="luu"))
            except Invalid as refusal:
                problem, wrong = refusal, {key: request.POST.get(f"han-{key}", "") for key in refusal.field_errors}
            except DomainError as refusal:
                problem = refusal
    context = {
        "found": found,
        "statuses": PointStatus.choices,
        "sent": request.POST,
        "wrong": wrong,
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "today": local_date(at),
    }
    status = _desk.status_of(problem, invalid=bool(wrong))
    return _desk.page(request, "readiness.html", desk, context, status=status)


def _day(text: str) -> tuple[date | None, bool]:
    """The day that was typed, and whether it is one; nothing typed is no day and no mistake."""
    typed = text.strip()
    if not typed:
        return None, True
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(typed[:12], form).date(), True  # noqa: DTZ007 -- a day, no moment
        except ValueError:
            continue
    return None, False
