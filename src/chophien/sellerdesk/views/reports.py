"""The shop's own reports: a month or a year, made by a job, fetched by whoever had it made."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.states import Scope
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.reports.actions.making import ask_for_report, fetch
from chophien.reports.selectors import BY_KEY, runs_about_shop
from chophien.reports.states import RunStatus
from chophien.sellerdesk.report_forms import ShopReportForm
from chophien.sellerdesk.views import _desk
from chophien.web.decorators import signed_in
from chophien.web.downloads import private_file_response

MOST, REFRESH_SECONDS = 30, "3"
WAITS = {RunStatus.WAITING, RunStatus.RUNNING}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reports(request: SignedInRequest) -> HttpResponse:
    """What was made, and a form for the next one. The page looks again by itself while something is being made."""
    at, problem = timezone.now(), None
    desk = _desk.need_desk(request, at=at, cashier=True)
    form = ShopReportForm(request.POST if request.method == "POST" else None, today=local_date(at))
    if form.is_bound and form.is_valid():
        chosen = form.chosen
        try:
            ask_for_report(
                kind=BY_KEY[chosen.kind],
                since=chosen.since,
                until=chosen.until,
                scope_kind=Scope.SELLER,
                scope_code=desk.seller.code,
                file_format=form.cleaned_data["file_format"],
                person=request.user,
                at=at,
            )
            return HttpResponseRedirect(_desk.address("reports", desk, xong="xin"))
        except DomainError as refusal:
            problem = refusal
    runs = list(runs_about_shop(request.user, desk.seller.code)[:MOST])
    context = {
        "rows": [(one, BY_KEY[one.kind]) for one in runs if one.kind in BY_KEY],
        "form": form,
        "problem": problem,
        "now": at,
        "done": request.GET.get("xong", ""),
    }
    status = _desk.status_of(problem, invalid=form.is_bound)
    response = _desk.page(request, "reports.html", desk, context, status=status)
    if not form.is_bound and any(one.status in WAITS for one in runs):
        response["Refresh"] = REFRESH_SECONDS
    return response


@never_cache
@require_safe
@signed_in
def report_file(request: SignedInRequest, code: str) -> HttpResponse:
    """The file, for whoever had it made and still keeps the shop's books."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, cashier=True)
    run = get_object_or_404(runs_about_shop(request.user, desk.seller.code), code=code)
    opened = fetch(run=run, person=request.user, at=at)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)
