"""A seller's own page about writing to the market by SMS: the PIN, the commands, what came of the last ones."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.rules import selectors as rules
from chophien.smsdesk import selectors
from chophien.smsdesk.forms import PinForm
from chophien.smsdesk.pins import choose_pin
from chophien.web.decorators import signed_in

INVALID = 422
ROWS = 10


@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pin(request: SignedInRequest) -> HttpResponse:
    """Choose the PIN, and see how to write."""
    at = timezone.now()
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choose_pin(person=request.user, pin=form.cleaned_data["pin"], at=at)
            return HttpResponseRedirect(reverse("smsdesk:pin") + "?xong=pin")
        except DomainError as refusal:
            form.add_error("pin", str(refusal))
    chosen = selectors.pin_of(request.user)
    context = {
        "form": form,
        "chosen": chosen,
        "locked": chosen is not None and chosen.wrong_tries >= rules.whole("smsdesk.pin_tries", at=at),
        "written": list(selectors.written_by(request.user)[:ROWS]),
        "done": request.GET.get("xong", ""),
    }
    return render(request, "smsdesk/seller/pin.html", context, status=INVALID if request.method == "POST" else 200)
