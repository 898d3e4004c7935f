"""Gateways' tables and payouts on the desk: what differs, and the steps that close it; two people where money moves."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.gateways import selectors
from chophien.gateways.actions.deciding import look_at_line
from chophien.gateways.actions.entering import confirm_entry, decline_entry, propose, propose_bearing
from chophien.gateways.actions.payouts import add_table
from chophien.gateways.forms import EntryForm, NoteForm, ReasonForm, TableForm
from chophien.gateways.models import Entry, Payoff, Payout
from chophien.gateways.states import EntryHow
from chophien.lib.errors import DomainError
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.web.forms import PlainForm

NOTE, PROPOSE, CONFIRM, DECLINE, BEAR, ADD = "xem", "de-nghi", "dong-y", "tu-choi", "chiu", "them-bang"


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def table(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """A gateway's table: its sums, and line by line how it differs, with what can be done about each."""
    found = get_object_or_404(selectors.payoffs().select_related("payout"), code=code)
    form: PlainForm = NoteForm()
    problem = None
    if request.method == "POST":
        asked = request.POST.get("do", NOTE)
        form, problem = _on_table(request, found, asked)
        if problem is None and not form.errors:
            return HttpResponseRedirect(_office.address("gateway-table", code, xong=asked))
    page = page_by_pk(
        selectors.lines_of(found),
        cursor=request.GET.get("trang", ""),
        purpose="officedesk.payoff-lines",
        newest_first=False,
    )
    context = {
        "payoff": found,
        "waiting": selectors.waiting_in(found),
        "hows": [(one.value, one.label) for one in (EntryHow.BOOK, EntryHow.ASSIGN)],
        "rows": page.rows,
        "following": _office.address("gateway-table", code, trang=page.following) if page.following else "",
        "form": form,
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "reader": request.user.code,
    }
    status = _office.status_of(problem, invalid=form.is_bound and problem is None)
    return _office.page(request, "gateway_table.html", office, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def payout(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """What a gateway paid out beside the tables that it is for, and what can be done about the difference."""
    found = get_object_or_404(selectors.payouts(), code=code)
    forms: dict[str, PlainForm] = {BEAR: ReasonForm(), ADD: TableForm()}
    problem, invalid = None, False
    if request.method == "POST":
        asked = request.POST.get("do", "")
        form, problem = _on_payout(request, found, asked)
        forms[asked], invalid = form, bool(form.errors)
        if problem is None and not invalid:
            return HttpResponseRedirect(_office.address("gateway-payout", code, xong=asked))
    context = {
        "payout": found,
        "forms": forms,
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "reader": request.user.code,
    }
    status = _office.status_of(problem, invalid=invalid)
    return _office.page(request, "gateway_payout.html", office, context, status=status)


def _on_table(request: SignedInRequest, found: Payoff, asked: str) -> tuple[PlainForm, DomainError | None]:
    """Do what a form of the table's page asks; the form where it is refused, or why it is not done."""
    at = timezone.now()
    if asked in {CONFIRM, DECLINE}:
        return _on_entry(request, selectors.entries_of(found), asked)
    form: PlainForm = EntryForm(request.POST) if asked == PROPOSE else NoteForm(request.POST)
    if not form.is_valid():
        return form, None
    line = selectors.line_to_look_at(found, request.POST.get("line", ""))
    if line is None:
        raise Http404
    said = form.cleaned_data
    try:
        if asked == PROPOSE:
            how = EntryHow(said["how"])
            propose(line=line, how=how, target=said["target"], reason=said["reason"], actor=request.user, at=at)
        else:
            look_at_line(line=line, note=said["note"], actor=request.user, at=at)
    except DomainError as refusal:
        return form, refusal
    return form, None


def _on_payout(request: SignedInRequest, found: Payout, asked: str) -> tuple[PlainForm, DomainError | None]:
    at = timezone.now()
    if asked in {CONFIRM, DECLINE}:
        return _on_entry(request, selectors.entries_of(found), asked)
    form: PlainForm = TableForm(request.POST) if asked == ADD else ReasonForm(request.POST)
    if not form.is_valid():
        return form, None
    try:
        if asked == ADD:
            add_table(payout=found, table=form.cleaned_data["table"], actor=request.user, at=at)
        else:
            propose_bearing(payout=found, reason=form.cleaned_data["reason"], actor=request.user, at=at)
    except DomainError as refusal:
        return form, refusal
    return form, None


def _on_entry(request: SignedInRequest, entries: QuerySet[Entry], asked: str) -> tuple[PlainForm, DomainError | None]:
    entry = selectors.entry_among(entries, request.POST.get("entry", ""))
    if entry is None:
        raise Http404
    form = PlainForm(request.POST)
    form.is_valid()
    try:
        (confirm_entry if asked == CONFIRM else decline_entry)(entry=entry, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return form, refusal
    return form, None
