"""SMS that match nothing: read, answered by SMS, called about or closed. The number shows only for a stated purpose."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.officedesk.filters import LISTS, shelf_of
from chophien.officedesk.paging import page_along
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.smsdesk.actions import answer_by_hand, see_number, take_care
from chophien.smsdesk.models import IncomingSms
from chophien.smsdesk.selectors import names_of_shops, sms_found, unmatched_for
from chophien.smsdesk.states import UNMATCHED

Step = Callable[[IncomingSms, SignedInRequest, datetime], object]
STEPS: Mapping[str, Step] = {
    "tra-loi": lambda sms, request, at: answer_by_hand(
        sms=sms, words=request.POST.get("words", "")[:1000], actor=request.user, at=at
    ),
    "xong": lambda sms, request, at: take_care(sms=sms, actor=request.user, at=at),
}


@require_safe
@_office.operating
def messages(request: SignedInRequest, office: Office) -> HttpResponse:
    """What the market could do nothing with, the longest waiting first."""
    shelf = shelf_of(LISTS["sms"], request.user, request.GET.dict())
    if shelf.away:
        return HttpResponseRedirect(shelf.away)
    text, reply = shelf.said("q", "loai")
    found = sms_found(unmatched_for(request.user, at=timezone.now()), text=text, reply=reply)
    page = page_along(found, "received_at", cursor=request.GET.get("trang", ""), purpose="officedesk.sms")
    context = {
        "rows": page.rows,
        "names": names_of_shops(list(page.rows)),
        "text": text,
        "reply": reply,
        "replies": [(one.value, one.label) for one in UNMATCHED],
        "all_at_once": _office.address("new-bulk", "sms", **shelf.asked),
        "following": _office.address("sms", **shelf.asked, trang=page.following) if page.following else "",
        "shelf": shelf,
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "sms.html", office, context)


@require_safe
@_office.operating
def one(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One SMS with what can be done about it."""
    return _page(request, office, _find(request, code))


@require_POST
@_office.operating
def step(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Show its number for a purpose, answer it, or say that it is dealt with."""
    at, sms = timezone.now(), _find(request, code)
    try:
        if step == "so":
            purpose = request.POST.get("purpose", "")[:300]
            return _page(request, office, sms, phone=see_number(sms=sms, purpose=purpose, actor=request.user, at=at))
        if step not in STEPS:
            raise Http404
        STEPS[step](sms, request, at)
    except DomainError as refusal:
        return _page(request, office, sms, problem=refusal, typed=request.POST.get("words", "")[:1000])
    return HttpResponseRedirect(_office.address("sms", xong=step))


def _find(request: SignedInRequest, code: str) -> IncomingSms:
    found: IncomingSms = get_object_or_404(unmatched_for(request.user, at=timezone.now()), code=code)
    return found


def _page(
    request: SignedInRequest,
    office: Office,
    sms: IncomingSms,
    *,
    phone: str = "",
    problem: DomainError | None = None,
    typed: str = "",
) -> HttpResponse:
    context = {"sms": sms, "names": names_of_shops([sms]), "phone": phone, "problem": problem, "typed": typed}
    return _office.page(request, "one_sms.html", office, context, status=_office.status_of(problem))
