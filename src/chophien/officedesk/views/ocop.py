"""OCOP dossiers at the office: what waits, one of them judged, the decision; which stars end and which are not sold."""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.ocop.actions import grading
from chophien.ocop.forms import DecisionForm, answers_of
from chophien.ocop.models import Dossier
from chophien.ocop.selectors.sheets import (
    dossiers_judged_by,
    evidence_for,
    sheet,
    stars_ending,
    stars_not_on_sale,
    story_of,
)
from chophien.ocop.selectors.wording import STEPS
from chophien.officedesk.forms import PurposeForm, ReasonForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.uploads.actions.papers import open_private_file
from chophien.web.downloads import private_file_response


@require_safe
@_office.overseeing
def dossiers(request: SignedInRequest, office: Office) -> HttpResponse:
    """The dossiers of the reader's area; stars that end soon; stars that are not on sale."""
    at = timezone.now()
    page = page_by_pk(
        dossiers_judged_by(request.user, at=at),
        cursor=request.GET.get("trang", ""),
        purpose="officedesk.ocop",
        newest_first=True,
    )
    context = {
        "page": page,
        "following": _office.address("ocop", trang=page.following) if page.following else "",
        "ending": stars_ending(request.user, on=local_date(at), at=at),
        "not_sold": stars_not_on_sale(request.user, on=local_date(at), at=at),
    }
    return _office.page(request, "ocop.html", office, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def dossier(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One dossier; what is sent of its sheet are points of the reader's level."""
    at = timezone.now()
    found = _find(request, code, at=at)
    if request.method != "POST":
        return _page(request, office, found)
    try:
        grading.judge(dossier=found, answers=answers_of(request.POST), actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, found, problem=refusal)
    return HttpResponseRedirect(_office.address("ocop-dossier", code, xong="luu"))


@require_POST
@_office.overseeing
def step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Back to the shop, on to the province, up to the centre, or decided."""
    at = timezone.now()
    found = _find(request, code, at=at)
    form = DecisionForm(request.POST) if step == "quyet-dinh" else None
    if form is not None and not form.is_valid():
        return _page(request, office, found, decision=form)
    try:
        if step == "tra-lai":
            reason = ReasonForm(request.POST)
            reason.is_valid()
            why = reason.cleaned_data.get("reason", "")
            grading.give_back(dossier=found, reason=why, actor=request.user, at=at)
        elif step == "len-tinh":
            grading.forward(dossier=found, actor=request.user, at=at)
        elif step == "len-trung-uong":
            grading.send_up(dossier=found, actor=request.user, at=at)
        elif form is not None:
            grading.decide(dossier=found, actor=request.user, at=at, **form.cleaned_data)
        else:
            raise Http404
    except DomainError as refusal:
        return _page(request, office, found, problem=refusal, decision=form)
    return HttpResponseRedirect(_office.address("ocop", xong=step))


@require_POST
@_office.overseeing
def paper(request: SignedInRequest, office: Office, code: str, file_code: str) -> HttpResponse:
    """A paper, after the purpose was said and written down."""
    at = timezone.now()
    found = _find(request, code, at=at)
    kept = evidence_for(found, file_code)
    if kept is None:
        raise Http404
    form = PurposeForm(request.POST)
    form.is_valid()
    try:
        opened = open_private_file(paper=kept, actor=request.user, purpose=form.cleaned_data.get("purpose", ""), at=at)
    except DomainError as refusal:
        return _page(request, office, found, problem=refusal)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


def _find(request: SignedInRequest, code: str, *, at: datetime) -> Dossier:
    found: Dossier = get_object_or_404(dossiers_judged_by(request.user, at=at), code=code)
    return found


def _page(
    request: SignedInRequest,
    office: Office,
    found: Dossier,
    *,
    problem: DomainError | None = None,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    context = {
        "sheet": sheet(found),
        "story": story_of(found),
        "steps": STEPS,
        "decision": decision or DecisionForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = decision is not None and not decision.is_valid()
    status = _office.status_of(problem, invalid=invalid)
    return _office.page(request, "ocop_dossier.html", office, context, status=status)
