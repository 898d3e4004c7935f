"""Helpers in an area: who helps whom, how the household said yes, calls back to households, and unusual acts."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.officedesk.forms import PurposeForm
from chophien.officedesk.helping import unusual_acts
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.officedesk.wording import words_of
from chophien.sellers.actions.callbacks import settle_callback
from chophien.sellers.actions.consents import look_at_consent
from chophien.sellers.actions.mandates import decline_mandate, revoke_mandate
from chophien.sellers.selectors.helping import callbacks_open_to, mandates_overseen_by
from chophien.sellers.selectors.shops import first_managers
from chophien.sellers.states import CallbackStatus, MandateStatus
from chophien.web.downloads import private_file_response

OUTCOMES = (CallbackStatus.CONFIRMED, CallbackStatus.DENIED, CallbackStatus.UNREACHED)
CALLS_SHOWN = 100


@require_safe
@_office.overseeing
def mandates(request: SignedInRequest, office: Office) -> HttpResponse:
    """Who helps whom in the area, the newest question first."""
    return _page(request, office)


@require_POST
@_office.overseeing
def end(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Take a mandate back for the household, at once."""
    at = timezone.now()
    found = get_object_or_404(mandates_overseen_by(request.user, at=at), code=code)
    try:
        if found.status == MandateStatus.ASKED:
            decline_mandate(mandate=found, actor=request.user, at=at)
        else:
            revoke_mandate(mandate=found, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, problem=refusal)
    return HttpResponseRedirect(_office.address("helpers", xong="thoi"))


@require_POST
@_office.overseeing
def evidence(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """How the household said yes, after the purpose was said and written down."""
    at = timezone.now()
    found = get_object_or_404(mandates_overseen_by(request.user, at=at), code=code)
    form = PurposeForm(request.POST)
    form.is_valid()
    purpose = form.cleaned_data.get("purpose", "")
    try:
        opened = look_at_consent(mandate=found, purpose=purpose, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, office, problem=refusal)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


@require_safe
@_office.overseeing
def callbacks(request: SignedInRequest, office: Office) -> HttpResponse:
    """The households to be called about what their helper did, drawn by lot."""
    return _calls(request, office)


@require_POST
@_office.overseeing
def settle(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Write down what the household said."""
    at = timezone.now()
    found = get_object_or_404(callbacks_open_to(request.user, at=at), code=code)
    outcome = request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        return _calls(request, office, about=code)
    note = request.POST.get("note", "")[:2_000]
    settle_callback(callback=found, outcome=outcome, note=note, actor=request.user, at=at)
    return HttpResponseRedirect(_office.address("callbacks", xong="ghi"))


@require_safe
@_office.overseeing
def unusual(request: SignedInRequest, office: Office) -> HttpResponse:
    """Acts of helpers that somebody should look at."""
    return _office.page(request, "unusual.html", office, {"rows": unusual_acts(request.user, at=timezone.now())})


def _page(request: SignedInRequest, office: Office, *, problem: DomainError | None = None) -> HttpResponse:
    at = timezone.now()
    page = page_by_pk(
        mandates_overseen_by(request.user, at=at), cursor=request.GET.get("trang", ""), purpose="officedesk.helpers"
    )
    context = {
        "page": page,
        "following": _office.address("helpers", trang=page.following) if page.following else "",
        "problem": problem,
        "today": local_date(at),
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "helpers.html", office, context, status=_office.status_of(problem))


def _calls(request: SignedInRequest, office: Office, *, about: str = "") -> HttpResponse:
    at = timezone.now()
    found = list(callbacks_open_to(request.user, at=at)[:CALLS_SHOWN])
    households = first_managers([one.mandate.seller.code for one in found], at=at)
    context = {
        "rows": [(one, words_of(one.what), households.get(one.mandate.seller.code)) for one in found],
        "outcomes": [(outcome.value, outcome.label) for outcome in OUTCOMES],
        "about": about,
        "typed": request.POST.get("note", "")[:500] if about else "",
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "callbacks.html", office, context, status=_office.status_of(None, invalid=bool(about)))
