"""A person's orders, and a guest's way back to one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chophien.orders.forms import FindOrderForm
from chophien.orders.selectors.buyers import orders_remembered
from chophien.orders.selectors.lists import page_of
from chophien.orders.selectors.orders import group_by_code_and_phone, orders_of_buyer
from chophien.orders.views import _buyer
from chophien.orders.views._steps import by_button
from chophien.rules import selectors as rules
from chophien.web.addresses import client_address
from chophien.web.ratelimit import Wait, allow

INVALID, TOO_MANY = 422, 429
HOUR = 3600


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All orders of the signed-in person by the page; for a guest, those of this browser and a way to find one."""
    return _page(request, FindOrderForm())


@by_button("orders:mine")
def find(request: HttpRequest) -> HttpResponse:
    """A guest's order by its code and phone. A wrong code and a wrong phone get the same answer."""
    at, form = timezone.now(), FindOrderForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=INVALID)
    code, phone = form.cleaned_data["code"], form.cleaned_data["phone"]
    keys = {"orders.finds_per_address_hour": client_address(request), "orders.finds_per_phone_hour": phone}
    for rule, key in keys.items():
        wait = allow(rule, key, limit=rules.whole(rule, at=at), per_seconds=HOUR, at=at)
        if wait is not None:
            return _too_often(request, form, wait)
    access = group_by_code_and_phone(code, phone, at=at)
    if access is None:
        form.add_error(None, _("We found no order with this code and phone number. Compare both with the message."))
        return _page(request, form, status=INVALID)
    response = HttpResponseRedirect(reverse("orders:order", args=[access.group.code]))
    _buyer.remember_group(request, response, access.group.code)
    return response


@by_button("orders:mine")
def forget(request: HttpRequest) -> HttpResponse:
    """Have this browser forget the orders it knows: for a phone that others use too."""
    del request
    response = HttpResponseRedirect(reverse("orders:mine"))
    _buyer.forget_groups(response)
    return response


def _too_often(request: HttpRequest, form: FindOrderForm, wait: Wait) -> HttpResponse:
    minutes = -(-wait.seconds // 60)
    form.add_error(None, _("Too many tries in a short time. Try again in %(minutes)s minutes.") % {"minutes": minutes})
    response = _page(request, form, status=TOO_MANY)
    response["Retry-After"] = str(wait.seconds)
    return response


def _page(request: HttpRequest, form: FindOrderForm, *, status: int = 200) -> HttpResponse:
    at, person = timezone.now(), _buyer.person_of(request)
    codes = _buyer.remembered_groups(request)
    cursor = request.GET.get("trang", "")
    context = {
        "own": page_of(orders_of_buyer(person, at=at), cursor=cursor, purpose="orders.mine") if person else None,
        "remembered": list(orders_remembered(codes, at=at)) if codes else [],
        "form": form,
    }
    return render(request, "orders/buyer/mine.html", context, status=status)
