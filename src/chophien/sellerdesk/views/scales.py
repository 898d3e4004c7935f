"""At the scales: what households bring to a lot, typed at once or sent later by a phone that had no signal."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError, Invalid
from chophien.lots.actions.weighing import Weighed
from chophien.lots.forms import WeighForm
from chophien.lots.models import Contribution, Lot
from chophien.lots.selectors.amounts import grams_of
from chophien.lots.states import ContributionStatus
from chophien.sellerdesk import lots as reads
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk, _lots, _photos
from chophien.sellerdesk.with_photo import weigh_with_photo
from chophien.web.decorators import signed_in

SENT_MOST = 200
LAND = "vung"
"""The land that the page begins with: the one that one comes from, then the one of the household before, else the field
that the lot was opened from."""
Choices = dict[str, Sequence[Any]]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def weigh_in(request: SignedInRequest, code: str) -> HttpResponse:
    """The scales: who, which grade, how much. Each page carries an id of its own: a second press is the first one."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    found = _lots.lot_of(desk, code)
    if request.method != "POST":
        return _scales(request, desk, found)
    choices = reads.choices_at_the_scales(found)
    form = WeighForm(request.POST, request.FILES, **choices)
    if not form.is_valid():
        return _scales(request, desk, found, form=form)
    try:
        kept = _weigh(request, desk, found, form, choices, at=at)
    except Invalid as refusal:
        _lots.take(form, refusal)
        return _scales(request, desk, found, form=form)
    except DomainError as refusal:
        return _scales(request, desk, found, form=form, problem=refusal)
    done = "muon" if kept.status == ContributionStatus.TOO_LATE else "ghi"
    land = {LAND: kept.area_code} if kept.area_code else {}
    return HttpResponseRedirect(_desk.address("weigh-in", desk, found.code, xong=done, ho=kept.grower.code, **land))


@never_cache
@require_POST
@signed_in
def weighings(request: SignedInRequest, code: str) -> HttpResponse:
    """What a phone kept while it had no signal, in any order: a list of what the page at the scales would have sent.

    Each is answered by its client id: `counted`, `too_late` or `refused` with a sentence; nothing is counted twice.
    """
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    found = _lots.lot_of(desk, code)
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"code": "malformed", "message": _("Send a list of weighings.")}, status=400)
    choices = reads.choices_at_the_scales(found)
    return JsonResponse({"weighings": [_one_sent(request, desk, found, one, choices, at=at) for one in sent]})


def _weigh(
    request: SignedInRequest, desk: Desk, lot: Lot, form: WeighForm, choices: Choices, *, at: datetime
) -> Contribution:
    kept = form.cleaned_data
    weighed = Weighed(
        client_id=f"{desk.seller.pk}:{kept['client_id']}",
        grams=grams_of(kept["kg"]),
        recorded_at=min(kept.get("recorded_at") or at, at),
        moisture_tenths=int(kept["moisture"] * 10) if kept.get("moisture") is not None else None,
        area_code=kept.get("area_code", ""),
        is_another=kept["is_another"],
    )
    return weigh_with_photo(
        lot=lot,
        grower=next(one for one in choices["growers"] if one.code == kept["grower"]),
        grade=next(one for one in choices["grades"] if one.name == kept["grade"]),
        weighed=weighed,
        photo=_photos.chosen(form, owner_code=desk.seller.code),
        actor=request.user,
        at=at,
    )


def _sent(request: SignedInRequest) -> list[dict[str, object]] | None:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException):  # the last: it was sent as a form, and read as one
        return None
    rows = body.get("weighings") if isinstance(body, dict) else None
    if not isinstance(rows, list) or len(rows) > SENT_MOST or not all(isinstance(one, dict) for one in rows):
        return None
    return rows


def _one_sent(
    request: SignedInRequest, desk: Desk, lot: Lot, one: dict[str, object], choices: Choices, *, at: datetime
) -> dict[str, str]:
    said = {name: "" if value is None else str(value) for name, value in one.items()}
    if said.get("area_code", "") not in dict(choices["areas"]):
        said["area_code"] = ""  # the scales count, whatever the phone still held as the land
    said["is_another"] = "on"  # a phone sends each with the id that it had from the first: nobody went back to a page
    form = WeighForm(said, **choices)
    answer = {"client_id": said.get("client_id", "")[:60]}
    if not form.is_valid():
        sentences = [str(text) for texts in form.errors.values() for text in texts]
        return {**answer, "status": "refused", "message": " ".join(sentences)}
    try:
        kept = _weigh(request, desk, lot, form, choices, at=at)
    except Invalid as refusal:
        sentences = [text for texts in refusal.field_errors.values() for text in texts]
        return {**answer, "status": "refused", "message": " ".join(sentences)}
    except DomainError as refusal:
        return {**answer, "status": "refused", "message": str(refusal)}
    if kept.status == ContributionStatus.TOO_LATE:
        return {**answer, "status": "too_late", "message": str(reads.TOO_LATE)}
    return {**answer, "status": "counted", "message": ""}


def _scales(
    request: SignedInRequest,
    desk: Desk,
    found: Lot,
    *,
    form: WeighForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    land = request.GET.get(LAND, "") or found.area_code
    first = {"client_id": uuid4().hex, "recorded_at": timezone.now().isoformat(), "area_code": land}
    done = request.GET.get("xong", "")
    last = reads.last_of(found, request.GET.get("ho", "")) if done else None
    context = {
        "lot": found,
        "form": form or WeighForm(initial=first, **reads.choices_at_the_scales(found)),
        "held": _photos.held(form, owner_code=desk.seller.code),
        "problem": problem,
        "done": done,
        "last": last,
        "waiting": reads.waiting_for(last) if last else None,
        "too_late": reads.TOO_LATE,
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    status = _desk.status_of(problem, invalid=form is not None and problem is None)
    return _desk.page(request, "weigh_in.html", desk, context, status=status)
