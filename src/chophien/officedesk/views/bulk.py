"""One verdict about many: what is chosen, what is decided, and how far it has come."""

from secrets import token_urlsafe

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.officedesk.actions.bulk import start_run
from chophien.officedesk.actions.deciding import DECISIONS, Choice
from chophien.officedesk.choices import all_that_match, marks_of, named, progress_of, refused_items, runs_visible_to
from chophien.officedesk.forms import BulkForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.states import BulkKind, BulkVerdict
from chophien.officedesk.views import _office
from chophien.web.htmx import is_fragment_wanted

SHOWN = 12
PAGES = {BulkKind.LISTINGS: "queue", BulkKind.SHOPS: "shops", BulkKind.WORDS: "words"}
SUBJECTS = {BulkKind.LISTINGS: "officedesk:listing", BulkKind.SHOPS: "officedesk:shop", BulkKind.WORDS: ""}


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating
def new(request: SignedInRequest, office: Office, kind: str) -> HttpResponse:
    """Say what is decided about all that match the filters of the address, or about what was ticked."""
    if kind not in BulkKind.values:
        raise Http404
    at, about = timezone.now(), BulkKind(kind)
    if request.method != "POST":
        return _page(request, office, about, all_that_match(about, request.user, request.GET.dict(), at=at))
    if "chosen" not in request.POST:
        return _page(request, office, about, named(about, request.POST.getlist("seen"), request.user, at=at))
    form = BulkForm(request.POST, verdicts=_verdicts(about))
    chosen = named(about, request.POST.get("chosen", "").split(), request.user, at=at)
    if not form.is_valid():
        return _page(request, office, about, chosen, form=form)
    said = form.cleaned_data
    verdict = BulkVerdict(said["verdict"])
    try:
        run = start_run(
            kind=about,
            verdict=verdict,
            chosen=chosen,
            reason=said["reason"],
            key=said["key"],
            actor=request.user,
            at=at,
        )
    except DomainError as refusal:
        return _page(request, office, about, chosen, form=form, problem=refusal)
    return HttpResponseRedirect(_office.address("bulk", run.code))


@require_safe
@_office.operating
def runs(request: SignedInRequest, office: Office) -> HttpResponse:
    """What was decided about many at once, newest first."""
    page = page_by_pk(runs_visible_to(office), cursor=request.GET.get("trang", ""), purpose="officedesk.bulk")
    context = {"page": page, "following": _office.address("bulks", trang=page.following) if page.following else ""}
    return _office.page(request, "bulks.html", office, context)


@require_safe
@_office.operating
def run(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """How far a run has come, and what was not done, each with its sentence."""
    found = get_object_or_404(runs_visible_to(office), code=code)
    here = _office.address("bulk", found.code)
    running = found.status != "done"
    fragment = is_fragment_wanted(request)
    if fragment and not running:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = here
        return response
    refused = page_by_pk(
        refused_items(found),
        cursor=request.GET.get("trang", ""),
        purpose="officedesk.bulk_items",
        newest_first=False,
    )
    context = {
        "run": found,
        "progress": progress_of(found),
        "running": running,
        "refused": refused.rows,
        "following": _office.address("bulk", found.code, trang=refused.following) if refused.following else "",
        "subject": SUBJECTS[BulkKind(found.kind)],
        "here_address": here,
        "back": _office.address(PAGES[BulkKind(found.kind)]),
    }
    return _office.page(request, "_bulk_progress.html" if fragment else "bulk.html", office, context)


def _page(
    request: SignedInRequest,
    office: Office,
    kind: BulkKind,
    chosen: list[Choice],
    *,
    form: BulkForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    start = {"chosen": marks_of(chosen), "key": token_urlsafe(16), "verdict": BulkVerdict.APPROVE}
    context = {
        "kind": kind,
        "chosen": chosen[:SHOWN],
        "total": len(chosen),
        "form": form or BulkForm(verdicts=_verdicts(kind), initial=start),
        "problem": problem,
        "back": _office.address(PAGES[kind]),
        "here": PAGES[kind],
    }
    status = _office.status_of(problem, invalid=form is not None and not form.is_valid())
    return _office.page(request, "new_bulk.html", office, context, status=status)


def _verdicts(kind: BulkKind) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in DECISIONS[kind]]
