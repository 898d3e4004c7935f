"""Deciding about a shop, and looking at who stands behind it, each look with its purpose."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.sellers.actions import papers, payout, standing
from chophien.sellers.forms import PurposeForm, ReasonForm
from chophien.sellers.identity import shown_answer
from chophien.sellers.models import Seller
from chophien.sellers.requirements import REQUIREMENTS
from chophien.sellers.selectors.duties import asks_identification
from chophien.sellers.selectors.papers import review_sheet
from chophien.sellers.selectors.shops import sellers_decided_by
from chophien.web.decorators import safe_next, signed_in
from chophien.web.downloads import private_file_response

REFUSED = 409
Decision = Callable[[Seller, ReasonForm, SignedInRequest, datetime], object]


@never_cache
@require_safe
@signed_in
def review(request: SignedInRequest, code: str) -> HttpResponse:
    """A shop as the one who decides about it sees it."""
    seller = _decided(request, code, at=timezone.now())
    return _page(request, seller)


@require_POST
@signed_in
def decide(request: SignedInRequest, code: str, decision: str) -> HttpResponse:
    """Take one of the decisions in `DECISIONS`."""
    at = timezone.now()
    seller = _decided(request, code, at=at)
    form = ReasonForm(request.POST)
    form.is_valid()
    try:
        DECISIONS[decision](seller, form, request, at)
    except KeyError:
        raise Http404 from None
    except DomainError as refusal:
        return _page(request, seller, problem=refusal, form=form)
    target = safe_next(request, default=reverse("sellers:review", args=[seller.code]))
    return HttpResponseRedirect(target)


@never_cache
@require_POST
@signed_in
def identity(request: SignedInRequest, code: str) -> HttpResponse:
    """Who stands behind a shop, after the purpose was said and written down."""
    at = timezone.now()
    seller = _decided(request, code, at=at)
    form = PurposeForm(request.POST)
    form.is_valid()
    try:
        answers = papers.look_at_identity(
            seller=seller, purpose=form.cleaned_data.get("purpose", ""), actor=request.user, at=at
        )
    except DomainError as refusal:
        return _page(request, seller, problem=refusal)
    questions = {question.key: question for question in REQUIREMENTS[seller.kind].questions}
    shown = {key: shown_answer(questions[key], answer) for key, answer in answers.items() if key in questions}
    return _page(request, seller, answers=shown)


@never_cache
@require_POST
@signed_in
def document(request: SignedInRequest, code: str, file_code: str) -> HttpResponse:
    """One paper of a shop, after the purpose was said and written down."""
    at = timezone.now()
    seller = _decided(request, code, at=at)
    form = PurposeForm(request.POST)
    form.is_valid()
    try:
        opened = papers.look_at_document(
            seller=seller,
            file_code=file_code,
            purpose=form.cleaned_data.get("purpose", ""),
            actor=request.user,
            at=at,
        )
    except DomainError as refusal:
        return _page(request, seller, problem=refusal)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)


def _decided(request: SignedInRequest, code: str, *, at: datetime) -> Seller:
    sellers = sellers_decided_by(request.user, at=at).select_related("commune__province")
    return get_object_or_404(sellers, code=code)


def _page(
    request: SignedInRequest,
    seller: Seller,
    *,
    answers: dict[str, str] | None = None,
    problem: DomainError | None = None,
    form: ReasonForm | None = None,
) -> HttpResponse:
    seller.refresh_from_db(fields=["status", "suspension_due_at"])
    context = {
        "sheet": review_sheet(seller),
        "answers": answers,
        "problem": problem,
        "reason_form": form or ReasonForm(),
        "identifies": asks_identification(on=local_date(timezone.now())),
        "next": safe_next(request, default=""),
    }
    return render(request, "sellers/officer/review.html", context, status=REFUSED if problem else 200)


def _reason(form: ReasonForm) -> str:
    return str(form.cleaned_data.get("reason", ""))


def _approve(seller: Seller, form: ReasonForm, request: SignedInRequest, at: datetime) -> object:
    number = str(form.cleaned_data.get("identified_by", ""))
    return standing.approve_seller(seller=seller, actor=request.user, at=at, identified_by=number)


def _ask_changes(seller: Seller, form: ReasonForm, request: SignedInRequest, at: datetime) -> object:
    return standing.ask_changes(seller=seller, reason=_reason(form), actor=request.user, at=at)


def _reject(seller: Seller, form: ReasonForm, request: SignedInRequest, at: datetime) -> object:
    return standing.reject_seller(seller=seller, reason=_reason(form), actor=request.user, at=at)


def _suspend(seller: Seller, form: ReasonForm, request: SignedInRequest, at: datetime) -> object:
    order = str(form.cleaned_data.get("authority_order", ""))
    at_once = at if order and form.cleaned_data.get("at_once") else None
    return standing.announce_suspension(
        seller=seller,
        reason=_reason(form),
        authority_order=order,
        effective_at=at_once,
        actor=request.user,
        at=at,
    )


def _lift(seller: Seller, form: ReasonForm, request: SignedInRequest, at: datetime) -> object:
    return standing.lift_suspension(seller=seller, reason=_reason(form), actor=request.user, at=at)


def _confirm_account(seller: Seller, _form: ReasonForm, request: SignedInRequest, at: datetime) -> object:
    return payout.confirm_payout_account(seller=seller, actor=request.user, at=at)


DECISIONS: dict[str, Decision] = {
    "duyet": _approve,
    "yeu-cau-sua": _ask_changes,
    "tu-choi": _reject,
    "tam-ngung": _suspend,
    "mo-lai": _lift,
    "xac-nhan-tai-khoan": _confirm_account,
}
