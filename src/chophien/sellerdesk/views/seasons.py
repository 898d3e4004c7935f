"""A shop's seasons: harvests sold before they are there, goods by season, and the shop's sleep."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.models import Person
from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.orders.actions.preorders import call_off_harvest, move_harvest, start_harvest
from chophien.orders.selectors.lists import page_of
from chophien.orders.selectors.preorders import ordered_of, orders_of_harvest
from chophien.seasons.actions.dormancy import keep_awake, let_sleep
from chophien.seasons.actions.harvests import close_harvest, open_harvest, reopen_harvest
from chophien.seasons.actions.notes import write_season_note
from chophien.seasons.forms import CallOffForm, HarvestForm, SeasonNoteForm, WindowForm
from chophien.seasons.models import Harvest
from chophien.seasons.selectors.harvests import harvests_of
from chophien.sellerdesk import seasons as reads
from chophien.sellerdesk import selectors
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.sellers.models import Seller
from chophien.web.decorators import signed_in

Plain = Callable[[Harvest, Person, datetime], object]
PLAIN_STEPS: dict[str, Plain] = {
    "dong": lambda harvest, person, at: close_harvest(harvest=harvest, actor=person, at=at),
    "mo-lai": lambda harvest, person, at: reopen_harvest(harvest=harvest, actor=person, at=at),
    "bat-dau": lambda harvest, person, at: start_harvest(harvest=harvest, actor=person, at=at),
}
Sleep = Callable[[Seller, Person, datetime], object]
SLEEP: dict[str, Sleep] = {
    "thuc": lambda seller, person, at: keep_awake(seller=seller, actor=person, at=at),
    "ngu": lambda seller, person, at: let_sleep(seller=seller, actor=person, at=at),
}


@never_cache
@require_safe
@signed_in
def seasons(request: SignedInRequest) -> HttpResponse:
    """The shop's harvests, its goods by season, and whether it sleeps."""
    desk = _lister(request, at=timezone.now())
    return _page(request, desk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_harvest(request: SignedInRequest) -> HttpResponse:
    """Open a harvest to be ordered from."""
    at = timezone.now()
    desk = _lister(request, at=at)
    sizes = reads.sizes_to_harvest(desk.seller)
    if request.method != "POST":
        first = reads.first_terms(desk.seller, request.GET.get("hang", ""), on=local_date(at))
        return _new(request, desk, HarvestForm(variants=sizes, initial=first))
    form = HarvestForm(request.POST, variants=sizes)
    if not form.is_valid():
        return _new(request, desk, form, status=_desk.INVALID)
    variant = get_object_or_404(reads.sizes_of(desk.seller), code=form.cleaned_data["variant"])
    try:
        harvest = open_harvest(variant=variant, terms=form.terms(), actor=request.user, at=at)
    except Invalid as refusal:
        form.take(refusal)
        return _new(request, desk, form, status=_desk.INVALID)
    except DomainError as refusal:
        return _new(request, desk, form, problem=refusal, status=_desk.REFUSED)
    return HttpResponseRedirect(_desk.address("harvest", desk, harvest.code, xong="mo"))


@never_cache
@require_safe
@signed_in
def harvest(request: SignedInRequest, code: str) -> HttpResponse:
    """One harvest: who ordered of it, and what can be done."""
    desk = _lister(request, at=timezone.now())
    return _harvest_page(request, desk, _harvest(desk, code))


@require_POST
@signed_in
def move(request: SignedInRequest, code: str) -> HttpResponse:
    """The harvest comes between other days."""
    at = timezone.now()
    desk = _lister(request, at=at)
    found = _harvest(desk, code)
    form = WindowForm(request.POST)
    if not form.is_valid():
        return _harvest_page(request, desk, found, window=form, status=_desk.INVALID)
    try:
        move_harvest(harvest=found, **form.cleaned_data, actor=request.user, at=at)
    except Invalid as refusal:
        form.take(refusal)
        return _harvest_page(request, desk, found, window=form, status=_desk.INVALID)
    except DomainError as refusal:
        return _harvest_page(request, desk, found, window=form, problem=refusal, status=_desk.REFUSED)
    return HttpResponseRedirect(_desk.address("harvest", desk, code, xong="doi"))


@require_POST
@signed_in
def call_off(request: SignedInRequest, code: str) -> HttpResponse:
    """There will be no harvest: all orders are cancelled and all money goes back."""
    at = timezone.now()
    desk = _lister(request, at=at)
    found = _harvest(desk, code)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return _harvest_page(request, desk, found, ending=form, status=_desk.INVALID)
    try:
        call_off_harvest(harvest=found, reason=form.cleaned_data["reason"], actor=request.user, at=at)
    except DomainError as refusal:
        return _harvest_page(request, desk, found, problem=refusal, status=_desk.REFUSED)
    return HttpResponseRedirect(_desk.address("harvest", desk, code, xong="huy"))


@require_POST
@signed_in
def harvest_step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Close, open again, or begin a harvest."""
    at = timezone.now()
    desk = _lister(request, at=at)
    found = _harvest(desk, code)
    if step not in PLAIN_STEPS:
        raise Http404
    try:
        PLAIN_STEPS[step](found, request.user, at)
    except DomainError as refusal:
        return _harvest_page(request, desk, _harvest(desk, code), problem=refusal, status=_desk.REFUSED)
    return HttpResponseRedirect(_desk.address("harvest", desk, code, xong=step))


@require_POST
@signed_in
def season_note(request: SignedInRequest, code: str) -> HttpResponse:
    """Say the season of some goods in words."""
    at = timezone.now()
    listing = get_object_or_404(selectors.goods_managed_by(request.user, at=at), code=code)
    desk = _desk.desk_at(request, listing.seller, at=at)
    form = SeasonNoteForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, note_form=form, note_code=code, status=_desk.INVALID)
    try:
        write_season_note(listing=listing, text=form.cleaned_data["text"], actor=request.user, at=at)
    except Invalid as refusal:
        form.take(refusal)
        return _page(request, desk, note_form=form, note_code=code, status=_desk.INVALID)
    return HttpResponseRedirect(_desk.address("seasons", desk, xong="ghi") + f"#{code}")


@require_POST
@signed_in
def sleep_step(request: SignedInRequest, step: str) -> HttpResponse:
    """Wake the shop, or let the calendar decide again."""
    at = timezone.now()
    desk = _lister(request, at=at)
    if step not in SLEEP:
        raise Http404
    try:
        SLEEP[step](desk.seller, request.user, at)
    except DomainError as refusal:
        return _page(request, desk, problem=refusal, status=_desk.REFUSED)
    return HttpResponseRedirect(_desk.address("seasons", desk, xong=step))


def _lister(request: SignedInRequest, *, at: datetime) -> Desk:
    """The desk, for who manages the shop or may list for it.

    :raises Http404: for everybody else
    """
    desk = _desk.need_desk(request, at=at)
    if not desk.lists:
        raise Http404
    return desk


def _harvest(desk: Desk, code: str) -> Harvest:
    return get_object_or_404(harvests_of(desk.seller), code=code)


def _page(
    request: SignedInRequest,
    desk: Desk,
    *,
    problem: DomainError | None = None,
    note_form: SeasonNoteForm | None = None,
    note_code: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": reads.seasons_page(desk.seller, on=local_date(timezone.now())),
        "this_month": local_date(timezone.now()).month,
        "problem": problem,
        "note_form": note_form,
        "note_code": note_code,
        "done": request.GET.get("xong", ""),
        "new_url": _desk.address("new-harvest", desk),
    }
    return _desk.page(request, "seasons.html", desk, context, status=status)


def _new(
    request: SignedInRequest, desk: Desk, form: HarvestForm, *, problem: DomainError | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "problem": problem, "back": _desk.address("seasons", desk)}
    return _desk.page(request, "harvest_new.html", desk, context, status=status)


def _harvest_page(
    request: SignedInRequest,
    desk: Desk,
    found: Harvest,
    *,
    window: WindowForm | None = None,
    ending: CallOffForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    orders = page_of(
        orders_of_harvest(found), cursor=request.GET.get("trang", ""), purpose="seasons.harvest", oldest_first=True
    )
    context = {
        "row": reads.harvest_row(found, ordered_of([found]).get(found.pk)),
        "story": reads.story_of(found),
        "orders": orders.orders,
        "previous": _desk.address("harvest", desk, found.code, trang=orders.previous) if orders.previous else "",
        "following": _desk.address("harvest", desk, found.code, trang=orders.following) if orders.following else "",
        "window": window or WindowForm(initial={"begins_on": found.begins_on, "ends_on": found.ends_on}),
        "ending": ending or CallOffForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "back": _desk.address("seasons", desk),
    }
    return _desk.page(request, "harvest.html", desk, context, status=status)
