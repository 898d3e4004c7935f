"""The market's account at the bank: its statements, lines that somebody has to look at, money that is sent back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.gateways.forms import PayoutForm, rest_in, tables_in
from chophien.lib.errors import DomainError
from chophien.officedesk.actions.gateway_payouts import say_gateway_payout
from chophien.officedesk.filters import LISTS, SORTS_OF_LINES, shelf_of
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.payments.selectors import methods_offered
from chophien.payments.selectors.asking import asked_about
from chophien.payments.states import BY_GATEWAY
from chophien.reconciliation import selectors
from chophien.reconciliation.actions.deciding import (
    assign_line,
    give_line_back,
    record_back,
    say_same,
    see_payer,
    tell_apart,
)
from chophien.reconciliation.actions.outgoing import assign_outgoing, say_bank_cost
from chophien.reconciliation.actions.statements import take_statement
from chophien.reconciliation.forms import AssignForm, CameBackForm, GiveBackForm, SentBackForm, StatementForm
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.states import LINE_FLOW
from chophien.web.forms import PlainForm

Step = Callable[[BankLine, Mapping[str, Any], SignedInRequest, datetime], object]
STEPS: Mapping[str, tuple[type[PlainForm], Step]] = {
    "cho": (
        AssignForm,
        lambda line, said, request, at: (assign_line if line.incoming else assign_outgoing)(
            line=line, code=said["code"], actor=request.user, at=at
        ),
    ),
    "chi-hoan": (
        CameBackForm,
        lambda line, said, request, at: assign_line(line=line, code=said["code"], actor=request.user, at=at),
    ),
    "phi": (PlainForm, lambda line, _said, request, at: say_bank_cost(line=line, actor=request.user, at=at)),
    "tra-lai": (
        GiveBackForm,
        lambda line, said, request, at: give_line_back(line=line, reason=said["reason"], actor=request.user, at=at),
    ),
    "la-mot": (PlainForm, lambda line, _said, request, at: say_same(line=line, actor=request.user, at=at)),
    "cong": (
        PayoutForm,
        lambda line, said, request, at: say_gateway_payout(
            line=line, tables=tables_in(said["pays"]), rest_of=rest_in(said["pays"]), actor=request.user, at=at
        ),
    ),
    "khac-nhau": (PlainForm, lambda line, _said, request, at: tell_apart(line=line, actor=request.user, at=at)),
    "da-tra": (
        SentBackForm,
        lambda line, said, request, at: record_back(
            back=line.backs.get(), reference=said["reference"], actor=request.user, at=at
        ),
    ),
}
"""What can be done with a line: assign it, send it back, say it is the same or another, write down that it went, or
that it is what the bank charges.
"""


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def statements(request: SignedInRequest, office: Office) -> HttpResponse:
    """Send in a file of the bank; all that were sent in, newest first."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = StatementForm(*sent)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = take_statement(data=file.read(), name=file.name, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(_office.address("statement", taken.code))
    page = page_by_pk(selectors.statements(), cursor=request.GET.get("trang", ""), purpose="officedesk.statements")
    context = {
        "form": form,
        "rows": page.rows,
        "following": _office.address("statements", trang=page.following) if page.following else "",
    }
    return _office.page(
        request, "statements.html", office, context, status=_office.status_of(None, invalid=form.is_bound)
    )


@require_safe
@_office.operating_nationwide
def statement(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One file, and how its lines came out."""
    found = get_object_or_404(selectors.statements(), code=code)
    rows = page_by_pk(
        selectors.lines_of(found), cursor=request.GET.get("trang", ""), purpose="officedesk.statement-lines"
    )
    context = {
        "statement": found,
        "counts": selectors.counts_of(found),
        "rows": rows.rows,
        "following": _office.address("statement", code, trang=rows.following) if rows.following else "",
    }
    return _office.page(request, "statement.html", office, context)


@require_safe
@_office.operating_nationwide
def lines(request: SignedInRequest, office: Office) -> HttpResponse:
    """The lines of one sort, the longest waiting first."""
    shelf = shelf_of(LISTS["bank-lines"], request.user, request.GET.dict())
    if shelf.away:
        return HttpResponseRedirect(shelf.away)
    sort = shelf.asked.get("ngan", next(iter(SORTS_OF_LINES)))
    page = page_by_pk(
        selectors.lines_on(sort), cursor=request.GET.get("trang", ""), purpose="officedesk.lines", newest_first=False
    )
    context = {
        "shelf": shelf,
        "sort": sort,
        "sorts": [
            (label, _office.address("bank-lines", ngan=key), key == sort) for key, label in SORTS_OF_LINES.items()
        ],
        "rows": page.rows,
        "following": _office.address("bank-lines", ngan=sort, trang=page.following) if page.following else "",
    }
    return _office.page(request, "bank_lines.html", office, context)


@require_safe
@_office.operating_nationwide
def line(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One line with its story and what can be done."""
    return _page(request, office, code)


@require_POST
@_office.operating_nationwide
def step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Do something with a line, or see who sent it for a stated purpose."""
    at, found = timezone.now(), get_object_or_404(selectors.lines_with_all(), code=code)
    if step == "nguoi-chuyen":
        purpose = request.POST.get("purpose", "")[:300]
        try:
            payer = see_payer(line=found, purpose=purpose, actor=request.user, at=at)
        except DomainError as refusal:
            return _page(request, office, code, problem=refusal)
        return _page(request, office, code, payer=payer)
    if step not in STEPS or (step == "da-tra" and not found.backs.all()):
        raise Http404
    form_of, act = STEPS[step]
    form = form_of(request.POST)
    if not form.is_valid():
        return _page(request, office, code, form=form, tried=step)
    try:
        act(found, form.cleaned_data, request, at)
    except DomainError as refusal:
        return _page(request, office, code, form=form, tried=step, problem=refusal)
    return HttpResponseRedirect(_office.address("bank-line", code, xong=step))


def _page(
    request: SignedInRequest,
    office: Office,
    code: str,
    *,
    form: PlainForm | None = None,
    tried: str = "",
    problem: DomainError | None = None,
    payer: tuple[str, str] | None = None,
) -> HttpResponse:
    found = get_object_or_404(selectors.lines_with_all(), code=code)
    forms = {key: one() for key, (one, _act) in STEPS.items()}
    if form is not None:
        forms[tried] = form
    context = {
        "line": found,
        "forms": forms,
        "possible": LINE_FLOW.steps_from(found.status),
        "doers": _office.doers_of(found.steps.all()),
        "target": selectors.target_shown(found.target),
        "asked": asked_about([one.code for one in found.backs.all()]),
        "payer": payer,
        "has_gateways": bool(BY_GATEWAY.intersection(methods_offered())),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None
    return _office.page(request, "bank_line.html", office, context, status=_office.status_of(problem, invalid=invalid))
