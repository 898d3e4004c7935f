"""What a shop was paid twice: what it still owes of it, and two people who agree that the market bears that."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import names_of_people
from chophien.lib.errors import DomainError, NotFound
from chophien.officedesk.own_forms import WriteOffForm
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.sellers.selectors.shops import names_of_shops
from chophien.settlement.actions import setting_right
from chophien.settlement.models import WriteOff
from chophien.settlement.selectors.paid_twice import PaidTwice, twice_by_code

STEPS: dict[str, Callable[..., WriteOff]] = {"dong-y": setting_right.agree, "huy": setting_right.call_off}
WRITE_DOWN = "ghi"


@require_safe
@_office.operating_nationwide
def paid_twice(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Both payouts, what of them the shop still owes, and what was written down about it."""
    return _page(request, office, _need(code))


@require_POST
@_office.operating_nationwide
def step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Write down that the market bears it, say yes to that, or call it off."""
    found = _need(code)
    if step == WRITE_DOWN:
        return _written_down(request, office, found)
    if step not in STEPS or found.waiting is None:
        raise NotFound
    try:
        STEPS[step](written=found.waiting, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, office, _need(code), problem=refusal)
    return HttpResponseRedirect(_office.address("paid-twice", code, xong=step))


def _written_down(request: SignedInRequest, office: Office, found: PaidTwice) -> HttpResponse:
    form = WriteOffForm(request.POST)
    if not form.is_valid():
        return _page(request, office, found, form=form)
    try:
        setting_right.propose(payout=found.payout, **form.cleaned_data, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, office, _need(found.payout.code), form=form, problem=refusal)
    return HttpResponseRedirect(_office.address("paid-twice", found.payout.code, xong=WRITE_DOWN))


def _need(code: str) -> PaidTwice:
    found = twice_by_code(code)
    if found is None:
        raise NotFound
    return found


def _page(
    request: SignedInRequest,
    office: Office,
    found: PaidTwice,
    *,
    form: WriteOffForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    waiting, seller = found.waiting, found.payout.seller_code
    signed = {code for one in found.write_offs for code in (one.drawn_up_by, one.approved_by, one.cancelled_by)}
    context = {
        "one": found,
        "shop": names_of_shops([seller]).get(seller, seller),
        "mine": waiting is not None and waiting.drawn_up_by == request.user.code,
        "people": names_of_people(signed),
        "form": form or WriteOffForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    invalid = form is not None and problem is None
    return _office.page(request, "paid_twice.html", office, context, status=_office.status_of(problem, invalid=invalid))
