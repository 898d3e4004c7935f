"""The households of a cooperative: who they are, what is owed to whom and since when, and paying them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.actions.cards import confirm_by_card
from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import card_of
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.lib.qr import qr_svg
from chophien.lots.actions import growers as acts
from chophien.lots.actions import paying
from chophien.lots.actions.cards import print_grower_card
from chophien.lots.actions.growers import GrowerText
from chophien.lots.actions.paying import Receipt
from chophien.lots.forms import GrowerForm, PayForm, ReceiptCardForm, ReceiptCodeForm, ReceiptPaperForm
from chophien.lots.models import Grower, GrowerPayment
from chophien.lots.selectors.owing import growers_of, late_since
from chophien.lots.selectors.shares import grower_at, payment_at, share_sheet
from chophien.lots.states import PayWay, ReceiptWay
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk
from chophien.settlement.actions.growers import confirm_payment
from chophien.web.decorators import signed_in
from chophien.web.forms import PlainForm

Step = Callable[[SignedInRequest, GrowerPayment, datetime], PlainForm | None]
"""Takes a step of a payment; a form that comes back was not filled in rightly."""
NONE: Mapping[str, PlainForm] = {}


@never_cache
@require_safe
@signed_in
def growers(request: SignedInRequest) -> HttpResponse:
    """Who brings goods, what is owed to each and since when, the longest first."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, cashier=True)
    debts = growers_of(desk.seller, at=at)
    context = {
        "debts": debts,
        "owed_vnd": sum(max(one.owed.owed_vnd, 0) for one in debts),
        "late": sum(one.is_late for one in debts),
        "late_since": late_since(at=at),
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
    }
    return _desk.page(request, "growers.html", desk, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_grower(request: SignedInRequest) -> HttpResponse:
    """Write a household down."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    form = GrowerForm(request.POST) if request.method == "POST" else GrowerForm()
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, desk, form, None)
    try:
        grower = acts.add_grower(seller=desk.seller, text=form.text(), actor=request.user, at=at)
    except Invalid as refusal:
        form.take(refusal)
        return _form_page(request, desk, form, None)
    return HttpResponseRedirect(_desk.address("grower", desk, grower.code, xong="them"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change_grower(request: SignedInRequest, code: str) -> HttpResponse:
    """What a household is called, and how it is paid. Its account number is not shown: left empty it stays."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    grower = _grower(desk, code)
    said = {
        "name": grower.name,
        "hamlet": grower.hamlet,
        "phone": (grower.person.mobile if grower.person else "") or grower.phone_said,
        "bank_bin": grower.bank_bin,
    }
    form = GrowerForm(request.POST) if request.method == "POST" else GrowerForm(initial=said)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, desk, form, grower)
    try:
        acts.change_grower(grower=grower, text=_keeping_account(form, grower), actor=request.user, at=at)
    except Invalid as refusal:
        form.take(refusal)
        return _form_page(request, desk, form, grower)
    return HttpResponseRedirect(_desk.address("grower", desk, grower.code, xong="sua"))


@never_cache
@require_safe
@signed_in
def grower(request: SignedInRequest, code: str) -> HttpResponse:
    """One household: its sums, what it was paid, and how it says so."""
    desk = _desk.need_desk(request, at=timezone.now(), cashier=True)
    return _page(request, desk, _grower(desk, code))


@require_POST
@signed_in
def end_grower(request: SignedInRequest, code: str) -> HttpResponse:
    """The household brings nothing more."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    acts.end_grower(grower=_grower(desk, code), actor=request.user, at=at)
    return HttpResponseRedirect(_desk.address("growers", desk, xong="thoi"))


@require_POST
@signed_in
def pay(request: SignedInRequest, code: str) -> HttpResponse:
    """Write down what a household was paid."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, cashier=True)
    found = _grower(desk, code)
    form = PayForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, found, typed={"pay": form})
    kept = {**form.cleaned_data, "way": PayWay(form.cleaned_data["way"])}
    try:
        paying.say_paid(grower=found, actor=request.user, at=at, **kept)
    except Invalid as refusal:
        form.take(refusal)
        return _page(request, desk, found, typed={"pay": form})
    except DomainError as refusal:
        return _page(request, desk, found, typed={"pay": form}, problem=refusal)
    return HttpResponseRedirect(_desk.address("grower", desk, found.code, xong="tra") + "#tra")


@require_POST
@signed_in
def payment_step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """The household says that it has its money: by a code, its card, on paper. Or it was written down by mistake."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, cashier=True)
    payment = get_object_or_404(payment_at(desk.seller), code=code)
    if step not in STEPS:
        raise Http404
    found = _grower(desk, payment.grower.code)
    try:
        form = STEPS[step](request, payment, at)
    except Invalid as refusal:
        form = FORMS[step](request.POST, request.FILES)
        form.is_valid()
        form.take(refusal)
        return _page(request, desk, found, answered=payment, typed={step: form})
    except DomainError as refusal:
        return _page(request, desk, found, answered=payment, problem=refusal)
    if form is not None:
        return _page(request, desk, found, answered=payment, typed={step: form})
    return HttpResponseRedirect(_desk.address("grower", desk, found.code, xong=step) + "#tra")


@require_POST
@signed_in
def print_card(request: SignedInRequest, code: str) -> HttpResponse:
    """The household's card, to be printed: it is shown once."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, manager=True)
    found = _grower(desk, code)
    try:
        printed = print_grower_card(grower=found, actor=request.user, at=at)
    except DomainError as refusal:
        return _page(request, desk, found, problem=refusal)
    address = settings.SITE + reverse("accounts:card", args=[printed.token])
    context = {
        "grower": found,
        "printed": printed,
        "qr": mark_safe(qr_svg(address)),
        "kiosk": settings.SITE + reverse("accounts:card-kiosk"),
        "back": _desk.address("grower", desk, found.code),
    }
    return _desk.page(request, "grower_card.html", desk, context)


@never_cache
@require_safe
@signed_in
def sheet(request: SignedInRequest, code: str) -> HttpResponse:
    """The household's own sums, to be printed for it."""
    desk = _desk.need_desk(request, at=timezone.now(), cashier=True)
    found = _grower(desk, code)
    context = {"sheet": share_sheet(found), "back": _desk.address("grower", desk, found.code)}
    return _desk.page(request, "grower_sheet.html", desk, context)


def _send_code(request: SignedInRequest, payment: GrowerPayment, at: datetime) -> None:
    paying.send_receipt_code(payment=payment, actor=request.user, at=at)


def _by_code(request: SignedInRequest, payment: GrowerPayment, at: datetime) -> PlainForm | None:
    form = ReceiptCodeForm(request.POST)
    if not form.is_valid():
        return form
    receipt = paying.check_code(payment=payment, typed=form.cleaned_data["code"], at=at)
    confirm_payment(payment=payment, receipt=receipt, actor=request.user, at=at)
    return None


def _by_card(request: SignedInRequest, payment: GrowerPayment, at: datetime) -> PlainForm | None:
    form = ReceiptCardForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    confirm_by_card(code=said["card"], pin=said["pin"], opens=payment.grower.code, actor=request.user, at=at)
    confirm_payment(payment=payment, receipt=Receipt(ReceiptWay.CARD), actor=request.user, at=at)
    return None


def _by_paper(request: SignedInRequest, payment: GrowerPayment, at: datetime) -> PlainForm | None:
    form = ReceiptPaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    receipt = paying.take_paper(
        payment=payment, file=said["paper"], witness_name=said["witness_name"], actor=request.user, at=at
    )
    confirm_payment(payment=payment, receipt=receipt, actor=request.user, at=at)
    return None


def _cancel(request: SignedInRequest, payment: GrowerPayment, at: datetime) -> None:
    paying.cancel_payment(payment=payment, actor=request.user, at=at)


STEPS: dict[str, Step] = {
    "gui-ma": _send_code,
    "ma": _by_code,
    "the": _by_card,
    "giay": _by_paper,
    "bo": _cancel,
}
FORMS: dict[str, type[PlainForm]] = {"ma": ReceiptCodeForm, "the": ReceiptCardForm, "giay": ReceiptPaperForm}


def _grower(desk: Desk, code: str) -> Grower:
    return get_object_or_404(grower_at(desk.seller), code=code)


def _keeping_account(form: GrowerForm, grower: Grower) -> GrowerText:
    """What was typed; the number that is kept, where none was typed and the bank is the same."""
    text = form.text()
    if text.account or not text.bank_bin or text.bank_bin != grower.bank_bin:
        return text
    return replace(text, account=acts.account_number(grower))


def _form_page(request: SignedInRequest, desk: Desk, form: GrowerForm, found: Grower | None) -> HttpResponse:
    back = _desk.address("grower", desk, found.code) if found else _desk.address("growers", desk)
    context = {"form": form, "grower": found, "back": back}
    status = _desk.status_of(None, invalid=bool(form.errors))
    return _desk.page(request, "grower_form.html", desk, context, status=status)


def _page(
    request: SignedInRequest,
    desk: Desk,
    found: Grower,
    *,
    answered: GrowerPayment | None = None,
    problem: DomainError | None = None,
    typed: Mapping[str, PlainForm] = NONE,
) -> HttpResponse:
    at = timezone.now()
    sums = share_sheet(found)
    first = {"paid_on": local_date(at), "way": found.pay_way, "amount_vnd": max(sums.owed.to_pay_vnd, 0) or None}
    forms: dict[str, PlainForm] = {
        "pay": PayForm(initial=first),
        "ma": ReceiptCodeForm(),
        "the": ReceiptCardForm(),
        "giay": ReceiptPaperForm(),
    }
    context = {
        "grower": found,
        "sheet": sums,
        "forms": {**forms, **typed},
        "typed": list(typed.values()),
        "answered": answered.code if answered else "",
        "has_phone": bool(found.person and found.person.mobile),
        "card": card_of(opens=found.code) if found.person else None,
        "is_late": sums.owed.since is not None and sums.owed.since <= late_since(at=at),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
        "back": _desk.address("growers", desk),
    }
    status = _desk.status_of(problem, invalid=bool(typed) and problem is None)
    return _desk.page(request, "grower.html", desk, context, status=status)
