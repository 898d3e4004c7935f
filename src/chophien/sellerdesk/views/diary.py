"""The farm diary of an area: written in a few taps, by a phone without a signal too, and read with all corrections."""

import json
from datetime import datetime
from uuid import uuid4

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.growing.actions.diary import strike_entry
from chophien.growing.errors import HarvestIsMuch, InputNotListed
from chophien.growing.forms import EntryForm, StrikeForm
from chophien.growing.models import DiaryEntry, GrowingArea
from chophien.growing.selectors.diary import entry_of, must_wait, used_before
from chophien.growing.selectors.inputs import list_on, names_like
from chophien.growing.states import Detail, EntryKind
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.sellerdesk import land as reads
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk, _land, _lots, _photos
from chophien.sellerdesk.with_photo import write_with_photo
from chophien.web.decorators import signed_in

SENT_MOST = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: SignedInRequest, code: str) -> HttpResponse:
    """Write down what was done. Each page carries an id of its own: a second press is the first one."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    area = _land.area_of(desk, code)
    if request.method != "POST":
        return _page(request, desk, area, at=at)
    form = EntryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, desk, area, at=at, form=form)
    try:
        entry = _write(request, desk, area, form, at=at)
    except Invalid as refusal:
        _land.take(form, refusal)
        return _page(request, desk, area, at=at, form=form)
    except InputNotListed as refusal:
        form.add_error("input_name", _alike(refusal))
        return _page(request, desk, area, at=at, form=form)
    except DomainError as refusal:
        return _page(request, desk, area, at=at, form=form, problem=refusal)
    return HttpResponseRedirect(_desk.address("diary", desk, area.code, xong="ghi", dong=entry.code))


@never_cache
@require_POST
@signed_in
def entries(request: SignedInRequest, code: str) -> HttpResponse:
    """What a phone kept while it had no signal: a list of what the page would have sent. Each is answered by its
    client id: `kept`, with a warning where a harvest was too early, `asked` with what to say yes to (`is_sure`) before
    it is sent again, or `refused` with a sentence.
    """
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    area = _land.area_of(desk, code)
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"code": "malformed", "message": _("Send a list of lines of the diary.")}, status=400)
    return JsonResponse({"entries": [_one_sent(request, desk, area, one, at=at) for one in sent]})


@never_cache
@require_safe
@signed_in
def diary(request: SignedInRequest, code: str) -> HttpResponse:
    """The whole diary, corrections and all."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    area = _land.area_of(desk, code)
    lines = reads.diary_lines(area)
    last = request.GET.get("dong", "")
    context = {
        "area": area,
        "lines": lines,
        "waiting": must_wait(area, on=local_date(at)),
        "written": next((one for one in lines if one.told.entry.code == last), None),
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    return _desk.page(request, "diary.html", desk, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: SignedInRequest, code: str, entry: str) -> HttpResponse:
    """Take back a line that was a mistake; what is right is written as a new one."""
    at, problem = timezone.now(), None
    desk = _lots.weigher(request, at=at)
    area = _land.area_of(desk, code)
    found = entry_of(area, entry)
    if found is None:
        raise Http404
    form = StrikeForm(request.POST) if request.method == "POST" else StrikeForm(initial={"client_id": uuid4().hex})
    if form.is_bound and form.is_valid():
        try:
            said = form.cleaned_data
            drawn = _land.client_id(desk, said["client_id"])
            strike_entry(entry=found, client_id=drawn, note=said["note"], actor=request.user, at=at)
            name = "write-diary" if "write" in request.POST else "diary"
            return HttpResponseRedirect(_desk.address(name, desk, area.code, xong="bo"))
        except Invalid as refusal:
            _land.take(form, refusal)
        except DomainError as refusal:
            problem = refusal
    context = {
        "area": area,
        "entry": found,
        "form": form,
        "problem": problem,
        "back": _desk.address("diary", desk, area.code),
    }
    status = _desk.status_of(problem, invalid=form.is_bound)
    return _desk.page(request, "diary_correct.html", desk, context, status=status)


@never_cache
@require_safe
@signed_in
def input_names(request: SignedInRequest) -> HttpResponse:
    """Names of permitted products that are spelt like what is typed: part of a page."""
    at = timezone.now()
    desk = _lots.weigher(request, at=at)
    names = names_like(request.GET.get("q", "")[:60], day=local_date(at))
    return _desk.page(request, "_input_names.html", desk, {"names": names})


def _write(request: SignedInRequest, desk: Desk, area: GrowingArea, form: EntryForm, *, at: datetime) -> DiaryEntry:
    drawn = _land.client_id(desk, form.cleaned_data["client_id"])
    photo = _photos.chosen(form, owner_code=desk.seller.code)
    return write_with_photo(area=area, line=form.line(client_id=drawn, at=at), photo=photo, actor=request.user, at=at)


def _sent(request: SignedInRequest) -> list[dict[str, object]] | None:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException):  # the last: it was sent as a form, and read as one
        return None
    rows = body.get("entries") if isinstance(body, dict) else None
    if not isinstance(rows, list) or len(rows) > SENT_MOST or not all(isinstance(one, dict) for one in rows):
        return None
    return rows


def _one_sent(
    request: SignedInRequest, desk: Desk, area: GrowingArea, one: dict[str, object], *, at: datetime
) -> dict[str, str]:
    said = {name: "" if value is None else str(value) for name, value in one.items()}
    form = EntryForm(said)
    answer = {"client_id": said.get("client_id", "")[:60]}
    if not form.is_valid():
        texts = [str(text) for found in form.errors.values() for text in found]
        return {**answer, "status": "refused", "message": " ".join(texts)}
    try:
        entry = _write(request, desk, area, form, at=at)
    except Invalid as refusal:
        return {**answer, "status": "refused", "message": _land.sentences(refusal)}
    except InputNotListed as refusal:
        return {**answer, "status": "refused", "message": _alike(refusal)}
    except HarvestIsMuch as refusal:
        return {**answer, "status": "asked", "message": str(refusal)}
    except DomainError as refusal:
        return {**answer, "status": "refused", "message": str(refusal)}
    waiting = must_wait(area, on=entry.on) if entry.kind == EntryKind.HARVEST else None
    return {**answer, "status": "kept", "message": str(reads.TOO_EARLY) if waiting else ""}


def _alike(refusal: InputNotListed) -> str:
    if not refusal.likely:
        return str(refusal)
    return f"{refusal} " + _("Spelt alike: %(names)s.") % {"names": ", ".join(refusal.likely)}


def _page(
    request: SignedInRequest,
    desk: Desk,
    area: GrowingArea,
    *,
    at: datetime,
    form: EntryForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    first = {"client_id": uuid4().hex, "recorded_at": at.isoformat(), "on": local_date(at)}
    used = [*used_before(area, detail=Detail.FERTILISER), *used_before(area, detail=Detail.PESTICIDE)]
    context = {
        "area": area,
        "form": form or EntryForm(initial=first),
        "held": _photos.held(form, owner_code=desk.seller.code),
        "used": used,
        "waiting": must_wait(area, on=local_date(at)),
        "has_list": list_on(local_date(at)) is not None,
        "is_asked": isinstance(problem, HarvestIsMuch) or (form is not None and bool(form["is_sure"].value())),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    status = _desk.status_of(problem, invalid=form is not None and problem is None)
    return _desk.page(request, "diary_write.html", desk, context, status=status)
