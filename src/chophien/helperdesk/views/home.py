"""The helper's households, one household, its tasks, and what helping brought."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import card_of
from chophien.helperdesk import desk
from chophien.helperdesk.forms import DropForm
from chophien.helperdesk.views import _helper
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError
from chophien.programmes.actions import tasks
from chophien.programmes.models import Task
from chophien.programmes.selectors.households import news_for
from chophien.programmes.selectors.results import results_of
from chophien.programmes.selectors.tasks import steps_of, tasks_seen_by
from chophien.programmes.selectors.teams import teams_of
from chophien.programmes.selectors.visits import visits_to
from chophien.programmes.selectors.wording import why
from chophien.programmes.states import PENDING, STEP_WORDS
from chophien.sellers.policies import can_issue_card
from chophien.sellers.selectors.papers import missing_of
from chophien.sellers.states import BEING_WRITTEN
from chophien.switches.selectors import is_on
from chophien.switches.states import Feature

VISITS_SHOWN = 10


@require_safe
@_helper.helping
def home(request: SignedInRequest) -> HttpResponse:
    """My households, each with its next task and the one verb that does it."""
    context = {"day": desk.day_of(request.user, at=timezone.now()), "person": request.user}
    return _helper.page(request, "home.html", context)


@require_safe
@_helper.helping
def household(request: SignedInRequest, code: str) -> HttpResponse:
    """One household: how it stands, what is to be done, what was done."""
    at = timezone.now()
    seller = _helper.household(request, code)
    [shown] = desk.households(request.user, [seller], at=at)
    context = {
        "household": shown,
        "seller": seller,
        "missing": missing_of(seller) if seller.status in BEING_WRITTEN else [],
        "news": news_for(seller),
        "visits": list(visits_to(seller, reader=request.user, at=at)[:VISITS_SHOWN]),
        "cards": bool(can_issue_card(request.user, seller, at=at))
        and is_on(Feature.SIGN_IN_CARDS, at=at, province_code=seller.commune.province.code),
        "card_held": card_of(opens=seller.code),
        "done": request.GET.get("xong", ""),
    }
    return _helper.page(request, "household.html", context)


@require_safe
@_helper.helping
def task(request: SignedInRequest, code: str) -> HttpResponse:
    """One task: why, until when, and how far it is."""
    return _task_page(request, _task(request, code))


@require_POST
@_helper.helping
def step(request: SignedInRequest, code: str, step: str) -> HttpResponse:
    """Take a task up, put it back, say that it is done, or why it will not be."""
    at, found = timezone.now(), _task(request, code)
    form = DropForm(request.POST)
    form.is_valid()
    try:
        if step == "nhan":
            tasks.take_task(task=found, actor=request.user, at=at)
        elif step == "tra-lai":
            tasks.put_back_task(task=found, actor=request.user, at=at)
        elif step == "xong":
            tasks.finish_task(task=found, actor=request.user, at=at)
        elif step == "bo":
            tasks.drop_task(task=found, reason=form.cleaned_data.get("reason", ""), actor=request.user, at=at)
        else:
            raise Http404
    except DomainError as refusal:
        return _task_page(request, found, form=form, problem=refusal, opened=step == "bo")
    if step in {"xong", "bo"}:
        return HttpResponseRedirect(reverse("helperdesk:home") + f"?xong={step}")
    return HttpResponseRedirect(reverse("helperdesk:task", args=[found.code]))


@require_safe
@_helper.helping
def results(request: SignedInRequest) -> HttpResponse:
    """What this helper brought about in a month, and with whom they work."""
    month = _helper.month_asked(request, today=local_date(timezone.now()))
    context = {
        "results": results_of(request.user, month=month),
        "teams": teams_of(request.user),
        "this_month": local_date(timezone.now()).replace(day=1),
    }
    return _helper.page(request, "results.html", context)


def _task(request: SignedInRequest, code: str) -> Task:
    found: Task = get_object_or_404(tasks_seen_by(request.user, at=timezone.now()), code=code)
    return found


def _task_page(
    request: SignedInRequest,
    found: Task,
    *,
    form: DropForm | None = None,
    problem: DomainError | None = None,
    opened: bool = False,
) -> HttpResponse:
    at = timezone.now()
    context = {
        "task": found,
        "why": why(found.kind, found.facts, note=found.note, at=at),
        "steps": [(STEP_WORDS.get(one.step, one.step), one.reason, one.at) for one in steps_of(found)],
        "is_pending": found.status in PENDING,
        "is_mine": found.assigned_to is not None and found.assigned_to.pk == request.user.pk,
        "news": [one for one in news_for(found.seller) if one.code == found.subject_code],
        "form": form or DropForm(),
        "opened": opened,
        "problem": problem,
    }
    return _helper.page(request, "task.html", context, status=_helper.status_of(problem))
