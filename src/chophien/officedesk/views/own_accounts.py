"""The market's own accounts: what stands there, what is to move at the bank, and who says yes to it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import names_of_people
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, NotFound
from chophien.officedesk.own_forms import OwnMovedForm, OwnTransferForm
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.treasury.actions import moving
from chophien.treasury.models import OwnTransfer
from chophien.treasury.selectors.standing import (
    Standing,
    funders_standing,
    own_standings,
    own_transfer_by_code,
    own_transfers,
    standing_of,
    standings_of,
    with_the_partner,
)
from chophien.treasury.states import OWN_FLOW

STEPS: dict[str, Callable[..., OwnTransfer]] = {"dong-y": moving.agree, "huy": moving.call_off}
MOVED = "da-chuyen"


@require_safe
@_office.operating_nationwide
def own_accounts(request: SignedInRequest, office: Office) -> HttpResponse:
    """What stands on each account, and all that was written down to move, the newest first."""
    funders = page_by_pk(funders_standing(), cursor=request.GET.get("ben-tra", ""), purpose="officedesk.funders")
    page = page_by_pk(own_transfers(), cursor=request.GET.get("trang", ""), purpose="officedesk.own")
    context = {
        "accounts": own_standings(),
        "funders": standings_of(funders.rows),
        "following_funders": _office.address("own-accounts", **{"ben-tra": funders.following})
        if funders.following
        else "",
        "held_vnd": with_the_partner(),
        "rows": page.rows,
        "following": _office.address("own-accounts", trang=page.following) if page.following else "",
    }
    return _office.page(request, "own_accounts.html", office, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.operating_nationwide
def write_down(request: SignedInRequest, office: Office, account: str) -> HttpResponse:
    """Write down that money of one account is to move; somebody else says yes to it."""
    standing = standing_of(account)
    if standing is None:
        raise NotFound
    if request.method != "POST":
        return _form(request, office, standing)
    form = OwnTransferForm(request.POST)
    if not form.is_valid():
        return _form(request, office, standing, form=form)
    try:
        written = moving.write_down(account=account, **form.cleaned_data, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _form(request, office, standing_of(account) or standing, form=form, problem=refusal)
    return HttpResponseRedirect(_office.address("own-transfer", written.code, xong="ghi"))


@require_safe
@_office.operating_nationwide
def own_transfer(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One movement: what was written down, who said yes, and what the bank did."""
    return _transfer(request, office, _need(code))


@require_POST
@_office.operating_nationwide
def step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Say yes to it, say that it has moved, or call it off."""
    found = _need(code)
    if step == MOVED:
        return _moved(request, office, found)
    if step not in STEPS:
        raise NotFound
    try:
        STEPS[step](written=found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _transfer(request, office, _need(code), problem=refusal)
    return HttpResponseRedirect(_office.address("own-transfer", code, xong=step))


def _moved(request: SignedInRequest, office: Office, found: OwnTransfer) -> HttpResponse:
    at, form = timezone.now(), OwnMovedForm(request.POST)
    if not form.is_valid():
        return _transfer(request, office, found, form=form)
    reference = form.cleaned_data["reference"]
    try:
        moving.say_moved(written=found, reference=reference, on=local_date(at), actor=request.user, at=at)
    except DomainError as refusal:
        return _transfer(request, office, _need(found.code), form=form, problem=refusal)
    return HttpResponseRedirect(_office.address("own-transfer", found.code, xong=MOVED))


def _need(code: str) -> OwnTransfer:
    found = own_transfer_by_code(code)
    if found is None:
        raise NotFound
    return found


def _form(
    request: SignedInRequest,
    office: Office,
    standing: Standing,
    *,
    form: OwnTransferForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "standing": standing,
        "form": form or OwnTransferForm(initial={"amount_vnd": standing.most_vnd}),
        "problem": problem,
    }
    invalid = form is not None and problem is None
    return _office.page(
        request, "new_own_transfer.html", office, context, status=_office.status_of(problem, invalid=invalid)
    )


def _transfer(
    request: SignedInRequest,
    office: Office,
    found: OwnTransfer,
    *,
    form: OwnMovedForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    standing = standing_of(found.account)
    if standing is None:
        raise NotFound
    context = {
        "one": found,
        "standing": standing,
        "steps": OWN_FLOW.steps_from(found.status),
        "mine": found.drawn_up_by == request.user.code,
        "people": names_of_people({found.drawn_up_by, found.approved_by, found.ended_by}),
        "form": form or OwnMovedForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None
    return _office.page(
        request, "own_transfer.html", office, context, status=_office.status_of(problem, invalid=invalid)
    )
