"""Ordering before the harvest: one page, signed in or not; and the answer when the harvest was moved."""

from collections.abc import Mapping
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chophien.lib.codes import new_token
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid, Sentence
from chophien.orders.actions.preorders import REFUND, WAIT, answer_move, place_preorder
from chophien.orders.errors import IdempotencyClash, KeyMissing, RegulationsChanged
from chophien.orders.forms import PreorderForm
from chophien.orders.selectors.early import EarlySheet, early_sheet
from chophien.orders.views import _buyer, _refusal, _sheet
from chophien.orders.views._answers import known_answers
from chophien.orders.views._steps import by_button
from chophien.orders.views.order import show_refused
from chophien.seasons.models import Harvest
from chophien.seasons.selectors.harvests import harvest_to_order
from chophien.switches.requests import closed
from chophien.switches.selectors import is_on
from chophien.switches.states import Feature
from chophien.web.error_pages import error_page
from chophien.web.htmx import is_fragment_wanted

INVALID, REFUSED, GONE = 422, 409, 404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preorder(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sheet, work out the shipping, or order."""
    at = timezone.now()
    harvest = harvest_to_order(code, on=local_date(at))
    if harvest is None:
        raise Http404
    if not is_on(Feature.PREORDERS, at=at, province_code=harvest.variant.listing.seller.commune.province.code):
        return closed(request, Feature.PREORDERS)
    if request.method != "POST":
        if refusal := _refusal.kept(request):
            return _shown_refused(request, harvest, refusal, at=at)
        answers = known_answers(request) | {"quantity": request.GET.get("so", "")} | _sheet.kept(request)
        sheet = _read(harvest, answers["quantity"], answers.get("province_code", ""), at=at)
        form = PreorderForm(shown=sheet.shown, initial={**answers, "quantity": sheet.quantity})
        return _page(request, sheet, form, places=_sheet.looked_for(request))
    sent, asked = _sheet.sent(request)
    return _place(request, harvest, sent, asked, at=at) if asked else _ordered(request, harvest, sent, at=at)


@by_button("orders:order")
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The buyer waits for the new days, or wants all money back."""
    at = timezone.now()
    found = _buyer.find_order(request, code, at=at)
    said = request.POST.get("answer", "")
    if said not in {WAIT, REFUND}:
        return error_page(request, 400)
    try:
        answer_move(order=found.order, answer=said, actor=found.actor, at=at)
    except DomainError as refusal:
        return show_refused(request, found, refusal, at=at)
    return HttpResponseRedirect(f"{reverse('orders:order', args=[found.order.code])}?xong={said}")


def _ordered(request: HttpRequest, harvest: Harvest, answers: QueryDict, *, at: datetime) -> HttpResponse:
    """Place the order; what is refused is shown filled in, with why, at the sheet's own address."""
    actor, person = _buyer.actor_of(request), _buyer.person_of(request)
    sheet = _read(harvest, answers.get("quantity", ""), answers.get("province_code", ""), at=at)
    form = PreorderForm(answers, shown=sheet.shown)
    if not form.is_valid():
        return _refused(request, answers, form=form, status=INVALID)
    try:
        placed = place_preorder(
            harvest=harvest,
            quantity=form.cleaned_data["quantity"],
            wish=form.wish(),
            idempotency_key=form.cleaned_data["key"],
            actor=actor,
            person=person,
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
        return _refused(request, answers, problem=str(refusal), status=REFUSED)
    _sheet.forget(request)
    _refusal.forget(request)
    response = HttpResponseRedirect(reverse("orders:thanks", args=[placed.group.code]))
    if placed.group.person is None:
        _buyer.remember_group(request, response, placed.group.code)
    return response


def _refused(
    request: HttpRequest, answers: QueryDict, *, status: int, form: PreorderForm | None = None, problem: str = ""
) -> HttpResponse:
    _sheet.keep(request, answers)
    return _refusal.keep(request, answers, form=form, problem=problem, status=status)


def _shown_refused(request: HttpRequest, harvest: Harvest, refusal: _refusal.Refusal, *, at: datetime) -> HttpResponse:
    """The sheet as it was filled in, with what is wrong, with what is left now."""
    answers = refusal.answers
    sheet = _read(harvest, answers.get("quantity", ""), answers.get("province_code", ""), at=at)
    if not refusal.faults:
        form = PreorderForm(shown=sheet.shown, initial=answers)
    else:
        form = PreorderForm(answers, shown=sheet.shown)
        _refusal.say(form, refusal.faults)
    return _page(request, sheet, form, problem=refusal.problem, status=refusal.status)


def _place(request: HttpRequest, harvest: Harvest, answers: QueryDict, asked: str, *, at: datetime) -> HttpResponse:
    """The sheet again with what was asked for: shipping to a province, communes by name, or a commune chosen."""
    if not is_fragment_wanted(request):
        _sheet.keep(request, answers)
        return _sheet.shown_again(request.path, answers, asked)
    if asked == _sheet.FIND:
        places = _sheet.places(answers, url=reverse("orders:preorder", args=[harvest.code]))
        return render(request, "orders/buyer/_found.html", places)
    sheet = _read(harvest, answers.get("quantity", ""), answers.get("province_code", ""), at=at)
    form = PreorderForm(shown=sheet.shown, initial=answers.dict())
    return render(request, "orders/buyer/_early_changed.html", _context(sheet, form))


def _read(harvest: Harvest, typed: str, province_code: str, *, at: datetime) -> EarlySheet:
    return early_sheet(harvest, quantity=_sheet.quantity(typed), province_code=province_code, at=at)


def _page(
    request: HttpRequest,
    sheet: EarlySheet,
    form: PreorderForm,
    *,
    problem: Sentence = "",
    status: int = 200,
    places: Mapping[str, object] | None = None,
) -> HttpResponse:
    context = {**_context(sheet, form), "problem": problem, **(places or {})}
    return render(request, "orders/buyer/preorder.html", context, status=status)


def _context(sheet: EarlySheet, form: PreorderForm) -> dict[str, object]:
    return _sheet.context(sheet, form, place_url=reverse("orders:preorder", args=[sheet.harvest.code]))
