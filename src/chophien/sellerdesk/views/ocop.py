"""A shop's OCOP dossiers: begun, filled in, proved with papers, sent."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.ocop.actions import filling
from chophien.ocop.forms import BeginForm, EvidenceForm, answers_of
from chophien.ocop.models import Dossier
from chophien.ocop.selectors.sheets import dossiers_of, find_dossier, sheet, story_of
from chophien.ocop.selectors.wording import STEPS as STEPS_IN_WORDS
from chophien.sellerdesk import selectors
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.uploads.errors import FileRefused
from chophien.web.decorators import signed_in

STEPS = {"gui": filling.send, "rut": filling.withdraw}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def dossiers(request: SignedInRequest) -> HttpResponse:
    """The shop's dossiers, and beginning one."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    goods = selectors.names_of_goods(desk.seller)
    form = BeginForm(request.POST if request.method == "POST" else None, goods=goods)
    problem: DomainError | None = None
    if form.is_bound and form.is_valid():
        listing = get_object_or_404(
            selectors.goods_managed_by(request.user, at=at), code=form.cleaned_data["goods"], seller=desk.seller
        )
        kind = form.cleaned_data["product_type"]
        try:
            made = filling.open_dossier(listing=listing, product_type=kind, actor=request.user, at=at)
            return HttpResponseRedirect(_desk.address("ocop-dossier", desk, made.code))
        except DomainError as refusal:
            problem = refusal
    context = {"form": form, "problem": problem, "dossiers": dossiers_of(desk.seller), "has_goods": bool(goods)}
    status = _desk.status_of(problem, invalid=form.is_bound)
    return _desk.page(request, "ocop.html", desk, context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def dossier(request: SignedInRequest, code: str) -> HttpResponse:
    """The sheet; what is sent of it is kept, however much is left."""
    at = timezone.now()
    desk, found = _find(request, code)
    if request.method != "POST":
        return _page(request, desk, found)
    try:
        filling.answer(dossier=found, answers=answers_of(request.POST), actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, desk, found, problem=refusal)
    return HttpResponseRedirect(_desk.address("ocop-dossier", desk, code, xong="luu") + "#diem")


@require_POST
@signed_in
def evidence(request: SignedInRequest, code: str) -> HttpResponse:
    """Put a paper to a question."""
    at = timezone.now()
    desk, found = _find(request, code)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, desk, found, paper=form)
    try:
        filling.add_evidence(dossier=found, actor=request.user, at=at, **form.cleaned_data)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return _page(request, desk, found, paper=form)
    except DomainError as refusal:
        return _page(request, desk, found, problem=refusal)
    return HttpResponseRedirect(_desk.address("ocop-dossier", desk, code, xong="giay"))


@require_POST
@signed_in
def step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Send it to the commune, or take it back."""
    desk, found = _find(request, code)
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](dossier=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, desk, found, problem=refusal)
    return HttpResponseRedirect(_desk.address("ocop-dossier", desk, code, xong=step))


def _find(request: SignedInRequest, code: str) -> tuple[Desk, Dossier]:
    """:raises Http404: if it is no dossier of a shop for which the person fills them in"""
    at = timezone.now()
    found = find_dossier(code)
    if found is None:
        raise Http404
    desk = _desk.desk_at(request, found.seller, at=at)
    if not desk.lists:
        raise Http404
    return desk, found


def _page(
    request: SignedInRequest,
    desk: Desk,
    found: Dossier,
    *,
    problem: DomainError | None = None,
    paper: EvidenceForm | None = None,
) -> HttpResponse:
    context = {
        "sheet": sheet(found),
        "story": story_of(found),
        "steps": STEPS_IN_WORDS,
        "problem": problem,
        "paper": paper,
        "is_draft": found.status == "draft",
        "done": request.GET.get("xong", ""),
    }
    status = _desk.status_of(problem, invalid=paper is not None)
    return _desk.page(request, "ocop_dossier.html", desk, context, status=status)
