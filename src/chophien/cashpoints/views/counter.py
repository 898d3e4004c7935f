"""The agent's counter: a till's day, cash for a customer, cash for an order, and what a household asks."""

from datetime import datetime
from typing import Protocol

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.cashpoints.actions import asking, confirming, giving_back, paying, taking
from chophien.cashpoints.actions.confirming import Proof
from chophien.cashpoints.errors import CustomerMissing
from chophien.cashpoints.forms import CustomersCodeForm, HouseholdForm, OrderCodeForm, ProofForm, TakeForm, WhoForm
from chophien.cashpoints.models import BalanceAsk, CashOrder, Till
from chophien.cashpoints.selectors.back import hands_over
from chophien.cashpoints.selectors.counter import (
    balance_asks_of,
    balance_shown,
    counter_of,
    order_to_take_up,
    shown,
)
from chophien.cashpoints.selectors.owed import Owed
from chophien.cashpoints.selectors.points import tills_served_by
from chophien.cashpoints.states import CashKind
from chophien.cashpoints.views import _agent
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError, NotFound
from chophien.orders.actions.counter import unpaid_of


class Confirm(Protocol):
    """Takes the customer's yes."""

    def __call__(self, *, order: CashOrder, proof: Proof, actor: Actor, at: datetime) -> CashOrder: ...


CONFIRM: dict[CashKind, Confirm] = {
    CashKind.OUT: confirming.confirm_cash_out,
    CashKind.IN: taking.confirm_cash_in,
    CashKind.BACK: giving_back.confirm_cash_back,
}
CALLED_OFF = {CashKind.OUT: "huy", CashKind.IN: "tra-lai", CashKind.BACK: "cat-lai"}
"""What the till's page is told, to say where the cash goes."""


@require_safe
@_agent.serving
def home(request: SignedInRequest) -> HttpResponse:
    """The tills at which I serve; a lone one opens by itself."""
    tills = list(tills_served_by(request.user, at=timezone.now()))
    if len(tills) == 1:
        return HttpResponseRedirect(reverse("cashpoints:till", args=[tills[0].code]))
    return render(request, "cashpoints/agent/tills.html", {"tills": tills})


@require_safe
@_agent.serving
def till(request: SignedInRequest, code: str) -> HttpResponse:
    """A till's day: its cash, what waits, what was done."""
    mine = _agent.my_till(request, code)
    counter = counter_of(mine, at=timezone.now())
    context = {"counter": counter, "trial": counter.trial, "done": request.GET.get("xong", "")}
    return _agent.page(request, "till.html", mine, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_agent.serving
def give(request: SignedInRequest, code: str) -> HttpResponse:
    """Cash for a customer: whose, and how much. The code goes to the customer's own phone at once."""
    mine, at = _agent.my_till(request, code), timezone.now()
    form = WhoForm(request.POST or None, initial={"key": _agent.new_key()})
    problem: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            seller = asking.name_household(text=said["who"], till=mine, actor=request.user, at=at)
            order = asking.ask_cash_out(
                seller=seller, till=mine, amount_vnd=said["amount_vnd"], key=said["key"], actor=request.user, at=at
            )
            return _agent.to_order(_agent.with_code(order, request))
        except DomainError as refusal:
            problem = refusal
    return _give_page(request, code, form=form, problem=problem)


@require_POST
@_agent.serving
def take_up(request: SignedInRequest, code: str) -> HttpResponse:
    """Cash for a customer who asked for it on their own phone and shows the code."""
    mine, at = _agent.my_till(request, code), timezone.now()
    form = CustomersCodeForm(request.POST)
    problem: DomainError | None = None
    if form.is_valid():
        order = order_to_take_up(form.cleaned_data["code"], request.user, at=at)
        try:
            if order is None:
                raise NotFound
            order = asking.take_up(order=order, till=mine, actor=request.user, at=at)
            return _agent.to_order(order)
        except DomainError as refusal:
            problem = refusal
    return _give_page(request, code, code_form=form, problem=problem)


@require_safe
@_agent.serving
def order(request: SignedInRequest, code: str) -> HttpResponse:
    """One customer's cash: the yes that is awaited, the verb that hands it over, or the receipt."""
    return _order_page(request, _agent.my_order(request, code))


@sensitive_post_parameters("code", "pin", "card")
@require_POST
@_agent.serving
def step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Send the code again, take the customer's yes (which books cash that they brought or get back), hand cash over, or
    call it off.
    """
    found, at = _agent.my_order(request, code), timezone.now()
    form = ProofForm(request.POST) if step == "dong-y" else ProofForm()
    try:
        if step == "gui-ma":
            confirming.send_confirmation(order=found, actor=request.user, at=at)
        elif step == "dong-y":
            if not form.is_valid():
                return _order_page(request, found, form=form)
            CONFIRM[CashKind(found.kind)](order=found, proof=form.proof, actor=request.user, at=at)
        elif step == "dua-tien":
            paying.pay_out_cash(order=found, actor=request.user, at=at)
        elif step == "huy":
            asking.cancel_cash_out(order=found, actor=request.user, at=at)
            done = CALLED_OFF[CashKind(found.kind)]
            return HttpResponseRedirect(reverse("cashpoints:till", args=[found.till.code]) + f"?xong={done}")
        else:
            raise Http404
    except DomainError as refusal:
        return _order_page(request, _agent.my_order(request, code), form=form, problem=refusal)
    return _agent.to_order(found)


@require_http_methods(["GET", "HEAD", "POST"])
@_agent.serving
def take(request: SignedInRequest, code: str) -> HttpResponse:
    """Cash for an order or a deposit: which, then exactly what is to be paid, and with what the payer says yes."""
    mine, at = _agent.my_till(request, code), timezone.now()
    asked = OrderCodeForm(request.GET) if "ma" in request.GET else OrderCodeForm()
    owed: Owed | None = None
    form: TakeForm | None = None
    unpaid, problem = None, None
    if asked.is_bound and asked.is_valid():
        try:
            owed = asking.name_owed(text=asked.cleaned_data["ma"], till=mine, actor=request.user, at=at)
            form = _take_form(request, owed, at=at)
            if request.method == "POST" and form.is_valid():
                return _agent.to_order(_counted(request, owed, mine, form, at=at))
        except DomainError as refusal:
            problem = refusal
        if owed is not None:
            try:
                unpaid = unpaid_of(owed.code)
            except DomainError as refusal:
                problem = problem or refusal
    context = {"asked": asked, "owed": owed, "unpaid": unpaid, "form": form, "problem": problem}
    invalid = any(one is not None and one.is_bound and not one.is_valid() for one in (asked, form))
    return _agent.page(request, "take.html", mine, context, status=_agent.status_of(problem, invalid=invalid))


@require_http_methods(["GET", "HEAD", "POST"])
@_agent.serving
def ask_balance(request: SignedInRequest, code: str) -> HttpResponse:
    """A household asks what it has to come: which household."""
    mine, at = _agent.my_till(request, code), timezone.now()
    form = HouseholdForm(request.POST or None)
    problem: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            seller = asking.name_household(text=form.cleaned_data["who"], till=mine, actor=request.user, at=at)
            ask = asking.ask_balance(seller=seller, till=mine, actor=request.user, at=at)
            if ask.person.mobile:
                confirming.send_balance_code(ask=ask, actor=request.user, at=at)
            return HttpResponseRedirect(reverse("cashpoints:balance", args=[ask.code]))
        except DomainError as refusal:
            problem = refusal
    context = {"form": form, "problem": problem}
    invalid = form.is_bound and not form.is_valid()
    return _agent.page(request, "ask_balance.html", mine, context, status=_agent.status_of(problem, invalid=invalid))


@sensitive_post_parameters("code", "pin", "card")
@require_http_methods(["GET", "HEAD", "POST"])
@_agent.serving
def balance(request: SignedInRequest, code: str) -> HttpResponse:
    """What a household lets the agent see for some minutes, once it has said yes."""
    at = timezone.now()
    ask: BalanceAsk = get_object_or_404(balance_asks_of(request.user, at=at), code=code)
    _agent.my_till(request, ask.till.code)
    form = ProofForm(request.POST or None)
    problem: DomainError | None = None
    if request.method == "POST" and "gui-ma" in request.POST:
        form = ProofForm()
        try:
            ask = confirming.send_balance_code(ask=ask, actor=request.user, at=at)
        except DomainError as refusal:
            problem = refusal
    elif request.method == "POST" and form.is_valid():
        try:
            confirming.confirm_balance(ask=ask, proof=form.proof, actor=request.user, at=at)
            return HttpResponseRedirect(reverse("cashpoints:balance", args=[ask.code]))
        except DomainError as refusal:
            problem = refusal
    context = {
        "ask": ask,
        "balance": balance_shown(ask, request.user, at=at),
        "form": form,
        "problem": problem,
        "trial": ask.simulated,
    }
    invalid = form.is_bound and not form.is_valid()
    return _agent.page(request, "balance.html", ask.till, context, status=_agent.status_of(problem, invalid=invalid))


def _take_form(request: SignedInRequest, owed: Owed, *, at: datetime) -> TakeForm:
    asks = taking.asks_for_yes(at)
    return TakeForm(request.POST or None, initial={"key": _agent.new_key()}, phone=owed.phone, asks=asks)


def _counted(request: SignedInRequest, owed: Owed, mine: Till, form: TakeForm, *, at: datetime) -> CashOrder:
    """The cash is counted; the code goes to the payer's phone at once, where they have named one."""
    said = form.cleaned_data
    order = taking.count_cash_in(
        owed=owed,
        till=mine,
        amount_vnd=said["amount_vnd"],
        key=said["key"],
        phone=form.payers_phone,
        actor=request.user,
        at=at,
    )
    return _agent.with_code(order, request) if order.payer_phone else order


def _give_page(
    request: SignedInRequest,
    code: str,
    *,
    form: WhoForm | None = None,
    code_form: CustomersCodeForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    mine = _agent.my_till(request, code)
    form = form or WhoForm(initial={"key": _agent.new_key()})
    code_form = code_form or CustomersCodeForm()
    invalid = any(one.is_bound and not one.is_valid() for one in (form, code_form))
    context = {
        "form": form,
        "code_form": code_form,
        "problem": problem,
        "missing": isinstance(problem, CustomerMissing),
        "counter": counter_of(mine, at=timezone.now()),
    }
    return _agent.page(request, "give.html", mine, context, status=_agent.status_of(problem, invalid=invalid))


def _order_page(
    request: SignedInRequest, found: CashOrder, *, form: ProofForm | None = None, problem: DomainError | None = None
) -> HttpResponse:
    [one] = shown([found])
    form = form or ProofForm()
    context = {
        "shown": one,
        "order": found,
        "kind": found.kind,
        "hands_over": hands_over(found, request.user, at=timezone.now()),
        "form": form,
        "problem": problem,
        "trial": found.simulated,
        "over": found.expires_at <= timezone.now(),
    }
    invalid = form.is_bound and not form.is_valid()
    return _agent.page(request, "order.html", found.till, context, status=_agent.status_of(problem, invalid=invalid))
