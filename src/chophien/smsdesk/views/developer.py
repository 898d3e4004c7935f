"""Writing to the market as a phone would, on a developer's own machine only."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chophien.lib.codes import new_token
from chophien.smsdesk.actions import take_sms
from chophien.smsdesk.forms import TryForm

INVALID = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: HttpRequest) -> HttpResponse:
    """Take an SMS from the form and show the answer."""
    if not settings.DEV:
        raise Http404
    form, sms, status = TryForm(request.POST or None), None, 200
    if request.method == "POST":
        if form.is_valid():
            facts = form.cleaned_data
            sms = take_sms(message_id=new_token(), phone=facts["phone"], text=facts["text"], at=timezone.now())
        else:
            status = INVALID
    return render(request, "smsdesk/developer/try.html", {"form": form, "sms": sms}, status=status)
