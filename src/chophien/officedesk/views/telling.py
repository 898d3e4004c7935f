"""Closer looks: words found in goods on sale, papers, voices, demands of authorities, scores by place."""

from datetime import date, datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.actions.demands import carry_out_demand, record_demand
from chophien.catalog.actions.papers import accept_paper, refuse_paper
from chophien.catalog.actions.scores import take_snapshot
from chophien.catalog.actions.voices import KIND, approve_story, refuse_story
from chophien.catalog.actions.words import act_on_finding, clear_findings
from chophien.lib.errors import DomainError
from chophien.officedesk import selectors, telling
from chophien.officedesk.forms import DemandForm, PurposeForm, ReasonForm
from chophien.officedesk.paging import page_along, page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.uploads.actions.papers import open_private_file
from chophien.uploads.actions.recordings import play_recording
from chophien.uploads.selectors import private_file, recording
from chophien.web.downloads import private_file_response


@require_safe
@_office.operating
def findings(request: SignedInRequest, office: Office) -> HttpResponse:
    """Goods on sale in which words of the list stand that somebody has to look at, the longest waiting first."""
    return _findings_page(request, office)


@require_POST
@_office.operating
def settle(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Let words of some goods pass, those that were seen, or take the goods off the market."""
    at = timezone.now()
    finding = get_object_or_404(telling.findings_for(request.user, at=at), code=code)
    try:
        if "down" in request.POST:
            reason = request.POST.get("reason", "")[:500]
            act_on_finding(finding=finding, reason=reason, actor=request.user, at=at)
        else:
            seen = request.POST.getlist("seen") or [finding.code]
            clear_findings(listing=finding.listing, codes=seen, actor=request.user, at=at)
    except DomainError as refusal:
        return _findings_page(request, office, problem=refusal)
    return HttpResponseRedirect(_office.address("findings"))


@require_safe
@_office.operating
def stories(request: SignedInRequest, office: Office) -> HttpResponse:
    """Voices that wait to be listened to."""
    at = timezone.now()
    page = page_by_pk(
        telling.stories_for(request.user, at=at),
        cursor=request.GET.get("trang", ""),
        purpose="stories",
        newest_first=False,
    )
    following = _office.address("stories", trang=page.following) if page.following else ""
    return _office.page(request, "stories.html", office, {"rows": page.rows, "following": following})


@require_POST
@_office.operating
def decide_story(request: SignedInRequest, office: Office, code: str, story: int) -> HttpResponse:
    """Let buyers hear a voice, or refuse it with a reason."""
    del office
    at = timezone.now()
    found = get_object_or_404(telling.stories_for(request.user, at=at), listing__code=code, pk=story)
    if "approve" in request.POST:
        approve_story(story=found, actor=request.user, at=at)
    else:
        refuse_story(story=found, reason=request.POST.get("reason", "")[:500], actor=request.user, at=at)
    return HttpResponseRedirect(_office.address("listing", code))


@require_safe
@_office.operating
def hear(request: SignedInRequest, office: Office, code: str, recording_code: str) -> HttpResponse:
    """The bytes of a voice that waits."""
    del office
    listing = get_object_or_404(selectors.goods_overseen_by(request.user, at=timezone.now()), code=code)
    found = recording(recording_code, owner_code=listing.code, kind=KIND)
    if found is None:
        raise Http404
    opened = play_recording(recording=found)
    return HttpResponse(opened.data, content_type=opened.content_type)


@require_POST
@_office.operating
def decide_paper(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Look at a paper of goods for a stated purpose, accept it, or refuse it with a reason."""
    del office
    at = timezone.now()
    paper = get_object_or_404(telling.papers_reviewed_by(request.user, at=at), code=code)
    if "look" in request.POST:
        return _paper(request, paper.file_code, owner_code=paper.listing.seller.code, at=at)
    if "accept" in request.POST:
        accept_paper(paper=paper, actor=request.user, at=at)
    else:
        refuse_paper(paper=paper, reason=request.POST.get("reason", "")[:500], actor=request.user, at=at)
    return HttpResponseRedirect(_office.address("listing", paper.listing.code))


@require_safe
@_office.operating
def demands(request: SignedInRequest, office: Office) -> HttpResponse:
    """What authorities ask for, with the deadline of each."""
    at = timezone.now()
    page = page_by_pk(telling.demands_for(request.user, at=at), cursor=request.GET.get("trang", ""), purpose="demands")
    following = _office.address("demands", trang=page.following) if page.following else ""
    return _office.page(request, "demands.html", office, {"rows": page.rows, "following": following, "now": at})


@require_POST
@_office.operating
def demand(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Write down what an authority asks for; the goods go off the market at once where that is ticked."""
    at = timezone.now()
    listing = get_object_or_404(selectors.goods_overseen_by(request.user, at=at), code=code)
    form = DemandForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = record_demand(
                listing=listing,
                authority=said["authority"],
                reference=said["reference"],
                reason=said["reason"],
                received_at=said["received_at"],
                actor=request.user,
                at=at,
            )
            if said["at_once"]:
                carry_out_demand(demand=made, actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("demands"))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return _office.page(request, "demand.html", office, {"listing": listing, "form": form}, status=_office.INVALID)


@require_safe
@_office.operating
def new_demand(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The form for what an authority asks for."""
    at = timezone.now()
    listing = get_object_or_404(selectors.goods_overseen_by(request.user, at=at), code=code)
    form = DemandForm(initial={"received_at": timezone.localtime(at).strftime("%d/%m/%Y %H:%M")})
    return _office.page(request, "demand.html", office, {"listing": listing, "form": form})


@require_POST
@_office.operating
def carry_out(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Take goods off the market as an authority asks."""
    del office
    at = timezone.now()
    found = get_object_or_404(telling.demands_for(request.user, at=at), code=code)
    carry_out_demand(demand=found, actor=request.user, at=at)
    return HttpResponseRedirect(_office.address("demands"))


@require_safe
@_office.overseeing
def scores(request: SignedInRequest, office: Office) -> HttpResponse:
    """The mean score of goods by province and commune on two days, such as before and after a training."""
    at = timezone.now()
    days = telling.snapshot_days()
    after = _day(request.GET.get("sau", ""), days) or (days[0] if days else None)
    before = _day(request.GET.get("truoc", ""), days) or (days[-1] if days else None)
    province = request.GET.get("tinh", "")[:2]
    rows = (
        telling.scores_by_place(request.user, before=before, after=after, province=province, at=at)
        if before and after
        else []
    )
    context = {"days": days, "before": before, "after": after, "province": province, "rows": rows}
    return _office.page(request, "scores.html", office, context)


@require_POST
@_office.operating_nationwide
def score_now(request: SignedInRequest, office: Office) -> HttpResponse:
    """Keep today's scores, such as on the day before a training."""
    del office
    take_snapshot(actor=request.user, at=timezone.now())
    return HttpResponseRedirect(_office.address("scores"))


def _findings_page(request: SignedInRequest, office: Office, *, problem: DomainError | None = None) -> HttpResponse:
    at = timezone.now()
    waiting = telling.goods_with_findings(request.user, at=at)
    page = page_along(waiting, "waits_since", cursor=request.GET.get("trang", ""), purpose="findings")
    context = {
        "rows": telling.with_findings(page.rows, request.user, at=at),
        "following": _office.address("findings", trang=page.following) if page.following else "",
        "problem": problem,
        "reason_form": ReasonForm(),
    }
    return _office.page(request, "findings.html", office, context, status=_office.status_of(problem))


def _paper(request: SignedInRequest, file_code: str, *, owner_code: str, at: datetime) -> HttpResponse:
    found = private_file(file_code, owner_code=owner_code)
    form = PurposeForm(request.POST)
    if found is None or not form.is_valid():
        raise Http404
    opened = open_private_file(paper=found, actor=request.user, purpose=form.cleaned_data["purpose"], at=at)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


def _day(text: str, days: list[date]) -> date | None:
    return next((day for day in days if day.isoformat() == text), None)
