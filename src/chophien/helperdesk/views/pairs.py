"""Learning from a neighbour: the households' own side of mentor pairs."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.programmes.actions import pairs as actions
from chophien.programmes.selectors.leads import pair_for, pairs_of
from chophien.sellers.selectors.shops import sellers_managed_by
from chophien.web.decorators import signed_in

REFUSED = 409


@never_cache
@require_safe
@signed_in
def pairs(request: SignedInRequest) -> HttpResponse:
    """The pairs of one's own shops: what waits for a yes, and how those that go on are."""
    return _page(request)


@require_POST
@signed_in
def step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Say yes or no, end it, or let the mentor see how it goes."""
    at = timezone.now()
    view = pair_for(request.user, code, at=at)
    if view is None or step not in {"dong-y", "tu-choi", "thoi", "cho-xem", "thoi-xem"}:
        raise Http404
    pair, actor = view.pair, request.user
    try:
        if step == "dong-y":
            shown = request.POST.get("show_progress") == "1"
            actions.accept_pair(pair=pair, seller=view.mine, actor=actor, at=at, show_progress=shown)
        elif step == "tu-choi":
            actions.decline_pair(pair=pair, seller=view.mine, actor=actor, at=at)
        elif step == "thoi":
            actions.end_pair(pair=pair, actor=actor, at=at)
        else:
            actions.show_progress(pair=pair, shown=step == "cho-xem", actor=actor, at=at)
    except DomainError as refusal:
        return _page(request, problem=refusal)
    return HttpResponseRedirect(reverse("helperdesk:pairs"))


def _page(request: SignedInRequest, *, problem: DomainError | None = None) -> HttpResponse:
    at = timezone.now()
    if not sellers_managed_by(request.user, at=at).exists():
        raise Http404
    context = {"pairs": pairs_of(request.user, at=at), "problem": problem}
    return render(request, "helperdesk/household/pairs.html", context, status=REFUSED if problem else 200)
