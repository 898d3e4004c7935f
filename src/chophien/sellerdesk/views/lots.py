"""A shop's lots: opened, weighed in, closed, processed, packed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.growing.models import GrowingArea
from chophien.lib.errors import DomainError, Invalid, NotFound
from chophien.lots.actions import agreeing, making, weighing
from chophien.lots.errors import OddPack, OddYield
from chophien.lots.forms import LossForm, LotForm, MakeForm, PackForm, PledgeForm
from chophien.lots.models import Lot
from chophien.lots.selectors.amounts import grams_of
from chophien.lots.selectors.lots import LISTED_MOST, lots_of
from chophien.sellerdesk import lots as reads
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk, _lots
from chophien.web.decorators import signed_in
from chophien.web.forms import PlainForm

PLAIN_STEPS: dict[str, Callable[..., object]] = {"chot": agreeing.freeze_lot, "ket-thuc": agreeing.end_lot}
LAND = "vung"
"""The field that one comes from."""
NONE: Mapping[str, PlainForm] = {}


@never_cache
@require_safe
@signed_in
def lots(request: SignedInRequest) -> HttpResponse:
    """The shop's lots, and what came too late for one."""
    desk = _lots.weigher(request, at=timezone.now())
    context = {
        "lots": list(lots_of(desk.seller)[:LISTED_MOST]),
        "land": request.GET.get("vung", "")[:40],
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    return _desk.page(request, "lots.html", desk, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_lot(request: SignedInRequest) -> HttpResponse:
    """Begin a lot, with what is agreed about it."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    kinds, field = reads.kinds_for(desk.seller), reads.field_of(desk.seller, request.GET.get(LAND, "")[:40])
    sent = request.POST if request.method == "POST" else None
    form = LotForm(sent, kinds=kinds, initial=reads.first_terms(desk.seller, field))
    if not form.is_bound or not form.is_valid():
        return _terms_page(request, desk, form, None, field=field)
    try:
        terms = form.terms(area_code=field.code if field else "")
        lot = agreeing.open_lot(seller=desk.seller, terms=terms, actor=request.user, at=at)
    except Invalid as refusal:
        _lots.take(form, refusal)
        return _terms_page(request, desk, form, None, field=field)
    return HttpResponseRedirect(_desk.address("lot", desk, lot.code, xong="mo"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def terms(request: SignedInRequest, code: str) -> HttpResponse:
    """Agree otherwise about a lot that is open."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    lot = _lots.lot_of(desk, code)
    kinds = reads.kinds_for(desk.seller)
    is_sent = request.method == "POST"
    form = LotForm(request.POST, kinds=kinds) if is_sent else LotForm.of(lot, list(lot.grades.all()), kinds)
    if request.method != "POST" or not form.is_valid():
        return _terms_page(request, desk, form, lot)
    try:
        agreeing.change_terms(lot=lot, terms=form.terms(area_code=lot.area_code), actor=request.user, at=at)
    except Invalid as refusal:
        _lots.take(form, refusal)
        return _terms_page(request, desk, form, lot)
    except DomainError as refusal:
        return _lot_page(request, desk, lot, problem=refusal)
    return HttpResponseRedirect(_desk.address("lot", desk, lot.code, xong="sua"))


@never_cache
@require_safe
@signed_in
def lot(request: SignedInRequest, code: str) -> HttpResponse:
    """One lot: who brought what, what was made and packed of it, what it brought."""
    desk = _lots.weigher(request, at=timezone.now())
    return _lot_page(request, desk, _lots.lot_of(desk, code))


@require_POST
@signed_in
def entry(request: SignedInRequest, code: str) -> HttpResponse:
    """Something about one weighing: taken back, sorted out in part, or counted in another lot."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    found = _lots.lot_of(desk, code)
    row = reads.entry_of(found, request.POST.get("client_id", ""))
    if row is None:
        return _lot_page(request, desk, found, problem=NotFound())
    step = request.POST.get("step", "")
    try:
        if step == "bo":
            weighing.take_back(contribution=row, actor=request.user, at=at)
        elif step == "loai":
            form = LossForm(request.POST)
            if not form.is_valid():
                return _lot_page(request, desk, found, typed={"loss": form})
            grams, reason = grams_of(form.cleaned_data["kg"]), form.cleaned_data["reason"]
            weighing.note_loss(lot=found, contribution=row, grams=grams, reason=reason, actor=request.user, at=at)
        elif step == "chuyen":
            grade = get_object_or_404(reads.grades_open_to(desk.seller), pk=_number(request.POST.get("grade", "")))
            weighing.count_elsewhere(contribution=row, grade=grade, actor=request.user, at=at)
        else:
            raise Http404
    except DomainError as refusal:
        return _lot_page(request, desk, found, problem=refusal)
    return HttpResponseRedirect(_desk.address("lot", desk, found.code, xong="sua") + "#can")


@require_POST
@signed_in
def loss(request: SignedInRequest, code: str) -> HttpResponse:
    """Something of the lot was lost."""

    def act(form: PlainForm, found: Lot, at: datetime) -> object:
        kept = form.cleaned_data
        grams = grams_of(kept["kg"])
        return weighing.note_loss(lot=found, grams=grams, reason=kept["reason"], actor=request.user, at=at)

    return _typed(request, code, LossForm(request.POST), "loss", act)


@require_POST
@signed_in
def pledge(request: SignedInRequest, code: str) -> HttpResponse:
    """How much a household means to bring."""
    desk = _lots.weigher(request, at=timezone.now())
    growers = reads.growers_at(desk.seller)

    def act(form: PlainForm, found: Lot, at: datetime) -> object:
        kept = form.cleaned_data
        grower = next(one for one in growers if one.code == kept["grower"])
        return agreeing.pledge(lot=found, grower=grower, grams=grams_of(kept["kg"]), actor=request.user, at=at)

    return _typed(request, code, PledgeForm(request.POST, growers=growers), "pledge", act)


@require_POST
@signed_in
def pack(request: SignedInRequest, code: str) -> HttpResponse:
    """Packs of goods were made of the lot: they are in stock."""
    desk = _lots.weigher(request, at=timezone.now())
    variants = reads.variants_to_pack(desk.seller)

    def act(form: PlainForm, found: Lot, at: datetime) -> object:
        made = reads.packing_of(form.cleaned_data, variants)
        return making.pack_lot(lot=found, packing=made, actor=request.user, at=at)

    return _typed(request, code, PackForm(request.POST, variants=reads.named(variants)), "pack", act)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def make(request: SignedInRequest, code: str) -> HttpResponse:
    """Process a lot, split it, or put it together with another."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    found = _lots.lot_of(desk, code)
    others = reads.others_to_use(found)
    named = [(one.code, f"{one.product} · {one.code}") for one in others]
    first = {"kind": found.category.slug if found.category else ""}
    sent = request.POST if request.method == "POST" else None
    form = MakeForm(sent, others=named, kinds=reads.kinds_for(desk.seller), initial=first)
    if not form.is_bound or not form.is_valid():
        return _make_page(request, desk, found, form)
    kept = form.cleaned_data
    used = {found.pk: grams_of(kept["used"])}
    if kept["other"]:
        used[next(one.pk for one in others if one.code == kept["other"])] = grams_of(kept["other_used"] or Decimal(0))
    try:
        act = making.transform(
            seller=desk.seller,
            used=used,
            made=reads.made_of(kept),
            reason=kept["reason"],
            days_are_right=kept["days_are_right"],
            actor=request.user,
            at=at,
        )
    except Invalid as refusal:
        _lots.take(form, refusal)
        return _make_page(request, desk, found, form)
    except OddYield as refusal:
        form.add_error("reason", str(refusal))
        return _make_page(request, desk, found, form)
    except DomainError as refusal:
        return _make_page(request, desk, found, form, problem=refusal)
    return HttpResponseRedirect(_desk.address("lot", desk, reads.first_made(act).code, xong="che-bien"))


@require_POST
@signed_in
def lot_step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Close the weighing, or put the lot away."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    found = _lots.lot_of(desk, code)
    if step not in PLAIN_STEPS:
        raise Http404
    try:
        PLAIN_STEPS[step](lot=found, actor=request.user, at=at)
    except DomainError as refusal:
        return _lot_page(request, desk, found, problem=refusal)
    return HttpResponseRedirect(_desk.address("lot", desk, found.code, xong=step))


def _typed(
    request: SignedInRequest, code: str, form: PlainForm, name: str, act: Callable[[PlainForm, Lot, datetime], object]
) -> HttpResponse:
    """Take one of the small forms of the lot's page; what is refused comes back with what was typed."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    found = _lots.lot_of(desk, code)
    if not form.is_valid():
        return _lot_page(request, desk, found, typed={name: form})
    try:
        act(form, found, at)
    except Invalid as refusal:
        _lots.take(form, refusal)
        return _lot_page(request, desk, found, typed={name: form})
    except OddPack as refusal:
        form.add_error("reason", str(refusal))
        return _lot_page(request, desk, found, typed={name: form})
    except DomainError as refusal:
        return _lot_page(request, desk, _lots.lot_of(desk, code), problem=refusal, typed={name: form})
    return HttpResponseRedirect(_desk.address("lot", desk, found.code, xong=name))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _terms_page(
    request: SignedInRequest, desk: Desk, form: LotForm, lot: Lot | None, *, field: GrowingArea | None = None
) -> HttpResponse:
    back = _desk.address("lot", desk, lot.code) if lot else _desk.address("lots", desk)
    context = {"form": form, "lot": lot, "field": field, "back": back}
    return _desk.page(request, "lot_terms.html", desk, context, status=_desk.status_of(None, invalid=bool(form.errors)))


def _make_page(
    request: SignedInRequest, desk: Desk, found: Lot, form: MakeForm, *, problem: DomainError | None = None
) -> HttpResponse:
    context = {"form": form, "lot": found, "problem": problem, "back": _desk.address("lot", desk, found.code)}
    status = _desk.status_of(problem, invalid=bool(form.errors))
    return _desk.page(request, "lot_make.html", desk, context, status=status)


def _lot_page(
    request: SignedInRequest,
    desk: Desk,
    found: Lot,
    *,
    problem: DomainError | None = None,
    typed: Mapping[str, PlainForm] = NONE,
) -> HttpResponse:
    at = timezone.now()
    growers = reads.growers_at(desk.seller)
    variants = reads.variants_to_pack(desk.seller)
    forms: dict[str, PlainForm] = {
        "loss": LossForm(),
        "pack": PackForm(variants=reads.named(variants), initial={"best_before": found.best_before}),
        "pledge": PledgeForm(growers=growers),
    }
    page = reads.lot_page(_lots.lot_of(desk, found.code))
    context = {
        "page": page,
        "packers": reads.packers_of(page.packs),
        "field": reads.field_of(desk.seller, found.area_code),
        "story": reads.story_of(found),
        "short": reads.short_of(found, at=at),
        "elsewhere": reads.grades_elsewhere(found),
        "forms": {**forms, **typed},
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
        "today": at,
    }
    status = _desk.status_of(problem, invalid=bool(typed) and problem is None)
    return _desk.page(request, "lot.html", desk, context, status=status)
