"""The page before the order, all on one sheet: who, where, how to pay, what it costs, and the button."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chophien.lib.codes import new_token
from chophien.lib.errors import DomainError, Invalid, Sentence
from chophien.orders.actions.checkout import Placed, check_out
from chophien.orders.actions.vouchers import change_vouchers
from chophien.orders.errors import EmptyCart, IdempotencyClash, KeyMissing, RegulationsChanged
from chophien.orders.forms import CODE_MOST, ONLY_THIS, CheckoutForm, VoucherForm
from chophien.orders.models import Cart
from chophien.orders.selectors.carts import count_lines
from chophien.orders.selectors.deciding import Decision, decision, destination, found_places, province_of_commune
from chophien.orders.views import _buyer, _refusal, _sheet
from chophien.orders.views._answers import known_answers
from chophien.payments.states import BY_GATEWAY, PaymentMethod
from chophien.promotions.errors import VoucherRefused
from chophien.web.htmx import is_fragment_wanted


class PostAgain(HttpResponseRedirect):
    """Has the browser send the same form there: a payment is begun by a button, never by an address alone."""

    status_code = 307


KEPT = "orders_answers"
SIGNED_IN, GUEST = "me", "guest"
INVALID, REFUSED = 422, 409
PLACE, FIND, PICK, VOUCHER = _sheet.PLACE, _sheet.FIND, _sheet.PICK, "voucher"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the sheet, work out the shipping, or place the order."""
    at, cart = timezone.now(), _buyer.cart_for(request)
    if request.method == "POST":
        return _answered(request, cart, at=at)
    if refusal := _refusal.kept(request):
        return _shown_refused(request, cart, refusal, at=at)
    if not count_lines(cart):
        return HttpResponseRedirect(reverse("orders:cart"))
    answers = _first_answers(request)
    shown = decision(cart, province_code=answers["province_code"], at=at)
    if not shown.cart.can_check_out:
        return HttpResponseRedirect(reverse("orders:cart"))
    return _page(request, CheckoutForm(shown=shown, initial=answers), shown, places=_sheet.looked_for(request))


def _answered(request: HttpRequest, cart: Cart | None, *, at: datetime) -> HttpResponse:
    answers = request.POST.copy()
    asked = answers.get("do", "")
    if picked := answers.get(PICK, ""):
        answers["province_code"], answers["commune_code"] = province_of_commune(picked), picked
        asked = PICK
    if cart is not None and (asked == VOUCHER or answers.get("drop")):
        return _vouchers(request, cart, answers, at=at)
    if asked in {PLACE, FIND, PICK}:
        return _place(request, cart, answers, asked, at=at)
    if answers.get("whose") == SIGNED_IN and _buyer.person_of(request) is None:
        sign_in = f"{reverse('accounts:sign-in')}?next={reverse('orders:checkout')}"
        problem = _("You are no longer signed in. Sign in again: what you have written is kept.")
        return _refused(request, answers, problem=problem, sign_in=sign_in)
    return _ordered(request, cart, answers, at=at)


def _ordered(request: HttpRequest, cart: Cart | None, answers: QueryDict, *, at: datetime) -> HttpResponse:
    """Place the order; what is refused comes back filled in, with why."""
    shown = decision(cart, province_code=answers.get("province_code", ""), at=at)
    form = CheckoutForm(answers, shown=shown)
    if not form.is_valid():
        return _refused(request, answers, form=form, status=INVALID)
    try:
        if cart is None:
            raise EmptyCart
        placed = check_out(
            cart=cart,
            wish=form.wish(),
            idempotency_key=form.cleaned_data["key"],
            actor=_buyer.actor_of(request),
            at=at,
            language=get_language() or "vi",
        )
    except Invalid as refusal:
        form.take(refusal)
        return _refused(request, answers, form=form, status=INVALID)
    except DomainError as refusal:
        if isinstance(refusal, RegulationsChanged):
            answers.pop("consent", None)
        if isinstance(refusal, IdempotencyClash | KeyMissing):
            answers["key"] = new_token()
        return _refused(request, answers, problem=_said(refusal))
    return _placed(request, placed)


def _said(refusal: DomainError) -> str:
    """What the buyer reads above the sheet; which voucher is meant, where there may be several."""
    if isinstance(refusal, VoucherRefused) and refusal.voucher_code:
        return _("Voucher %(code)s: %(why)s") % {"code": refusal.voucher_code, "why": refusal}
    return str(refusal)


def _placed(request: HttpRequest, placed: Placed) -> HttpResponse:
    """Remember a guest's order in the browser, forget the answers, say thanks, or go on to the gateway chosen."""
    if placed.group.payment_method in BY_GATEWAY:
        response: HttpResponseRedirect = PostAgain(reverse("gateways:start", args=[placed.group.code]))
    else:
        response = HttpResponseRedirect(reverse("orders:thanks", args=[placed.group.code]))
    if placed.group.person is None:
        _buyer.remember_group(request, response, placed.group.code)
    if KEPT in request.session:
        del request.session[KEPT]
    _refusal.forget(request)
    return response


def _place(request: HttpRequest, cart: Cart | None, answers: QueryDict, asked: str, *, at: datetime) -> HttpResponse:
    """The sheet again with what was asked for: shipping to a province, communes by name, or a commune chosen."""
    _keep(request, answers)
    if not is_fragment_wanted(request):
        return _sheet.shown_again(request.path, answers, asked)
    if asked == FIND:
        looked_for = answers.get("find", "")
        return render(
            request, "orders/buyer/_found.html", {"found": found_places(looked_for), "looked_for": looked_for}
        )
    shown = decision(cart, province_code=answers.get("province_code", ""), at=at)
    form = CheckoutForm(shown=shown, initial=answers.dict())
    return render(request, "orders/buyer/_place_changed.html", _context(request, form, shown))


def _vouchers(request: HttpRequest, cart: Cart, answers: QueryDict, *, at: datetime) -> HttpResponse:
    """The sheet again with a voucher in or out of the cart, or with why it does not count."""
    _keep(request, answers)
    place = destination(answers.get("province_code", ""))
    form = VoucherForm({"voucher": answers.get("voucher", "")})
    try:
        if form.is_valid():
            change_vouchers(
                cart=cart,
                typed=form.cleaned_data["voucher"],
                drop=answers.get("drop", "")[:CODE_MOST],
                area=place.area if place else None,
                actor=_buyer.actor_of(request),
                at=at,
            )
            return HttpResponseRedirect(f"{request.path}#tong")
    except DomainError as refusal:
        form.add_error("voucher", str(refusal))
    return _refusal.keep(request, answers, form=form, status=REFUSED)


def _refused(
    request: HttpRequest,
    answers: QueryDict,
    *,
    form: CheckoutForm | None = None,
    problem: Sentence = "",
    sign_in: str = "",
    status: int = REFUSED,
) -> HttpResponse:
    """To the sheet as it was filled in, with what is wrong."""
    _keep(request, answers)
    return _refusal.keep(request, answers, form=form, problem=str(problem), sign_in=sign_in, status=status)


def _shown_refused(request: HttpRequest, cart: Cart | None, refusal: _refusal.Refusal, *, at: datetime) -> HttpResponse:
    """The sheet as it was filled in, with what is wrong, at the prices of now."""
    answers = refusal.answers
    shown = decision(cart, province_code=answers.get("province_code", ""), at=at)
    filled_in = bool(refusal.faults) and not refusal.is_of_voucher
    form = CheckoutForm(answers, shown=shown) if filled_in else CheckoutForm(shown=shown, initial=answers)
    voucher = VoucherForm(answers) if refusal.is_of_voucher else VoucherForm()
    _refusal.say(form if filled_in else voucher, refusal.faults)
    return _page(
        request,
        form,
        shown,
        status=refusal.status,
        problem=refusal.problem,
        sign_in=refusal.sign_in,
        voucher_form=voucher,
    )


def _page(
    request: HttpRequest,
    form: CheckoutForm,
    shown: Decision,
    *,
    status: int = 200,
    places: Mapping[str, object] | None = None,
    **more: object,
) -> HttpResponse:
    context = {"problem": "", "sign_in": "", **_context(request, form, shown), **(places or {}), **more}
    return render(request, "orders/buyer/checkout.html", context, status=status)


def _context(request: HttpRequest, form: CheckoutForm, shown: Decision) -> dict[str, object]:
    return {
        "form": form,
        "shown": shown,
        "key": form["key"].value() or new_token(),
        "whose": SIGNED_IN if _buyer.person_of(request) else GUEST,
        "cart_count": len(shown.cart.lines),
        "found": [],
        "looked_for": "",
        "voucher_form": VoucherForm(),
    }


def _first_answers(request: HttpRequest) -> dict[str, str]:
    """What is known before anything is typed: kept answers, else the person and where they had goods sent last."""
    answers = dict.fromkeys(ONLY_THIS, "") | {"payment": PaymentMethod.COD.value}
    kept = request.session.get(KEPT)
    if isinstance(kept, Mapping):
        return answers | {name: str(kept.get(name, "")) for name in ONLY_THIS}
    return answers | known_answers(request)


def _keep(request: HttpRequest, answers: QueryDict) -> None:
    """Keep what was typed until the order is placed, in case the buyer leaves the page to mend something."""
    request.session[KEPT] = {name: answers.get(name, "")[: _sheet.LETTERS_MOST] for name in ONLY_THIS}
