"""Payment gateways on the desk: what stands there, their tables, and what they leave to people."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.gateways import selectors
from chophien.gateways.actions.deciding import ask_again, given_otherwise, look_at_attempt, send_again
from chophien.gateways.actions.odd_payments import ask_buyer, ask_gateway, ask_rest, give_odd_back, take_odd
from chophien.gateways.actions.payoffs import take_payoff
from chophien.gateways.forms import NoteForm, OtherwiseForm, PayoffForm, ReasonForm, SeenForm, SeenReasonForm
from chophien.gateways.models import Attempt, Repayment
from chophien.gateways.requests import asked_of, measured_now
from chophien.gateways.selectors import ODD, code_of, words_of_attempt, words_of_back, words_of_step
from chophien.gateways.states import HEARD, REPAYMENT_FLOW, Odd, RepaymentStatus
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.orders.selectors.refunds import words_of_reason
from chophien.payments.selectors.asking import asked_about
from chophien.payments.selectors.refunds import late_interest
from chophien.web.forms import PlainForm

ASK, SEND, OTHERWISE = "hoi", "gui", "cach-khac"
Step = Callable[[Repayment, SignedInRequest, datetime, dict[str, Any]], object]
STEPS: dict[str, tuple[type[PlainForm], Step]] = {
    ASK: (PlainForm, lambda one, request, at, _said: ask_again(repayment=one, actor=request.user, at=at)),
    SEND: (PlainForm, lambda one, request, at, _said: send_again(repayment=one, actor=request.user, at=at)),
    OTHERWISE: (
        OtherwiseForm,
        lambda one, request, at, said: given_otherwise(
            repayment=one, reference=said["reference"], actor=request.user, at=at, with_interest=not said["bare"]
        ),
    ),
}
"""What can be done about money that a gateway would not give back."""
NOTE, TAKE, REST, BACK, ASK_GATEWAY, ASK_BUYER = "xem", "nhan", "phan-thieu", "tra-lai", "hoi-cong", "nhac"
Decision = Callable[[Attempt, SignedInRequest, datetime, dict[str, Any]], object]
DECISIONS: dict[str, tuple[type[PlainForm], Decision]] = {
    NOTE: (
        NoteForm,
        lambda one, request, at, said: look_at_attempt(attempt=one, note=said["note"], actor=request.user, at=at),
    ),
    TAKE: (
        SeenForm,
        lambda one, request, at, said: take_odd(attempt=one, seen_vnd=said["seen"], actor=request.user, at=at),
    ),
    REST: (
        SeenForm,
        lambda one, request, at, said: ask_rest(attempt=one, seen_vnd=said["seen"], actor=request.user, at=at),
    ),
    BACK: (
        SeenReasonForm,
        lambda one, request, at, said: give_odd_back(
            attempt=one, seen_vnd=said["seen"], reason=said["reason"], actor=request.user, at=at
        ),
    ),
    ASK_GATEWAY: (PlainForm, lambda one, request, at, _said: ask_gateway(attempt=one, actor=request.user, at=at)),
    ASK_BUYER: (PlainForm, lambda one, request, at, _said: ask_buyer(attempt=one, actor=request.user, at=at)),
}
"""What can be done about a payment that does not fit."""


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def desk(request: SignedInRequest, office: Office) -> HttpResponse:
    """What stands at each gateway and what waits; send in a gateway's table; all that were sent in, newest first."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PayoffForm(*sent)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = take_payoff(data=file.read(), name=file.name, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(_office.address("gateway-table", taken.code))
    page = page_by_pk(selectors.payoffs(), cursor=request.GET.get("trang", ""), purpose="officedesk.payoffs")
    seen = selectors.seen_and_unsettled().select_related("payoff", "attempt").order_by("day", "pk")
    context = {
        "seen": seen[: selectors.MOST_SHOWN],
        "today": local_date(timezone.now()),
        "form": form,
        "standing": selectors.standing(),
        "backs": selectors.backs_to_look_at().order_by("due_on", "pk")[: selectors.MOST_SHOWN],
        "on_its_way": selectors.backs_on_their_way()[: selectors.MOST_SHOWN],
        "odd": selectors.odd_attempts().order_by("began_at", "pk")[: selectors.MOST_SHOWN],
        "open_tables": selectors.tables_with_open_lines()[: selectors.MOST_SHOWN],
        "entries": selectors.entries_open()[: selectors.MOST_SHOWN],
        "payouts": selectors.payouts_that_differ().order_by("said_at", "pk")[: selectors.MOST_SHOWN],
        "rows": page.rows,
        "following": _office.address("gateways", trang=page.following) if page.following else "",
    }
    return _office.page(
        request, "gateways.html", office, context, status=_office.status_of(None, invalid=form.is_bound)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def back(request: SignedInRequest, office: Office, reference: str) -> HttpResponse:
    """Money that goes back through a gateway, its story, and what can be done about it."""
    found, at = get_object_or_404(selectors.repayments(), reference=reference), timezone.now()
    form, problem = OtherwiseForm(), None
    if request.method == "POST":
        asked = request.POST.get("do", "")
        if asked not in STEPS:
            return HttpResponseRedirect(_office.address("gateway-back", reference))
        form_of, act = STEPS[asked]
        sent = form_of(request.POST)
        if sent.is_valid():
            try:
                act(found, request, at, sent.cleaned_data)
            except DomainError as refusal:
                problem = refusal
            else:
                found.refresh_from_db()
                return HttpResponseRedirect(_office.address("gateway-back", found.reference, xong=asked))
        form = sent if isinstance(sent, OtherwiseForm) else form
    context = {
        "back": found,
        "words": words_of_back(found),
        "why": words_of_reason,
        "words_of_step": words_of_step,
        "statuses": dict(RepaymentStatus.choices),
        "doers": _office.doers_of(found.steps.all()),
        "possible": REPAYMENT_FLOW.steps_from(found.status),
        "interest_vnd": late_interest(found.refund, at=at) if found.refund is not None else 0,
        "asked": asked_about([code_of(found)]).get(code_of(found)),
        "form": form,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    status = _office.status_of(problem, invalid=form.is_bound and problem is None)
    return _office.page(request, "gateway_back.html", office, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def attempt(request: SignedInRequest, office: Office, reference: str) -> HttpResponse:
    """One try to pay, everything that was heard of it, and what can be done about one that does not fit."""
    found = get_object_or_404(selectors.attempts(), reference=reference)
    asked = request.POST.get("do", NOTE) if request.method == "POST" else ""
    forms: dict[str, PlainForm] = {NOTE: NoteForm(), BACK: ReasonForm()}
    problem, invalid = None, False
    if asked:
        if asked not in DECISIONS:
            return HttpResponseRedirect(_office.address("gateway-attempt", reference))
        form_of, act = DECISIONS[asked]
        form = form_of(request.POST)
        if form.is_valid():
            try:
                act(found, request, timezone.now(), form.cleaned_data)
            except DomainError as refusal:
                problem = refusal
            else:
                return HttpResponseRedirect(_office.address("gateway-attempt", reference, xong=asked))
        invalid, forms = bool(form.errors), {**forms, asked: form}
        found.refresh_from_db()
    context = {
        "attempt": found,
        "words": words_of_attempt(found),
        "suspicion": ODD[Odd.SUSPICIOUS],
        "heard": HEARD,
        "measured": measured_now(found) if found.odd == Odd.AMOUNT else None,
        "asked": asked_of(found.group_code, at=timezone.now()),
        "forms": forms,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return _office.page(
        request, "gateway_attempt.html", office, context, status=_office.status_of(problem, invalid=invalid)
    )
