"""Cash on delivery at the office: who holds it, carriers and their files, differences, receipts that wait."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.collecting.actions import findings as deciding
from chophien.collecting.actions.carriers import add_carrier, end_carrier
from chophien.collecting.actions.files import take_file
from chophien.collecting.actions.handing import confirm, draw_up_paying_in, withdraw
from chophien.collecting.forms import (
    AcceptForm,
    CarrierFileForm,
    CarrierForm,
    EndCarrierForm,
    GivenBackForm,
    ReasonForm,
)
from chophien.collecting.models import Finding, SettlingCarrier
from chophien.collecting.selectors import carriers as contracts
from chophien.collecting.selectors import cash as held
from chophien.collecting.selectors import files, handovers
from chophien.collecting.states import FINDING_FLOW, STEP_WORDS, Bearer
from chophien.lib.errors import DomainError
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.payments.selectors.asking import asked_about
from chophien.web.forms import PlainForm

RECEIPTS_SHOWN, FILES_SHOWN = 20, 20
Decide = Callable[[Finding, Mapping[str, str], SignedInRequest, datetime], object]
DECISIONS: Mapping[str, tuple[type[PlainForm], Decide]] = {
    "chap-nhan": (
        AcceptForm,
        lambda one, said, request, at: deciding.accept(
            finding=one, bearer=Bearer(said["bearer"]), reason=said["reason"], actor=request.user, at=at
        ),
    ),
    "doi-du": (
        ReasonForm,
        lambda one, said, request, at: deciding.insist(finding=one, reason=said["reason"], actor=request.user, at=at),
    ),
    "hoi": (
        ReasonForm,
        lambda one, said, request, at: deciding.ask(finding=one, reason=said["reason"], actor=request.user, at=at),
    ),
    "cho-chiu": (
        ReasonForm,
        lambda one, said, request, at: deciding.write_off(
            finding=one, reason=said["reason"], actor=request.user, at=at
        ),
    ),
    "bo-qua": (
        ReasonForm,
        lambda one, said, request, at: deciding.dismiss(finding=one, reason=said["reason"], actor=request.user, at=at),
    ),
    "tra-nguoi-gui": (
        ReasonForm,
        lambda one, said, request, at: deciding.send_back(
            finding=one, reason=said["reason"], actor=request.user, at=at
        ),
    ),
    "da-tra": (
        GivenBackForm,
        lambda one, said, request, at: deciding.give_back(
            finding=one, reference=said["reference"], actor=request.user, at=at
        ),
    ),
}
"""What can be decided: the carrier's amount, ours, asking it, the market bears it, none; it goes back; it went back."""
SHELVES = {
    "can-xem": _("To be decided"),
    "da-hoi": _("Carrier asked"),
    "can-tra": _("Has to be given back"),
    "xong": pgettext_lazy("difference", "Done"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def collected(request: SignedInRequest, office: Office) -> HttpResponse:
    """Who holds collected cash; carriers that settle, and a new contract; receipts for transfers; what is disputed."""
    at = timezone.now()
    form = CarrierForm(request.POST if request.method == "POST" else None)
    problem: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            added = add_carrier(terms=form.terms(), actor=request.user, at=at)
        except DomainError as refusal:
            problem = refusal
        else:
            return HttpResponseRedirect(_office.address("carrier", added.code))
    disputes = list(handovers.hand_overs_in_dispute())
    paid_in = list(handovers.hand_overs_to_the_market()[:RECEIPTS_SHOWN])
    context = {
        "holdings": held.holdings(at=at),
        "carriers": list(contracts.carriers()),
        "disputes": disputes,
        "paid_in": paid_in,
        "givers": handovers.givers_named([*disputes, *paid_in]),
        "differences": files.findings_waiting().count(),
        "form": form,
        "problem": problem,
    }
    status = _office.status_of(problem, invalid=form.is_bound)
    return _office.page(request, "collected.html", office, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def carrier(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One carrier: what it holds and has to pay in, its files; a new file is sent in here."""
    found = get_object_or_404(contracts.carriers(), code=code)
    form = CarrierFileForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = take_file(carrier=found, data=file.read(), name=file.name, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(_office.address("carrier-file", taken.code))
    return _carrier(request, office, found, form=form)


@require_POST
@_office.operating_nationwide
def end(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The contract has a last day."""
    found, form = get_object_or_404(contracts.carriers(), code=code), EndCarrierForm(request.POST)
    if not form.is_valid():
        return _carrier(request, office, found, ending=form)
    try:
        end_carrier(carrier=found, actor=request.user, at=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        return _carrier(request, office, found, ending=form, problem=refusal)
    return HttpResponseRedirect(_office.address("carrier", code, xong="thoi"))


@require_POST
@_office.operating_nationwide
def pay_in(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Write the receipt for what the carrier has to pay in now."""
    found = get_object_or_404(contracts.carriers(), code=code)
    try:
        made = draw_up_paying_in(carrier=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _carrier(request, office, found, problem=refusal)
    return HttpResponseRedirect(_office.address("cash-receipt", made.code))


@require_safe
@_office.operating_nationwide
def file(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One file of a carrier, and how its lines came out."""
    found = get_object_or_404(files.files(), code=code)
    rows = page_by_pk(files.lines_of(found), cursor=request.GET.get("trang", ""), purpose="officedesk.carrier-lines")
    context = {
        "file": found,
        "counts": files.counts_of(found),
        "rows": rows.rows,
        "following": _office.address("carrier-file", code, trang=rows.following) if rows.following else "",
    }
    return _office.page(request, "carrier_file.html", office, context)


@require_safe
@_office.operating_nationwide
def differences(request: SignedInRequest, office: Office) -> HttpResponse:
    """Differences of one sort, the longest waiting first."""
    asked = request.GET.get("ngan", "")
    shelf = asked if asked in SHELVES else next(iter(SHELVES))
    page = page_by_pk(
        files.findings_on(shelf), cursor=request.GET.get("trang", ""), purpose="officedesk.findings", newest_first=False
    )
    context = {
        "sorts": [(label, _office.address("differences", ngan=key), key == shelf) for key, label in SHELVES.items()],
        "rows": page.rows,
        "following": _office.address("differences", ngan=shelf, trang=page.following) if page.following else "",
    }
    return _office.page(request, "differences.html", office, context)


@require_safe
@_office.operating_nationwide
def difference(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One difference with its story and what can be decided."""
    return _difference(request, office, code)


@require_POST
@_office.operating_nationwide
def decide(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Decide about a difference."""
    found = get_object_or_404(files.findings_with_all(), code=code)
    if step not in DECISIONS:
        raise Http404
    form_of, act = DECISIONS[step]
    form = form_of(request.POST)
    if not form.is_valid():
        return _difference(request, office, code, form=form, tried=step)
    try:
        act(found, form.cleaned_data, request, timezone.now())
    except DomainError as refusal:
        return _difference(request, office, code, form=form, tried=step, problem=refusal)
    return HttpResponseRedirect(_office.address("difference", code, xong=step))


@require_safe
@_office.operating_nationwide
def receipt(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One receipt for cash, with its steps; a dispute is settled here."""
    return _receipt(request, office, code)


@require_POST
@_office.operating_nationwide
def settle(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """After asking both sides: the cash came, or the receipt does not count."""
    at = timezone.now()
    found, form = get_object_or_404(handovers.all_hand_overs(), code=code), ReasonForm(request.POST)
    if step not in {"da-nhan", "khong-tinh"}:
        raise Http404
    if not form.is_valid():
        return _receipt(request, office, code, form=form)
    reason = form.cleaned_data["reason"]
    try:
        if step == "da-nhan":
            confirm(hand_over=found, actor=request.user, at=at, reason=reason)
        else:
            withdraw(hand_over=found, actor=request.user, at=at, reason=reason)
    except DomainError as refusal:
        return _receipt(request, office, code, form=form, problem=refusal)
    return HttpResponseRedirect(_office.address("cash-receipt", code, xong=step))


def _carrier(
    request: SignedInRequest,
    office: Office,
    found: SettlingCarrier,
    *,
    form: CarrierFileForm | None = None,
    ending: EndCarrierForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    at, holder = timezone.now(), found.holder
    ready, fees = files.ready_to_pay_in(found)
    context = {
        "carrier": found,
        "in_hand": held.in_hand_of(holder),
        "limit": held.limit_of(holder, at=at),
        "ready": ready,
        "fees": fees,
        "files": list(files.files_of(found)[:FILES_SHOWN]),
        "receipts": list(handovers.hand_overs_by(holder)[:RECEIPTS_SHOWN]),
        "form": form or CarrierFileForm(),
        "ending": ending or EndCarrierForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    bound = (form is not None and form.is_bound) or (ending is not None and problem is None)
    return _office.page(request, "carrier.html", office, context, status=_office.status_of(problem, invalid=bound))


def _difference(
    request: SignedInRequest,
    office: Office,
    code: str,
    *,
    form: PlainForm | None = None,
    tried: str = "",
    problem: DomainError | None = None,
) -> HttpResponse:
    found = get_object_or_404(files.findings_with_all(), code=code)
    forms = {key: one() for key, (one, _decide) in DECISIONS.items()}
    if form is not None:
        forms[tried] = form
    for step, one in forms.items():
        one.auto_id = f"{step}-%s"  # several forms of one page ask for a reason: each label leads to its own field
    context = {
        "finding": found,
        "asked": asked_about([found.code]),
        "doers": _office.doers_of(found.steps.all()),
        "forms": forms,
        "possible": FINDING_FLOW.steps_from(found.status),
        "problem": problem,
        "tried": tried,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None
    return _office.page(request, "difference.html", office, context, status=_office.status_of(problem, invalid=invalid))


def _receipt(
    request: SignedInRequest,
    office: Office,
    code: str,
    *,
    form: ReasonForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    found = get_object_or_404(handovers.with_all(handovers.all_hand_overs()), code=code)
    context = {
        "receipt": found,
        "giver": handovers.givers_named([found])[found.code],
        "receivers": handovers.receivers_named([found]),
        "people": handovers.people_named(found),
        "words": STEP_WORDS,
        "form": form or ReasonForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None
    return _office.page(
        request, "cash_receipt.html", office, context, status=_office.status_of(problem, invalid=invalid)
    )
