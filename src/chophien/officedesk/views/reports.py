"""Reports: asked for here, made by a job, fetched by whoever asked."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.report_forms import ReportForm, areas_of, kinds_for
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.reports.actions.making import ask_for_report, fetch
from chophien.reports.models import ReportRun
from chophien.reports.selectors import BY_KEY, runs_of
from chophien.reports.states import RunStatus
from chophien.web.downloads import private_file_response

REFRESH_SECONDS = "3"
PURPOSE = "officedesk.reports"


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def reports(request: SignedInRequest, office: Office) -> HttpResponse:
    """What was made for this person, and a form for the next one."""
    at, problem = timezone.now(), None
    form = ReportForm(
        request.POST or None, kinds=kinds_for(request.user, at=at), areas=areas_of(request.user, at=at), at=at
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        scope_kind, _colon, scope_code = said["area"].partition(":")
        try:
            run = ask_for_report(
                kind=BY_KEY[said["kind"]],
                since=said["since"],
                until=said["until"],
                scope_kind=scope_kind,
                scope_code=scope_code,
                file_format=said["file_format"],
                person=request.user,
                at=at,
                search=form.search(),
            )
            return HttpResponseRedirect(_office.address("report", run.code))
        except DomainError as refusal:
            problem = refusal
    page = page_by_pk(runs_of(request.user), cursor=request.GET.get("trang", ""), purpose=PURPOSE)
    context = {
        "form": form,
        "rows": [(one, BY_KEY.get(one.kind)) for one in page.rows],
        "following": _office.address("reports", trang=page.following) if page.following else "",
        "problem": problem,
        "now": at,
    }
    status = _office.status_of(problem, invalid=form.is_bound)
    return _office.page(request, "reports.html", office, context, status=status)


@require_safe
@_office.overseeing
def report(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """How far a report is; once it is there, the file."""
    run = _run(request, code)
    waits = run.status in {RunStatus.WAITING, RunStatus.RUNNING}
    context = {"run": run, "kind": BY_KEY.get(run.kind), "waits": waits, "now": timezone.now()}
    response = _office.page(request, "report.html", office, context)
    if waits:
        response["Refresh"] = REFRESH_SECONDS
    return response


@require_safe
@_office.overseeing
def report_file(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The file, for whoever had it made."""
    del office
    opened = fetch(run=_run(request, code), person=request.user, at=timezone.now())
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


def _run(request: SignedInRequest, code: str) -> ReportRun:
    found: ReportRun = get_object_or_404(runs_of(request.user), code=code)
    return found
