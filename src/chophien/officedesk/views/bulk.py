"""One verdict about many: what is chosen, what is decided, how far it has come, and going on where it stopped."""

from collections.abc import Callable, Mapping
from datetime import datetime
from secrets import token_urlsafe

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.officedesk.actions.bulk import go_on, start_run, try_again
from chophien.officedesk.actions.deciding import DECISIONS, Choice
from chophien.officedesk.bulk_forms import BulkForm
from chophien.officedesk.choices import MARKS_MOST, all_that_match, marks_of, named
from chophien.officedesk.models import BulkRun
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.runs import progress_of, refused_items, runs_visible_to, stands_still
from chophien.officedesk.selectors import Office
from chophien.officedesk.states import BulkKind, BulkVerdict, wants_reason, words_of_verdict
from chophien.officedesk.views import _office
from chophien.programmes.selectors.teams import helpers_overseen_by
from chophien.web.htmx import is_fragment_wanted

SHOWN = 12
PAGES = {
    BulkKind.LISTINGS: "queue",
    BulkKind.SHOPS: "shops",
    BulkKind.WORDS: "words",
    BulkKind.FINDINGS: "findings",
    BulkKind.NEVER_SOLD: "never-sold",
    BulkKind.TASKS: "tasks",
    BulkKind.SMS: "sms",
    BulkKind.TALKS: "talks",
    BulkKind.CERTIFICATES: "certificates",
    BulkKind.VOICES: "stories",
    BulkKind.FACTS: "library",
}
SUBJECTS = {
    BulkKind.LISTINGS: "officedesk:listing",
    BulkKind.SHOPS: "officedesk:shop",
    BulkKind.NEVER_SOLD: "officedesk:shop",
    BulkKind.TASKS: "officedesk:task",
}
OF_OFFICERS = frozenset({BulkKind.NEVER_SOLD, BulkKind.TASKS})
"""What officers decide about too; the rest is operators' work."""
OF_PROVINCES = frozenset({BulkKind.FACTS})
"""What officers of a province decide about, too."""
FOR_THE_SELLER = _("Reason, as the seller will read it")
REASONS = {
    BulkKind.TALKS: _("Why nothing more is to be done, kept with this decision"),
    BulkKind.FACTS: _("Reason"),
}
"""What the field of the reason is called where no seller reads it."""


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def new(request: SignedInRequest, office: Office, kind: str) -> HttpResponse:
    """Say what is decided about all that match the filters of the address, or about what was ticked."""
    if kind not in BulkKind.values or not _may_decide(office, BulkKind(kind)):
        raise Http404
    at, about = timezone.now(), BulkKind(kind)
    if request.method != "POST":
        return _page(request, office, about, all_that_match(about, request.user, request.GET.dict(), at=at))
    if "chosen" not in request.POST:
        return _page(request, office, about, named(about, request.POST.getlist("seen"), request.user, at=at))
    form = _form(request, about, at=at)
    chosen = named(about, request.POST.get("chosen", "").split(), request.user, at=at)
    if not form.is_valid():
        return _page(request, office, about, chosen, form=form)
    said = form.cleaned_data
    try:
        run = start_run(
            kind=about,
            verdict=BulkVerdict(said["verdict"]),
            chosen=chosen,
            reason=said.get("reason", ""),
            target=said.get("helper", ""),
            key=said["key"],
            actor=request.user,
            at=at,
        )
    except DomainError as refusal:
        return _page(request, office, about, chosen, form=form, problem=refusal)
    return HttpResponseRedirect(_office.address("bulk", run.code))


@require_safe
@_office.overseeing
def runs(request: SignedInRequest, office: Office) -> HttpResponse:
    """What was decided about many at once, newest first."""
    page = page_by_pk(runs_visible_to(office), cursor=request.GET.get("trang", ""), purpose="officedesk.bulk")
    context = {"page": page, "following": _office.address("bulks", trang=page.following) if page.following else ""}
    return _office.page(request, "bulks.html", office, context)


@require_safe
@_office.overseeing
def run(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """How far a run has come, and what was not done, each with its sentence."""
    return _run_page(request, office, get_object_or_404(runs_visible_to(office), code=code))


@require_POST
@_office.overseeing
def step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Go on with a run that stands still, or try again what it did not do."""
    found = get_object_or_404(runs_visible_to(office), code=code)
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](found, request, timezone.now())
    except DomainError as refusal:
        return _run_page(request, office, found, problem=refusal)
    return HttpResponseRedirect(_office.address("bulk", found.code))


STEPS: Mapping[str, Callable[[BulkRun, SignedInRequest, datetime], object]] = {
    "di-tiep": lambda found, request, at: go_on(run=found, actor=request.user, at=at),
    "thu-lai": lambda found, request, at: try_again(
        run=found, codes=request.POST.getlist("lai")[:MARKS_MOST], actor=request.user, at=at
    ),
}


def _may_decide(office: Office, kind: BulkKind) -> bool:
    return office.operates or kind in OF_OFFICERS or (office.manages_people and kind in OF_PROVINCES)


def _run_page(
    request: SignedInRequest, office: Office, found: BulkRun, *, problem: DomainError | None = None
) -> HttpResponse:
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
    progress = progress_of(found)
    context = {
        "run": found,
        "progress": progress,
        "running": running,
        "still": stands_still(found, at=timezone.now(), progress=progress),
        "is_mine": found.asked_by == request.user.code,
        "refused": refused.rows,
        "following": _office.address("bulk", found.code, trang=refused.following) if refused.following else "",
        "subject": SUBJECTS.get(BulkKind(found.kind), ""),
        "here_address": here,
        "back": _office.address(PAGES[BulkKind(found.kind)]),
        "problem": problem,
    }
    template = "_bulk_progress.html" if fragment else "bulk.html"
    return _office.page(request, template, office, context, status=_office.status_of(problem))


def _page(
    request: SignedInRequest,
    office: Office,
    kind: BulkKind,
    chosen: list[Choice],
    *,
    form: BulkForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    context = {
        "kind": kind,
        "chosen": chosen[:SHOWN],
        "total": len(chosen),
        "form": form or _form(request, kind, chosen=chosen, at=timezone.now()),
        "only": words_of_verdict(kind, next(iter(DECISIONS[kind]))) if len(DECISIONS[kind]) == 1 else "",
        "problem": problem,
        "back": _office.address(PAGES[kind]),
        "here": PAGES[kind],
    }
    status = _office.status_of(problem, invalid=form is not None and not form.is_valid())
    return _office.page(request, "new_bulk.html", office, context, status=status)


def _form(request: SignedInRequest, kind: BulkKind, *, at: datetime, chosen: list[Choice] | None = None) -> BulkForm:
    """The form of one kind: filled with what was chosen, or with what was sent where nothing is said of that."""
    verdicts = DECISIONS[kind]
    helpers = None
    if BulkVerdict.GIVE in verdicts:
        there = helpers_overseen_by(request.user, at=at)
        helpers = [(one.person.code, f"{one.person.name} · {one.commune_name}") for one in there]
    start = {"chosen": marks_of(chosen or []), "key": token_urlsafe(16), "verdict": next(iter(verdicts))}
    return BulkForm(
        request.POST if chosen is None else None,
        verdicts=[(one.value, str(words_of_verdict(kind, one))) for one in verdicts],
        helpers=helpers,
        reason=str(REASONS.get(kind, FOR_THE_SELLER)) if any(wants_reason(kind, one) for one in verdicts) else "",
        initial=start,
    )
