"""Cash points as the office sees and runs them: the list, opening one, one with its tills, agents and days."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.requests import SignedInRequest
from chophien.cashpoints.actions import floats, places
from chophien.cashpoints.models import Point
from chophien.cashpoints.selectors import overseeing
from chophien.cashpoints.selectors.contracts import contract_at
from chophien.cashpoints.states import CashStatus, FloatKind
from chophien.lib.codes import new_token
from chophien.lib.errors import DomainError, Invalid
from chophien.officedesk.cash_forms import AgentForm, MoveForm, PointForm, TillForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.places.requests import is_draft
from chophien.places.selectors import commune
from chophien.web.forms import PlainForm

KEY_LENGTH = 22
OPEN, CLOSED = "mo", "dong"
DIFFERENT = "lech"


@require_safe
@_office.overseeing
def points(request: SignedInRequest, office: Office) -> HttpResponse:
    """The points of the area: open ones, or those that were closed."""
    at, shown = timezone.now(), request.GET.get("xem", OPEN)
    found = overseeing.points_overseen_by(request.user, at=at, closed=shown == CLOSED)
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="officedesk.cashpoints")
    context = {
        "lines": overseeing.lines_of(page.rows, at=at),
        "closed": shown == CLOSED,
        "contract": contract_at(at),
        "following": _office.address("cashpoints", xem=shown, trang=page.following) if page.following else "",
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "cashpoints.html", office, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating
def new_point(request: SignedInRequest, office: Office) -> HttpResponse:
    """Open a point: what it is called, where it is, when it is open."""
    at = timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = PointForm(sent, at=at, return_path=_office.address("new-cashpoint"))
    contract = contract_at(at)
    problem: DomainError | None = None
    tried = sent is not None and not is_draft(request)
    if tried and form.is_valid():
        said = form.cleaned_data
        address = said["address"]
        try:
            point = places.open_point(
                name=said["name"],
                commune=commune(address.commune_code),
                address=", ".join(part for part in (address.hamlet, address.landmark) if part),
                lat=address.lat,
                lon=address.lon,
                hours=said["hours"],
                phone=said["phone"],
                contract=contract.number if contract and said["under_contract"] else "",
                actor=request.user,
                at=at,
            )
            return HttpResponseRedirect(_office.address("cashpoint", point.code, xong="mo"))
        except Invalid as refusal:
            form.take(refusal, instead="pin")
        except DomainError as refusal:
            problem = refusal
    context = {"form": form, "contract": contract, "problem": problem, "trial": contract is None}
    status = _office.status_of(problem, invalid=tried)
    return _office.page(request, "new_cashpoint.html", office, context, status=status)


@require_safe
@_office.overseeing
def point(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One point with what is in its tills, who serves, what is used of its limits, and its days."""
    return _page(request, office, _found(request, code))


@require_POST
@_office.operating
def close(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Close a point for good."""
    found = _found(request, code)
    return _do(
        request, office, found, lambda: places.close_point(point=found, actor=request.user, at=timezone.now()), "dong"
    )


@require_POST
@_office.operating
def renew(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """From now on the point works under the contract that is in force."""
    found = _found(request, code)
    return _do(
        request,
        office,
        found,
        lambda: places.move_to_contract(point=found, actor=request.user, at=timezone.now()),
        "hop-dong",
    )


@require_POST
@_office.operating
def appoint(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Somebody serves at the point from now on."""
    found, at, form = _found(request, code), timezone.now(), AgentForm(request.POST)
    if not form.is_valid():
        return _page(request, office, found, agent=form)

    def act() -> object:
        person = ensure_person(
            phone=form.cleaned_data["phone"], name=form.cleaned_data["name"], actor=request.user, at=at
        )
        return places.appoint_agent(point=found, person=person, actor=request.user, at=at)

    return _do(request, office, found, act, "cu", agent=form)


@require_POST
@_office.operating
def end_post(request: SignedInRequest, office: Office, code: str, person_code: str) -> HttpResponse:
    """Somebody serves there no longer."""
    found, at = _found(request, code), timezone.now()
    sheet = overseeing.sheet_of(found, request.user, at=at)
    post = next((one for one in sheet.agents if one.person.code == person_code), None)
    if post is None:
        raise Http404
    return _do(request, office, found, lambda: places.end_post(post=post, actor=request.user, at=at), "thoi")


@require_POST
@_office.operating
def open_till(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """A till more at the point."""
    found, form = _found(request, code), TillForm(request.POST)
    if not form.is_valid():
        return _page(request, office, found, new_till=form)
    name = form.cleaned_data["name"]
    return _do(
        request,
        office,
        found,
        lambda: places.open_till(point=found, name=name, actor=request.user, at=timezone.now()),
        "quay",
        new_till=form,
    )


@require_POST
@_office.operating
def move_float(request: SignedInRequest, office: Office, code: str, till_code: str) -> HttpResponse:
    """Write down cash that the partner brought to a till or took from it."""
    found, at = _found(request, code), timezone.now()
    form = MoveForm(request.POST, auto_id=f"{till_code}-%s")
    sheet = overseeing.sheet_of(found, request.user, at=at)
    till = next((one.till for one in sheet.tills if one.till.code == till_code), None)
    if till is None:
        raise Http404
    if not form.is_valid():
        return _page(request, office, found, move=form, moved=till_code)
    said = dict(form.cleaned_data)
    act = floats.bring_float if said.pop("kind") == FloatKind.IN else floats.take_float
    return _do(
        request,
        office,
        found,
        lambda: act(till=till, actor=request.user, at=at, **said),
        "tien",
        move=form,
        moved=till_code,
    )


@require_safe
@_office.overseeing
def movements(request: SignedInRequest, office: Office) -> HttpResponse:
    """Every ask for cash in the area, the newest first; those that ended without cash, and why."""
    at, status = timezone.now(), request.GET.get("loai", "")
    rows = overseeing.orders_overseen_by(request.user, at=at, status=status)
    page = page_by_pk(rows, cursor=request.GET.get("trang", ""), purpose="officedesk.cash-movements")
    kinds = [("", None), *((one.value, one.label) for one in CashStatus)]
    context = {
        "rows": [(row, overseeing.ending_of(row)) for row in page.rows],
        "kinds": [(key, label, _office.address("cash-movements", loai=key), key == status) for key, label in kinds],
        "trial": contract_at(at) is None,
        "following": _office.address("cash-movements", loai=status, trang=page.following) if page.following else "",
    }
    return _office.page(request, "cash_movements.html", office, context)


@require_safe
@_office.overseeing
def closes(request: SignedInRequest, office: Office) -> HttpResponse:
    """The counted days of the area's tills, or those of them that did not agree with the books."""
    at, different = timezone.now(), request.GET.get("xem", "") == DIFFERENT
    rows = overseeing.closes_overseen_by(request.user, at=at, different=different)
    page = page_by_pk(rows, cursor=request.GET.get("trang", ""), purpose="officedesk.cash-closes")
    shown = DIFFERENT if different else ""
    context = {
        "rows": page.rows,
        "different": different,
        "all_days": _office.address("cash-closes"),
        "only_different": _office.address("cash-closes", xem=DIFFERENT),
        "trial": contract_at(at) is None,
        "following": _office.address("cash-closes", xem=shown, trang=page.following) if page.following else "",
    }
    return _office.page(request, "cash_closes.html", office, context)


@require_safe
@_office.overseeing
def contract(request: SignedInRequest, office: Office) -> HttpResponse:
    """Under whose licence cash is given, or what is missing until that is real."""
    at = timezone.now()
    open_ones = overseeing.points_overseen_by(request.user, at=at, closed=False)
    lines = overseeing.lines_of(list(open_ones), at=at)
    context = {
        "contract": contract_at(at),
        "real": sum(not one.trial for one in lines),
        "trials": [one.point for one in lines if one.trial],
    }
    return _office.page(request, "cash_contract.html", office, context)


def _found(request: SignedInRequest, code: str) -> Point:
    found: Point = get_object_or_404(overseeing.points_overseen_by(request.user, at=timezone.now()), code=code)
    return found


def _do(
    request: SignedInRequest,
    office: Office,
    found: Point,
    act: Callable[[], object],
    done: str,
    **forms: Any,
) -> HttpResponse:
    try:
        act()
    except DomainError as refusal:
        return _page(request, office, found, problem=refusal, **forms)
    return HttpResponseRedirect(_office.address("cashpoint", found.code, xong=done))


def _page(
    request: SignedInRequest,
    office: Office,
    found: Point,
    *,
    problem: DomainError | None = None,
    agent: PlainForm | None = None,
    new_till: PlainForm | None = None,
    move: PlainForm | None = None,
    moved: str = "",
) -> HttpResponse:
    at = timezone.now()
    sheet = overseeing.sheet_of(found, request.user, at=at)
    till_form = new_till or TillForm()
    till_form.auto_id = "till-%s"  # an agent is named on this page too
    context = {
        "sheet": sheet,
        "contract": contract_at(at),
        "endings": {one.code: overseeing.ending_of(one) for one in sheet.orders},
        "agent_form": agent or AgentForm(),
        "till_form": till_form,
        "move_forms": _move_forms(sheet) | ({moved: move} if move else {}),
        "moved": moved,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = any((agent, new_till, move)) and problem is None
    return _office.page(request, "cashpoint.html", office, context, status=_office.status_of(problem, invalid=invalid))


def _move_forms(sheet: overseeing.PointSheet) -> dict[str, PlainForm]:
    """A form for each till; sent twice with the same key, cash moves once."""
    start = {"kind": FloatKind.IN}
    return {
        one.till.code: MoveForm(initial={**start, "key": new_token()[:KEY_LENGTH]}, auto_id=f"{one.till.code}-%s")
        for one in sheet.tills
    }
