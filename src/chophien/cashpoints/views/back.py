"""Cash that a buyer gets back at the counter: whose order, what of it goes back, and on to their yes."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.cashpoints.actions import asking, giving_back
from chophien.cashpoints.forms import KeyedForm, OrderCodeForm
from chophien.cashpoints.selectors.back import Plan, plan_at
from chophien.cashpoints.selectors.owed import Owed
from chophien.cashpoints.views import _agent
from chophien.lib.errors import DomainError
from chophien.payments.errors import NotToFetch


@require_http_methods(["GET", "HEAD", "POST"])
@_agent.serving
def give_back(request: SignedInRequest, code: str) -> HttpResponse:
    """Money back for an order or a deposit: which, then what goes back of it now, and the code to who ordered."""
    mine, at = _agent.my_till(request, code), timezone.now()
    asked = OrderCodeForm(request.GET) if "ma" in request.GET else OrderCodeForm()
    form = KeyedForm(request.POST if request.method == "POST" else None, initial={"key": _agent.new_key()})
    owed: Owed | None = None
    plan: Plan | None = None
    problem: DomainError | None = None
    if asked.is_bound and asked.is_valid():
        try:
            owed = asking.name_owed(text=asked.cleaned_data["ma"], till=mine, actor=request.user, at=at)
            if request.method == "POST" and form.is_valid():
                key = form.cleaned_data["key"]
                order = giving_back.ask_cash_back(owed=owed, till=mine, key=key, actor=request.user, at=at)
                return _agent.to_order(_agent.with_code(order, request))
        except DomainError as refusal:
            problem = refusal
        if owed is not None:
            plan = plan_at(owed, mine, at=at)
    context = {
        "asked": asked,
        "form": form,
        "owed": owed,
        "plan": plan,
        "problem": problem,
        "nothing": NotToFetch.message,
    }
    invalid = any(one.is_bound and not one.is_valid() for one in (asked, form))
    return _agent.page(request, "give_back.html", mine, context, status=_agent.status_of(problem, invalid=invalid))
