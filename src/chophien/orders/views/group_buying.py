"""Group purchases as buyers see them: how far one has come, joining, and what became of one's word."""

from collections.abc import Mapping
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chophien.lib.actor import GuestActor
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid, Sentence
from chophien.orders.actions.group_buying import join
from chophien.orders.errors import RegulationsChanged
from chophien.orders.forms import JoinForm
from chophien.orders.selectors.gathering import Gathering, gathering
from chophien.orders.texts import is_code_like
from chophien.orders.views import _buyer, _refusal, _sheet
from chophien.orders.views._answers import known_answers
from chophien.payments.states import PaymentMethod
from chophien.promotions.actions.purchases import withdraw
from chophien.promotions.models import GroupPurchase, Pledge
from chophien.promotions.selectors.running import pledge_by_token, purchase_by_code
from chophien.web.htmx import is_fragment_wanted

INVALID, REFUSED = 422, 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def purchase(request: HttpRequest, code: str) -> HttpResponse:
    """Show how far it has come and the sheet to join, work out the shipping, or join."""
    at = timezone.now()
    found = purchase_by_code(code) if is_code_like(code) else None
    if found is None:
        raise Http404
    if request.method != "POST":
        if refusal := _refusal.kept(request):
            return _shown_refused(request, found, refusal, at=at)
        answers = {"payment": PaymentMethod.COD.value, **known_answers(request), **_sheet.kept(request)}
        wanted = answers.get("quantity", request.GET.get("so", ""))
        sheet = _read(found, wanted, answers.get("province_code", ""), at=at)
        form = JoinForm(shown=sheet.shown, initial={**answers, "quantity": sheet.quantity.normalize()})
        return _page(request, sheet, form, places=_sheet.looked_for(request))
    answers_sent, asked = _sheet.sent(request)
    if asked:
        return _place(request, found, answers_sent, asked, at=at)
    return _joined(request, found, answers_sent, at=at)


@never_cache
@require_safe
def pledge(request: HttpRequest, token: str) -> HttpResponse:
    """What became of somebody's word, for who has its address."""
    return _pledge_page(request, _pledge(token))


@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw while buyers still gather."""
    given = _pledge(token)
    person = _buyer.person_of(request)
    actor = person if person is not None and person == given.person else GuestActor(f"pledge:{given.pk}")
    try:
        withdraw(pledge=given, actor=actor, at=timezone.now())
    except DomainError as refusal:
        return _pledge_page(request, given, problem=refusal, status=REFUSED)
    return HttpResponseRedirect(reverse("orders:pledge", args=[token]))


def _joined(request: HttpRequest, found: GroupPurchase, answers: QueryDict, *, at: datetime) -> HttpResponse:
    """Join; what is refused is shown filled in, with why, at the sheet's own address."""
    actor, person = _buyer.actor_of(request), _buyer.person_of(request)
    sheet = _read(found, answers.get("quantity", ""), answers.get("province_code", ""), at=at)
    form = JoinForm(answers, shown=sheet.shown)
    if not form.is_valid():
        return _refused(request, answers, form=form, status=INVALID)
    try:
        given = join(
            purchase=found,
            quantity=form.cleaned_data["quantity"],
            wish=form.wish(),
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
        return _refused(request, answers, problem=str(refusal), status=REFUSED)
    _sheet.forget(request)
    _refusal.forget(request)
    return HttpResponseRedirect(reverse("orders:pledge", args=[given.token]))


def _refused(
    request: HttpRequest, answers: QueryDict, *, status: int, form: JoinForm | None = None, problem: str = ""
) -> HttpResponse:
    _sheet.keep(request, answers)
    return _refusal.keep(request, answers, form=form, problem=problem, status=status)


def _shown_refused(
    request: HttpRequest, found: GroupPurchase, refusal: _refusal.Refusal, *, at: datetime
) -> HttpResponse:
    """The sheet as it was filled in, with what is wrong, as far as the purchase has come now."""
    answers = refusal.answers
    sheet = _read(found, answers.get("quantity", ""), answers.get("province_code", ""), at=at)
    if not refusal.faults:
        form = JoinForm(shown=sheet.shown, initial=answers)
    else:
        form = JoinForm(answers, shown=sheet.shown)
        _refusal.say(form, refusal.faults)
    return _page(request, sheet, form, problem=refusal.problem, status=refusal.status)


def _place(request: HttpRequest, found: GroupPurchase, answers: QueryDict, asked: str, *, at: datetime) -> HttpResponse:
    """The sheet again with what was asked for: shipping to a province, communes by name, or a commune chosen."""
    if not is_fragment_wanted(request):
        _sheet.keep(request, answers)
        return _sheet.shown_again(request.path, answers, asked)
    if asked == _sheet.FIND:
        places = _sheet.places(answers, url=reverse("orders:group-purchase", args=[found.code]))
        return render(request, "orders/buyer/_found.html", places)
    sheet = _read(found, answers.get("quantity", ""), answers.get("province_code", ""), at=at)
    form = JoinForm(shown=sheet.shown, initial=answers.dict())
    return render(request, "orders/buyer/_join_changed.html", _context(sheet, form))


def _read(found: GroupPurchase, typed: str, province_code: str, *, at: datetime) -> Gathering:
    sheet = gathering(found, quantity=_sheet.quantity(typed), province_code=province_code, at=at, today=local_date(at))
    if sheet is None:
        raise Http404
    return sheet


def _pledge(token: str) -> Pledge:
    found = pledge_by_token(token) if is_code_like(token) else None
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    sheet: Gathering,
    form: JoinForm,
    *,
    problem: Sentence = "",
    status: int = 200,
    places: Mapping[str, object] | None = None,
) -> HttpResponse:
    context = {**_context(sheet, form), "problem": problem, **(places or {})}
    return render(request, "orders/buyer/group_purchase.html", context, status=status)


def _context(sheet: Gathering, form: JoinForm) -> dict[str, object]:
    return _sheet.context(sheet, form, place_url=reverse("orders:group-purchase", args=[sheet.purchase.code]))


def _pledge_page(
    request: HttpRequest, given: Pledge, *, problem: DomainError | None = None, status: int = 200
) -> HttpResponse:
    context = {"pledge": given, "purchase": given.purchase, "problem": problem}
    return render(request, "orders/buyer/pledge.html", context, status=status)
