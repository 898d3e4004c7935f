"""A shop's land: its areas, one of them, drawn, typed, described otherwise."""

import json
from datetime import datetime
from uuid import uuid4

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.growing.actions.mapping import Drawn, add_area, describe_area, redraw_area, take_area_step
from chophien.growing.errors import BorderCrosses
from chophien.growing.forms import DescribeForm, DrawForm, HouseholdForm, RedrawForm, SeasonForm
from chophien.growing.models import GrowingArea
from chophien.growing.requests import BadPlaces, typed_land
from chophien.growing.selectors.exact import own_land, own_lands
from chophien.growing.states import AREA_FLOW, CODE_STEP_WORDS, DrawnBy
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.lib.geo.geojson import BadGeoJson
from chophien.sellerdesk import land as reads
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk, _land, _lots
from chophien.web.decorators import signed_in
from chophien.web.forms import PlainForm

STEPS = {"nghi": "rest", "trong-lai": "resume", "thoi": "give_up"}
ABOUT_PLACE = (BadPlaces, BadGeoJson, BorderCrosses)


@never_cache
@require_safe
@signed_in
def areas(request: SignedInRequest) -> HttpResponse:
    """The shop's areas: how large, who grows there, and where a harvest has to wait."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    context = {
        "rows": reads.area_rows(desk.seller, day=local_date(at)),
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    return _desk.page(request, "areas.html", desk, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_area(request: SignedInRequest) -> HttpResponse:
    """Put an area on the map: a point or corners, tapped on the drawing or typed."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    form = _draw_form(request, desk)
    if request.method != "POST" or not form.is_valid():
        return _new_page(request, desk, form, at=at)
    try:
        drawn = _drawn(desk, form, at=at)
        area = add_area(seller=desk.seller, facts=form.area_facts, drawn=drawn, actor=request.user, at=at)
    except ABOUT_PLACE as refusal:
        form.add_error("corners", str(refusal))
    except Invalid as refusal:
        _land.take(form, refusal, instead="corners")
    except DomainError as refusal:
        return _new_page(request, desk, form, at=at, problem=refusal)
    else:
        return HttpResponseRedirect(_desk.address("area", desk, area.code, xong="them"))
    return _new_page(request, desk, form, at=at)


@never_cache
@require_safe
@signed_in
def area(request: SignedInRequest, code: str) -> HttpResponse:
    """One area and all that stands on it."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    return area_response(request, desk, _land.area_of(desk, code), at=at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def describe(request: SignedInRequest, code: str) -> HttpResponse:
    """Say otherwise what is grown there."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    found = _land.area_of(desk, code)
    choices: reads.Choices = {"crops": reads.crops(own=found.crop), "communes": [found.commune]}
    posted = request.method == "POST"
    form = (
        DescribeForm(request.POST, **choices) if posted else DescribeForm(initial=DescribeForm.first(found), **choices)
    )
    if posted and form.is_valid():
        try:
            said = form.cleaned_data["households_said"]
            describe_area(area=found, facts=form.area_facts, households_said=said, actor=request.user, at=at)
            return HttpResponseRedirect(_desk.address("area", desk, found.code, xong="sua"))
        except Invalid as refusal:
            _land.take(form, refusal)
    context = {"area": found, "form": form, "back": _desk.address("area", desk, found.code)}
    status = _desk.status_of(None, invalid=form.is_bound)
    return _desk.page(request, "area_describe.html", desk, context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def redraw(request: SignedInRequest, code: str) -> HttpResponse:
    """Give an area another border; the earlier one stays in its history."""
    at, problem = timezone.now(), None
    desk = _desk.need_desk(request, at=at, lister=True)
    found = _land.area_of(desk, code)
    now = reads.places_text(own_land(found, actor=request.user, at=at))
    posted = request.method == "POST"
    form = RedrawForm(request.POST) if posted else RedrawForm(initial={"corners": now, "client_id": uuid4().hex})
    if posted and form.is_valid():
        try:
            redraw_area(area=found, drawn=_drawn(desk, form, at=at), actor=request.user, at=at)
            return HttpResponseRedirect(_desk.address("area", desk, found.code, xong="ranh"))
        except ABOUT_PLACE as refusal:
            form.add_error("corners", str(refusal))
        except DomainError as refusal:
            problem = refusal
    context = {
        "area": found,
        "form": form,
        "problem": problem,
        "pad": _pad(request, desk, at=at),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
        "back": _desk.address("area", desk, found.code),
    }
    return _desk.page(
        request, "area_redraw.html", desk, context, status=_desk.status_of(problem, invalid=form.is_bound)
    )


@require_POST
@signed_in
def area_step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Let an area rest, grow on it again, or give it up."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    found = _land.area_of(desk, code)
    if step not in STEPS:
        raise Http404
    try:
        take_area_step(area=found, step=STEPS[step], actor=request.user, at=at)
    except DomainError as refusal:
        return area_response(request, desk, found, at=at, problem=refusal)
    return HttpResponseRedirect(_desk.address("area", desk, found.code, xong="buoc"))


def area_response(
    request: SignedInRequest,
    desk: Desk,
    found: GrowingArea,
    *,
    at: datetime,
    typed: dict[str, PlainForm] | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    """The page of one area; `typed` forms come back with their notes."""
    forms: dict[str, PlainForm] = {
        "season": SeasonForm(crops=reads.crops(own=found.crop), initial={"crop": found.crop}),
        "household": HouseholdForm(growers=reads.growers_for(desk.seller)),
    }
    context = {
        "page": reads.area_page(found, person=request.user, day=local_date(at), at=at),
        "forms": {**forms, **(typed or {})},
        "step_words": CODE_STEP_WORDS,
        "steps": [word for word, step in STEPS.items() if AREA_FLOW.allows(step, found.status)],
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    status = _desk.status_of(problem, invalid=bool(typed) and problem is None)
    return _desk.page(request, "area.html", desk, context, status=status)


def _draw_form(request: SignedInRequest, desk: Desk) -> DrawForm:
    choices = reads.choices_for(desk.seller)
    if request.method == "POST":
        return DrawForm(request.POST, **choices)
    return DrawForm(initial={"commune": desk.seller.commune.code, "client_id": uuid4().hex}, **choices)


def _drawn(desk: Desk, form: PlainForm, *, at: datetime) -> Drawn:
    said = form.cleaned_data
    land = typed_land(said["corners"])
    drawn_by = DrawnBy.POINT if land["type"] == "Point" else DrawnBy.MAP
    return Drawn(land, drawn_by, _land.client_id(desk, said["client_id"]), at)


def _pad(request: SignedInRequest, desk: Desk, *, at: datetime) -> dict[str, object]:
    """What the drawing begins with: the middle of the commune, and the shop's own land."""
    lands = list(own_lands(desk.seller, actor=request.user, at=at).values())
    return {"lat": desk.seller.commune.lat, "lon": desk.seller.commune.lon, "lands": json.dumps(lands)}


def _new_page(
    request: SignedInRequest, desk: Desk, form: DrawForm, *, at: datetime, problem: DomainError | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "problem": problem,
        "pad": _pad(request, desk, at=at),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
        "back": _desk.address("areas", desk),
    }
    return _desk.page(request, "area_new.html", desk, context, status=_desk.status_of(problem, invalid=form.is_bound))
