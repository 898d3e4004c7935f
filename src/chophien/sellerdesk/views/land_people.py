"""Seasons and households of an area, and buyers who ask to see exactly where it lies."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.growing.actions.households import add_household, end_household
from chophien.growing.actions.letting import answer_look
from chophien.growing.actions.seasons import add_season, change_season
from chophien.growing.forms import HouseholdForm, SeasonForm
from chophien.growing.selectors.areas import seasons_of
from chophien.growing.selectors.letting import wishes_for
from chophien.lib.errors import DomainError, Invalid
from chophien.sellerdesk import land as reads
from chophien.sellerdesk.views import _desk, _land
from chophien.sellerdesk.views.land import area_response
from chophien.web.decorators import signed_in

ANSWERS = {"cho": "give", "khong": "refuse", "thoi": "end"}


@require_POST
@signed_in
def season(request: SignedInRequest, code: str) -> HttpResponse:
    """Write down a season."""
    at, problem = timezone.now(), None
    desk = _desk.need_desk(request, at=at, lister=True)
    area = _land.area_of(desk, code)
    form = SeasonForm(request.POST, crops=reads.crops(own=area.crop))
    if form.is_valid():
        try:
            add_season(area=area, facts=form.season_facts, actor=request.user, at=at)
            return HttpResponseRedirect(_desk.address("area", desk, area.code, xong="mua") + "#mua")
        except Invalid as refusal:
            _land.take(form, refusal)
        except DomainError as refusal:
            problem = refusal
    return area_response(request, desk, area, at=at, typed={"season": form}, problem=problem)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change_one_season(request: SignedInRequest, code: str, season_code: str) -> HttpResponse:
    """Say otherwise when a season begins and ends, and what is hoped for."""
    at, problem = timezone.now(), None
    desk = _desk.need_desk(request, at=at, lister=True)
    area = _land.area_of(desk, code)
    found = next((one for one in seasons_of(area) if one.code == season_code), None)
    if found is None:
        raise Http404
    crops = [(found.crop, reads.crop_names().get(found.crop, found.crop))]
    posted = request.method == "POST"
    form = SeasonForm(request.POST, crops=crops) if posted else SeasonForm(initial=SeasonForm.first(found), crops=crops)
    if posted and form.is_valid():
        try:
            change_season(season=found, facts=form.season_facts, actor=request.user, at=at)
            return HttpResponseRedirect(_desk.address("area", desk, area.code, xong="mua") + "#mua")
        except Invalid as refusal:
            _land.take(form, refusal)
        except DomainError as refusal:
            problem = refusal
    context = {"area": area, "form": form, "problem": problem, "back": _desk.address("area", desk, area.code)}
    status = _desk.status_of(problem, invalid=form.is_bound)
    return _desk.page(request, "area_season.html", desk, context, status=status)


@require_POST
@signed_in
def household(request: SignedInRequest, code: str) -> HttpResponse:
    """List a household that grows there."""
    at, problem = timezone.now(), None
    desk = _desk.need_desk(request, at=at, lister=True)
    area = _land.area_of(desk, code)
    form = HouseholdForm(request.POST, growers=reads.growers_for(desk.seller))
    if form.is_valid():
        try:
            add_household(area=area, text=form.text, actor=request.user, at=at)
            return HttpResponseRedirect(_desk.address("area", desk, area.code, xong="ho") + "#ho")
        except Invalid as refusal:
            _land.take(form, refusal)
        except DomainError as refusal:
            problem = refusal
    return area_response(request, desk, area, at=at, typed={"household": form}, problem=problem)


@require_POST
@signed_in
def household_gone(request: SignedInRequest, code: str, household_code: str) -> HttpResponse:
    """A household grows there no more."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    area = _land.area_of(desk, code)
    end_household(household=_land.household_of(area, household_code), actor=request.user, at=at)
    return HttpResponseRedirect(_desk.address("area", desk, area.code, xong="ho") + "#ho")


@require_POST
@signed_in
def wish_step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """The owner's answer to a buyer who asks to see exactly where an area lies."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    wish = get_object_or_404(wishes_for(desk.seller), code=code)
    if step not in ANSWERS:
        raise Http404
    try:
        answer_look(wish=wish, step=ANSWERS[step], actor=request.user, at=at)
    except DomainError as refusal:
        return area_response(request, desk, _land.area_of(desk, wish.area.code), at=at, problem=refusal)
    return HttpResponseRedirect(_desk.address("area", desk, wish.area.code, xong=step) + "#xem")
