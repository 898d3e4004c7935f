"""The page on which people choose how the market reaches them, and the small script that shows notifications."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.lib.errors import DomainError
from chophien.messages import selectors, wishes
from chophien.messages.forms import WishesForm, field_of
from chophien.messages.gateways.push import public_key_of
from chophien.messages.kinds import kinds
from chophien.messages.views.person import actor_of
from chophien.web.decorators import signed_in

INVALID, REFUSED, DONE = 422, 409, 204
WORKER = Path(__file__).parents[1] / "static" / "messages" / "push-worker.js"
GROUPS = ("buyer", "seller", "helper", "officer", "anybody")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def chosen(request: HttpRequest) -> HttpResponse:
    """Choose the way for each kind, the quiet hours, and which browsers show notifications."""
    person = actor_of(request)
    form = WishesForm(request.POST or None, initial=selectors.wishes_of(person.code))
    if request.method == "POST" and form.is_valid():
        wishes.wish(person=person, ways=form.ways(), quiet=form.quiet(), at=timezone.now())
        return HttpResponseRedirect(reverse("messages:wishes") + "?xong=luu")
    groups = {
        who: [field_of(kind) for kind in kinds().values() if kind.who == who and field_of(kind) in form.fields]
        for who in GROUPS
    }
    context = {
        "form": form,
        "groups": groups,
        "devices": list(selectors.devices_of(person.code)),
        "push_key": public_key_of(settings.PUSH_KEY) if settings.PUSH_KEY else "",
        "done": request.GET.get("xong", ""),
    }
    return render(request, "messages/person/wishes.html", context, status=INVALID if request.method == "POST" else 200)


@require_POST
@signed_in
def add_device(request: HttpRequest) -> HttpResponse:
    """A browser brings its subscription. For the page's own script."""
    facts = {name: request.POST.get(name, "") for name in ("endpoint", "public_key", "secret")}
    try:
        wishes.add_device(person=actor_of(request), at=timezone.now(), **facts)
    except DomainError as refusal:
        return HttpResponse(str(refusal), status=REFUSED, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=DONE)


@require_POST
@signed_in
def remove_device(request: HttpRequest, code: str) -> HttpResponse:
    """Take a browser off the list."""
    person = actor_of(request)
    device = get_object_or_404(selectors.devices_of(person.code), code=code)
    wishes.remove_device(device=device, person=person, at=timezone.now())
    return HttpResponseRedirect(reverse("messages:wishes") + "?xong=bo-may")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at an address that never changes: browsers that have it ask for it again."""
    del request
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
