"""Whether a household of an area wants to be named, and what shows that it said so: paper, witness, its own phone."""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.growing.actions.naming import agree_by_paper, take_name_back
from chophien.growing.actions.witnessing import ask_witness
from chophien.growing.forms import NamingCodeForm, NamingForm
from chophien.growing.models import AreaHousehold, GrowingArea
from chophien.growing.selectors.naming import has_said_no_itself, open_ask_of, witnesses_for, words_of
from chophien.growing.states import Naming, NamingWay
from chophien.lib.errors import DomainError, Invalid
from chophien.scans.actions.naming import agree_by_code, send_naming_code
from chophien.scans.selectors.naming import called_otherwise, phone_holder_of
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.views import _desk, _land
from chophien.web.decorators import signed_in
from chophien.web.forms import PlainForm

STEP, SEND, READ = "buoc", "gui-ma", "ma"
NOT_SHOWN = _("Say how the household agreed: on paper, or before somebody of the commune.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def naming(request: SignedInRequest, code: str, household_code: str) -> HttpResponse:
    """How a household stands, what it said until now, and the ways in which it can say yes or no."""
    at = timezone.now()
    desk = _desk.need_desk(request, at=at, lister=True)
    area = _land.area_of(desk, code)
    found = _land.household_of(area, household_code)
    if request.method != "POST":
        return _page(request, desk, area, found, at=at)
    step = request.POST.get(STEP, "")
    form = _form_of(request, area, step, at=at)
    if form is not None and not form.is_valid():
        return _page(request, desk, area, found, at=at, typed=form)
    try:
        done = _take(request, found, step, form, at=at)
    except Invalid as refusal:
        if form is not None:
            form.take(refusal)
        return _page(request, desk, area, found, at=at, typed=form)
    except DomainError as refusal:
        return _page(request, desk, area, found, at=at, typed=form, problem=refusal)
    return HttpResponseRedirect(_desk.address("household-naming", desk, area.code, found.code, xong=done))


def _form_of(request: SignedInRequest, area: GrowingArea, step: str, *, at: datetime) -> PlainForm | None:
    if step == SEND:
        return None
    if step == READ:
        return NamingCodeForm(request.POST)
    return NamingForm(request.POST, request.FILES, witnesses=_witnesses(request, area, at=at))


def _take(request: SignedInRequest, found: AreaHousehold, step: str, form: PlainForm | None, *, at: datetime) -> str:
    """What was done, as the page says it afterwards."""
    actor = request.user
    if form is None:
        send_naming_code(household=found, actor=actor, at=at)
        return "gui"
    said = form.cleaned_data
    if step == READ:
        agree_by_code(household=found, typed=said["code"], actor=actor, at=at)
    elif said["naming"] == Naming.UNNAMED:
        take_name_back(household=found, actor=actor, at=at)
    elif said["way"] == NamingWay.PAPER:
        agree_by_paper(household=found, file=said["paper"], said_on=said["said_on"], actor=actor, at=at)
    elif said["way"] == NamingWay.WITNESS:
        ask_witness(household=found, witness_code=said["witness"], said_on=said["said_on"], actor=actor, at=at)
        return "hoi"
    else:
        raise Invalid({"way": [NOT_SHOWN]})
    return "ghi"


def _witnesses(request: SignedInRequest, area: GrowingArea, *, at: datetime) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in witnesses_for(area, at=at) if one.pk != request.user.pk]


def _page(
    request: SignedInRequest,
    desk: Desk,
    area: GrowingArea,
    found: AreaHousehold,
    *,
    at: datetime,
    typed: PlainForm | None = None,
    problem: DomainError | None = None,
) -> HttpResponse:
    holder = phone_holder_of(found)
    form = typed if isinstance(typed, NamingForm) else NamingForm(witnesses=_witnesses(request, area, at=at))
    context = {
        "area": area,
        "household": found,
        "other_name": called_otherwise([found]).get(found.pk, ""),
        "form": form,
        "code_form": typed if isinstance(typed, NamingCodeForm) else NamingCodeForm(),
        "typed": typed,
        "has_phone": holder is not None and holder.pk != request.user.pk,
        "asked": open_ask_of(found),
        "words": words_of(found),
        "said_no_itself": has_said_no_itself(found),
        "problem": problem,
        "done": request.GET.get("xong", ""),
        "shop_query": f"?{_desk.SHOP}={desk.seller.code}",
        "back": _desk.address("area", desk, area.code) + "#ho",
    }
    status = _desk.status_of(problem, invalid=typed is not None and problem is None)
    return _desk.page(request, "area_naming.html", desk, context, status=status)
