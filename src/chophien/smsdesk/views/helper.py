"""What households wrote and the market did not understand, for those who help them."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.smsdesk import actions, policies, selectors
from chophien.web.decorators import signed_in


@never_cache
@require_safe
@signed_in
def puzzling(request: SignedInRequest) -> HttpResponse:
    """The list, the longest waiting first."""
    at = timezone.now()
    if not policies.can_see_list(request.user, at=at):
        raise Http404
    rows = list(selectors.puzzling_for(request.user, at=at)[: selectors.PUZZLING_MOST])
    context = {"rows": rows, "names": selectors.names_of_shops(rows), "done": request.GET.get("xong", "")}
    return render(request, "smsdesk/helper/puzzling.html", context)


@require_POST
@signed_in
def cared(request: SignedInRequest, code: str) -> HttpResponse:
    """Somebody called back: the row goes."""
    at = timezone.now()
    sms = get_object_or_404(selectors.puzzling_for(request.user, at=at), code=code)
    actions.take_care(sms=sms, actor=request.user, at=at)
    return HttpResponseRedirect(reverse("smsdesk:puzzling") + "?xong=goi")
