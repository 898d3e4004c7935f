"""Walking around a field with a phone. Once opened the page needs no signal; what was walked is sent later."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.growing.actions.mapping import Drawn, add_area, redraw_area
from chophien.growing.forms import AreaForm
from chophien.growing.models import GrowingArea
from chophien.growing.requests import Fix, walked
from chophien.growing.states import DrawnBy
from chophien.lib.errors import DomainError, Invalid
from chophien.rules import selectors as rules
from chophien.sellerdesk import land as reads
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk, _land
from chophien.web.decorators import signed_in

WORKER = Path(__file__).parents[1] / "static" / "sellerdesk" / "field-worker.js"
FIXES_MOST = 20_000
Sent = dict[str, Any]


@never_cache
@require_safe
@signed_in
def walk(request: SignedInRequest) -> HttpResponse:
    """The page with which one walks; it says which area it is about when it is sent, not before."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    context = {
        "form": AreaForm(
            initial={"commune": desk.seller.commune.code},
            crops=reads.crops(),
            communes=reads.communes_for(desk.seller),
        ),
        "areas": reads.names_of_areas(desk.seller),
        "wanted": request.GET.get("vung", ""),
        "most_m": rules.whole("growing.fix_accuracy_m", at=at),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    return _desk.page(request, "walk.html", desk, context)


@never_cache
@require_POST
@signed_in
def send_walk(request: SignedInRequest) -> HttpResponse:
    """What was walked, as JSON: `client_id`, `fixes` as [longitude, latitude, metres, milliseconds], and either `area`
    or what an `AreaForm` asks. Answered with the address of the area, or a sentence; sent twice it counts once.
    """
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    sent, fixes = _read(request)
    if sent is None or fixes is None:
        return JsonResponse({"code": "malformed", "message": _("Send places as the phone kept them.")}, status=400)
    try:
        area = _keep(request, desk, sent, fixes, at=at)
    except Invalid as refusal:
        return JsonResponse({"code": refusal.code, "message": _land.sentences(refusal)}, status=422)
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=409)
    return JsonResponse({"area": area.code, "address": _desk.address("area", desk, area.code, xong="di")})


@require_safe
def worker(request: SignedInRequest) -> HttpResponse:
    """The service worker of the field pages, at an address that never changes."""
    del request
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _keep(request: SignedInRequest, desk: Desk, sent: Sent, fixes: list[Fix], *, at: datetime) -> GrowingArea:
    found = walked(fixes, most_m=rules.whole("growing.fix_accuracy_m", at=at))
    drawn = Drawn(
        found.land,
        DrawnBy.WALK,
        _land.client_id(desk, str(sent.get("client_id", ""))[:40]),
        min(max(fix.at for fix in fixes), at),
        found.accuracy_m,
    )
    if code := str(sent.get("area") or ""):
        return redraw_area(area=_land.area_of(desk, code), drawn=drawn, actor=request.user, at=at)
    said = {name: str(sent.get(name) or "") for name in AreaForm.base_fields}
    form = AreaForm(said, crops=reads.crops(), communes=reads.communes_for(desk.seller))
    if not form.is_valid():
        raise Invalid({name: [str(text) for text in texts] for name, texts in form.errors.items()})
    return add_area(seller=desk.seller, facts=form.area_facts, drawn=drawn, actor=request.user, at=at)


def _read(request: SignedInRequest) -> tuple[Sent | None, list[Fix] | None]:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException):  # the last: it was sent as a form, and read as one
        return None, None
    if not isinstance(sent, dict) or not sent.get("client_id"):
        return None, None
    rows = sent.get("fixes")
    if not isinstance(rows, list) or len(rows) > FIXES_MOST:
        return None, None
    try:
        return sent, [_fix(row) for row in rows]
    except (TypeError, ValueError, OverflowError, OSError):
        return None, None


def _fix(row: object) -> Fix:
    if not isinstance(row, list) or len(row) != 4:
        raise ValueError("a place has four numbers")
    lon, lat, metres, moment = (float(one) for one in row)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError("no place on earth")
    return Fix((lon, lat), metres, datetime.fromtimestamp(moment / 1_000, UTC))
