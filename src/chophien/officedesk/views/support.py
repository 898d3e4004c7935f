"""Who is supported: figures of the area, and the decisions about one shop. What for stays sealed but for a purpose."""

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.officedesk.forms import PurposeForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.support_forms import EndingForm, RulingForm
from chophien.officedesk.views import _office
from chophien.regulations.states import SupportTarget
from chophien.sellers.actions import supporting
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import households_found
from chophien.sellers.selectors.support import (
    decisions_about,
    sellers_supported_by,
    supported_by_commune,
    with_decisions_counted,
)
from chophien.uploads.errors import FileRefused
from chophien.web.downloads import private_file_response
from chophien.web.forms import PlainForm

PURPOSE = "officedesk.support"
STEP = ["GET", "HEAD", "POST"]


@require_safe
@_office.overseeing
def support(request: SignedInRequest, office: Office) -> HttpResponse:
    """How many shops of each commune are supported, and the shops of the area with how many decisions count."""
    at, text = timezone.now(), request.GET.get("q", "")[:100]
    area = sellers_supported_by(request.user, at=at)
    found = with_decisions_counted(households_found(area, text), at=at)
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose=PURPOSE)
    context = {
        "communes": [one for one in supported_by_commune(area, on=local_date(at)) if one.supported],
        "page": page,
        "text": text,
        "following": _office.address("support", q=text, trang=page.following) if page.following else "",
    }
    return _office.page(request, "support.html", office, context)


@require_http_methods(STEP)
@_office.overseeing
def shop(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """The decisions about one shop; a new one is written down here."""
    at, problem = timezone.now(), None
    seller = _seller(request, code)
    form = RulingForm(request.POST, request.FILES) if request.method == "POST" else RulingForm()
    if form.is_bound and form.is_valid():
        paper = form.cleaned_data["evidence"]
        try:
            supporting.decide_support(seller=seller, ruling=form.ruling, evidence=paper, actor=request.user, at=at)
            return HttpResponseRedirect(_office.address("support-shop", seller.code, xong="ghi"))
        except FileRefused as refusal:
            form.add_error("evidence", str(refusal))
        except DomainError as refusal:
            problem = refusal
    return _page(request, office, seller, form=form, problem=problem)


@require_POST
@_office.overseeing
def look(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """What the decisions are for, after the purpose was said and written down."""
    seller = _seller(request, code)
    try:
        grounds = supporting.look_at_support(
            seller=seller, actor=request.user, purpose=_purpose(request), at=timezone.now()
        )
    except DomainError as refusal:
        return _page(request, office, seller, problem=refusal)
    return _page(request, office, seller, grounds=grounds)


@require_POST
@_office.overseeing
def paper(request: SignedInRequest, office: Office, code: str, decision: str) -> HttpResponse:
    """The paper of a decision, after the purpose was said and written down."""
    seller = _seller(request, code)
    found = get_object_or_404(decisions_about(seller), code=decision)
    try:
        opened = supporting.look_at_support_paper(
            decision=found, actor=request.user, purpose=_purpose(request), at=timezone.now()
        )
    except DomainError as refusal:
        return _page(request, office, seller, problem=refusal)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


@require_POST
@_office.overseeing
def end(request: SignedInRequest, office: Office, code: str, decision: str) -> HttpResponse:
    """A decision counts no longer."""
    seller, problem = _seller(request, code), None
    found = get_object_or_404(decisions_about(seller), code=decision)
    form = EndingForm(request.POST)
    if form.is_valid():
        try:
            supporting.end_support(decision=found, **form.cleaned_data, actor=request.user, at=timezone.now())
            return HttpResponseRedirect(_office.address("support-shop", seller.code, xong="thoi"))
        except DomainError as refusal:
            problem = refusal
    return _page(request, office, seller, ending=(found.code, form), problem=problem)


def _seller(request: SignedInRequest, code: str) -> Seller:
    found: Seller = get_object_or_404(sellers_supported_by(request.user, at=timezone.now()), code=code)
    return found


def _purpose(request: SignedInRequest) -> str:
    form = PurposeForm(request.POST)
    form.is_valid()
    return str(form.cleaned_data.get("purpose", ""))


def _page(
    request: SignedInRequest,
    office: Office,
    seller: Seller,
    *,
    form: RulingForm | None = None,
    ending: tuple[str, EndingForm] | None = None,
    grounds: Mapping[str, SupportTarget] | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    today = local_date(timezone.now())
    refused: PlainForm | None = form or (ending[1] if ending else None)
    context = {
        "seller": seller,
        "decisions": decisions_about(seller),
        "form": form or RulingForm(),
        "ended": ending[0] if ending else "",
        "ending": ending[1] if ending else EndingForm.empty(today),
        "grounds": grounds,
        "problem": problem,
        "today": today,
        "done": request.GET.get("xong", ""),
    }
    status = _office.status_of(problem, invalid=refused is not None and refused.is_bound)
    return _office.page(request, "support_shop.html", office, context, status=status)
