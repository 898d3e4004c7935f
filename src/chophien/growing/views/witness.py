"""An officer or digital helper of a commune says whether they heard households agree to be named."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.growing.actions.naming import take_name_back
from chophien.growing.actions.witnessing import answer_as_witness
from chophien.growing.selectors.naming import ASKS_MOST, asks_of
from chophien.growing.states import HeardStatus
from chophien.lib.errors import DomainError
from chophien.web.decorators import signed_in

STEPS = {"nghe": "hear", "khong": "deny"}
TAKE_BACK = "thoi"
REFUSED = 409


@never_cache
@require_safe
@signed_in
def asked(request: SignedInRequest) -> HttpResponse:
    """What somebody was asked as a witness, and what they said. Who never was asked finds no page."""
    return _page(request)


@never_cache
@require_POST
@signed_in
def answer(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """They heard it, or did not; or the household told them that it does not want to be named any more."""
    at = timezone.now()
    ask = get_object_or_404(asks_of(request.user), code=code)
    if step not in STEPS and not (step == TAKE_BACK and ask.status == HeardStatus.HEARD):
        raise Http404
    try:
        if step == TAKE_BACK:
            take_name_back(household=ask.household, actor=request.user, at=at)
        else:
            answer_as_witness(ask=ask, step=STEPS[step], actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, problem=refusal)
    return HttpResponseRedirect(reverse("growing:witnessing") + f"?xong={step}")


def _page(request: SignedInRequest, *, problem: DomainError | None = None) -> HttpResponse:
    asks = list(asks_of(request.user)[:ASKS_MOST])
    if not asks:
        raise Http404
    context = {
        "waiting": [one for one in asks if one.status == HeardStatus.ASKED],
        "answered": [one for one in asks if one.status != HeardStatus.ASKED],
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, "growing/witness/asked.html", context, status=REFUSED if problem else 200)
