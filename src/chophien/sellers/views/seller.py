"""Opening a shop in three short steps, seeing how it stands, its account and its people."""

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, Invalid
from chophien.places.requests import is_draft
from chophien.sellers.actions import papers as paper_actions
from chophien.sellers.actions import payout, shops, staff, standing
from chophien.sellers.forms import AccountForm, ReasonForm, ShopForm, StaffForm, papers_form, shop_answers
from chophien.sellers.models import Seller
from chophien.sellers.selectors.duties import regulations_to_open_with
from chophien.sellers.selectors.papers import account_of, outline_of, review_sheet
from chophien.sellers.selectors.shops import (
    cooperatives_near,
    sellers_managed_by,
    sellers_staffed_by,
    shops_of,
    staff_of,
)
from chophien.sellers.states import BEING_WRITTEN, OF_ONE_HOUSEHOLD, SellerKind
from chophien.switches.requests import closed, offered
from chophien.switches.selectors import is_on_anywhere
from chophien.switches.states import Feature
from chophien.web.decorators import signed_in

REFUSED, INVALID = 409, 422
KINDS = {
    "ca-nhan": SellerKind.INDIVIDUAL,
    "ho-kinh-doanh": SellerKind.HOUSEHOLD_BUSINESS,
    "to-hop-tac": SellerKind.COOPERATIVE_GROUP,
    "hop-tac-xa": SellerKind.COOPERATIVE,
    "doanh-nghiep": SellerKind.ENTERPRISE,
}
DRAFT = re.compile(r"[\w-]{1,60}", re.ASCII)
SLUGS = {kind: slug for slug, kind in KINDS.items()}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """First step: what kind of seller. Nothing is typed yet, so nothing needs keeping; `gian` names a draft that is."""
    code = request.GET.get("gian", "")
    if not code and not is_on_anywhere(Feature.NEW_SHOPS, at=timezone.now()):
        return closed(request, Feature.NEW_SHOPS)
    context = {"kinds": KINDS, "code": code if DRAFT.fullmatch(code) else ""}
    return render(request, "sellers/seller/start.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@offered(Feature.NEW_SHOPS)
def new_shop(request: SignedInRequest, kind_slug: str) -> HttpResponse:
    """Second step: name and place. From here on it is kept as a draft."""
    kind = KINDS.get(kind_slug)
    if kind is None:
        raise Http404
    form, status, problem = _shop_form(request), 200, None
    if request.method == "POST" and not is_draft(request):
        status = INVALID
        if form.is_valid():
            try:
                seller = shops.start_seller(details=form.details(kind), actor=request.user, at=timezone.now())
                return _on(request, seller)
            except Invalid as refusal:
                form.take_faults(refusal.field_errors)
            except DomainError as refusal:
                problem, status = refusal, REFUSED
    context = {"form": form, "kind": kind, "seller": None, "problem": problem, "fixed": False}
    return render(request, "sellers/seller/details.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def details(request: SignedInRequest, code: str) -> HttpResponse:
    """Second step of a shop that is there: what it says of itself, its kind too while it is a draft."""
    at = timezone.now()
    seller = get_object_or_404(sellers_managed_by(request.user, at=at), code=code)
    fixed = seller.status not in BEING_WRITTEN
    kind = seller.kind if fixed else KINDS.get(request.GET.get("loai", ""), SellerKind(seller.kind))
    form, status, problem = _shop_form(request, seller), 200, None
    if request.method == "POST" and not is_draft(request):
        status = INVALID
        if form.is_valid():
            try:
                seller = shops.save_seller_details(seller=seller, details=form.details(kind), actor=request.user, at=at)
                return _on(request, seller)
            except Invalid as refusal:
                form.take_faults(refusal.field_errors)
            except DomainError as refusal:
                problem, status = refusal, REFUSED
    context = {"form": form, "kind": kind, "seller": seller, "problem": problem, "fixed": fixed}
    return render(request, "sellers/seller/details.html", context, status=status)


@never_cache
@sensitive_post_parameters("personal_id_number", "birth_date")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def papers(request: SignedInRequest, code: str) -> HttpResponse:
    """Third step: who sells, and the papers that show it. Kept as far as it is filled in, sent in when it is whole."""
    at = timezone.now()
    seller = get_object_or_404(sellers_managed_by(request.user, at=at), code=code)
    if seller.status not in BEING_WRITTEN:
        return HttpResponseRedirect(reverse("sellers:shop", args=[seller.code]))
    sent = request.method == "POST"
    outline = outline_of(seller)
    answered = (request.POST, request.FILES) if sent else (None, None)
    form = papers_form(seller.kind, outline)(*answered, initial=outline.shown)
    status, problem = 200, None
    if sent and not form.is_valid() and form.has_unread_answers:
        status = INVALID
    elif sent:  # every answer can be judged; a file may have been refused
        try:
            paper_actions.hand_in(seller=seller, answers=form.answers, files=form.sent_files, actor=request.user, at=at)
            if not form.errors:
                return _sent_in_or_kept(request, seller)
            status = INVALID
        except Invalid as refusal:
            form.take_faults(refusal.field_errors)
            status = INVALID
        except DomainError as refusal:
            problem, status = refusal, REFUSED
    form.mark_needed()
    context = {
        "form": form,
        "seller": seller,
        "sheet": review_sheet(seller),
        "agree_to": regulations_to_open_with(seller, at=at),
        "problem": problem,
    }
    return render(request, "sellers/seller/papers.html", context, status=status)


@require_POST
@signed_in
def remove_paper(request: SignedInRequest, code: str, file_code: str) -> HttpResponse:
    at = timezone.now()
    seller = get_object_or_404(sellers_managed_by(request.user, at=at), code=code)
    paper_actions.remove_document(seller=seller, file_code=file_code, actor=request.user, at=at)
    return HttpResponseRedirect(reverse("sellers:papers", args=[seller.code]))


@require_POST
@signed_in
def submit(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the shop in for review."""
    at = timezone.now()
    seller = get_object_or_404(sellers_managed_by(request.user, at=at), code=code)
    return _submitted(request, seller)


@never_cache
@require_safe
@signed_in
def my_shops(request: SignedInRequest) -> HttpResponse:
    """The shops somebody works for."""
    found = shops_of(request.user, at=timezone.now())
    return render(request, "sellers/seller/shops.html", {"shops": found})


@never_cache
@require_safe
@signed_in
def shop(request: SignedInRequest, code: str) -> HttpResponse:
    """How a shop stands, what is asked of it and why."""
    at = timezone.now()
    seller = get_object_or_404(sellers_staffed_by(request.user, at=at), code=code)
    return _shop_page(request, seller)


@never_cache
@sensitive_post_parameters("account")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request: SignedInRequest, code: str) -> HttpResponse:
    """The account the seller is paid to."""
    at = timezone.now()
    seller = get_object_or_404(sellers_managed_by(request.user, at=at), code=code)
    kept = account_of(seller)
    shown = {"bank_bin": kept.bank_bin, "owner_name": kept.owner_name} if kept else {}
    form, status, problem = AccountForm(request.POST or None, initial=shown), 200, None
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                payout.set_payout_account(seller=seller, actor=request.user, at=at, **form.cleaned_data)
                return _back(seller, "tai-khoan")
            except Invalid as refusal:
                form.take_faults(refusal.field_errors)
            except DomainError as refusal:
                problem, status = refusal, REFUSED
    context = {
        "form": form,
        "seller": seller,
        "account": kept,
        "problem": problem,
        "cooperatives": [] if kept or seller.kind not in OF_ONE_HOUSEHOLD else cooperatives_near(seller),
        "of_one_household": seller.kind in OF_ONE_HOUSEHOLD,
    }
    return render(request, "sellers/seller/account.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def people(request: SignedInRequest, code: str) -> HttpResponse:
    """Who works for the shop; a manager takes somebody on by phone."""
    at = timezone.now()
    seller = get_object_or_404(sellers_managed_by(request.user, at=at), code=code)
    form, status, problem = StaffForm(request.POST or None), 200, None
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                staff.add_staff(seller=seller, actor=request.user, at=at, **form.cleaned_data)
                return HttpResponseRedirect(reverse("sellers:people", args=[seller.code]) + "?xong=them")
            except DomainError as refusal:
                problem, status = refusal, REFUSED
    return _people_page(request, seller, form=form, problem=problem, status=status)


@require_POST
@signed_in
def remove_person(request: SignedInRequest, code: str, person_code: str, role: str) -> HttpResponse:
    """End somebody's work for the shop."""
    at = timezone.now()
    seller = get_object_or_404(sellers_managed_by(request.user, at=at), code=code)
    try:
        staff.remove_staff(seller=seller, person_code=person_code, role=role, actor=request.user, at=at)
    except DomainError as refusal:
        return _people_page(request, seller, form=StaffForm(), problem=refusal, status=REFUSED)
    return HttpResponseRedirect(reverse("sellers:people", args=[seller.code]) + "?xong=bo")


@require_POST
@signed_in
def close(request: SignedInRequest, code: str) -> HttpResponse:
    """Close the shop for good."""
    at = timezone.now()
    seller = get_object_or_404(sellers_managed_by(request.user, at=at), code=code)
    form = ReasonForm(request.POST)
    form.is_valid()
    try:
        shops.close_seller(seller=seller, reason=form.cleaned_data.get("reason", ""), actor=request.user, at=at)
    except DomainError as refusal:
        return _shop_page(request, seller, problem=refusal, status=REFUSED)
    return _back(seller, "dong")


def _shop_form(request: SignedInRequest, seller: Seller | None = None) -> ShopForm:
    """The form as it was sent; while a place is looked for, as it stands, without finding fault."""
    if is_draft(request):
        return ShopForm(initial=request.POST.dict(), return_path=request.get_full_path())
    known = shop_answers(seller) if seller else {}
    return ShopForm(request.POST or None, initial=known, return_path=request.get_full_path())


def _on(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """To the papers, or to the shop's page when the draft was only to be kept."""
    if "save" in request.POST or seller.status not in BEING_WRITTEN:
        return _back(seller, "luu")
    return HttpResponseRedirect(reverse("sellers:papers", args=[seller.code]))


def _back(seller: Seller, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("sellers:shop", args=[seller.code]) + f"?xong={done}")


def _sent_in_or_kept(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """On from the papers. Who came in by a card goes back to the desk: the shop's page shows more than a card opens."""
    if getattr(request, "card", None):
        if "save" not in request.POST:
            _send_in(request, seller)
        return HttpResponseRedirect(f"/ban-hang/?gian={seller.code}")
    return _back(seller, "luu") if "save" in request.POST else _submitted(request, seller)


def _submitted(request: SignedInRequest, seller: Seller) -> HttpResponse:
    try:
        _send_in(request, seller)
    except DomainError as refusal:
        return _shop_page(request, seller, problem=refusal, status=REFUSED)
    return _back(seller, "gui")


def _send_in(request: SignedInRequest, seller: Seller) -> None:
    agreed_to = request.POST.get("agreed_to", "")
    standing.submit_seller(seller=seller, actor=request.user, at=timezone.now(), agreed_to=agreed_to)


def _shop_page(
    request: SignedInRequest, seller: Seller, *, problem: DomainError | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    context = {
        "sheet": review_sheet(seller),
        "seller": seller,
        "agree_to": regulations_to_open_with(seller, at=at) if seller.status in BEING_WRITTEN else None,
        "is_managed": sellers_managed_by(request.user, at=at).contains(seller),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "close_form": ReasonForm(),
    }
    return render(request, "sellers/seller/shop.html", context, status=status)


def _people_page(
    request: SignedInRequest, seller: Seller, *, form: StaffForm, problem: DomainError | None, status: int
) -> HttpResponse:
    context = {
        "seller": seller,
        "grants": staff_of(seller, at=timezone.now()),
        "form": form,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, "sellers/seller/people.html", context, status=status)
