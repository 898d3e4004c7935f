"""What households need help with, given out to helpers; and the shops that have never sold."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chophien.accounts.models import Person
from chophien.accounts.requests import SignedInRequest
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.officedesk import selectors
from chophien.officedesk.filters import LISTS, shelf_of
from chophien.officedesk.paging import page_along, page_by_pk
from chophien.officedesk.programme_forms import NewTaskForm
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.programmes.actions import tasks as actions
from chophien.programmes.errors import NobodyToGiveIt
from chophien.programmes.models import Task
from chophien.programmes.selectors import never_sold as unsold
from chophien.programmes.selectors.tasks import steps_of, tasks_found, tasks_overseen_by, tasks_with_codes
from chophien.programmes.selectors.teams import HelperThere, helpers_overseen_by
from chophien.programmes.selectors.wording import why
from chophien.programmes.states import PENDING, STEP_WORDS, TaskKind, TaskStatus
from chophien.sellers.models import Seller

USUAL_DAYS, TICKED_MOST = 14, 300


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def tasks(request: SignedInRequest, office: Office) -> HttpResponse:
    """The tasks of the area by kind, state, place and helper; those that are ticked are given to one helper."""
    at = timezone.now()
    shelf = shelf_of(LISTS["tasks"], request.user, request.GET.dict())
    if shelf.away and request.method != "POST":
        return HttpResponseRedirect(shelf.away)
    said = {name: shelf.asked.get(name, "") for name in ("loai", "viec", "tinh", "xa", "nguoi")}
    helpers = helpers_overseen_by(request.user, at=at)
    mine = tasks_overseen_by(request.user, at=at)
    became = None
    if request.method == "POST":
        chosen = tasks_with_codes(mine, request.POST.getlist("seen"))
        helper = _chosen(helpers, request.POST.get("helper", ""))
        if helper is not None and chosen:
            became = actions.assign_tasks(tasks=chosen, helper=helper, actor=request.user, at=at)
    found = tasks_found(
        mine,
        kind=said["loai"],
        state=said["viec"] or "pending",
        commune=said["xa"],
        province=said["tinh"],
        helper=said["nguoi"],
    )
    page = page_by_pk(found, cursor=request.GET.get("trang", ""), purpose="officedesk.tasks")
    context = {
        "page": page,
        "whys": {one.pk: why(one.kind, one.facts, note=one.note, at=at) for one in page.rows},
        "said": said,
        "kinds": TaskKind.choices,
        "states": [("pending", ""), *TaskStatus.choices],
        "helpers": helpers,
        "provinces": selectors.provinces_of_office(request.user, at=at),
        "pending": PENDING,
        "became": became,
        "sent": request.method == "POST",
        "following": _office.address("tasks", **said, trang=page.following) if page.following else "",
        "here_path": request.get_full_path(),
        "all_at_once": _office.address("new-bulk", "tasks", **said),
        "shelf": shelf,
    }
    return _office.page(request, "tasks.html", office, context)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def task(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One task with its history; given to a helper, said to be done, or dropped."""
    at = timezone.now()
    found: Task = get_object_or_404(tasks_overseen_by(request.user, at=at), code=code)
    helpers = _helpers_for(found.seller, helpers_overseen_by(request.user, at=at))
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            _step(request, found, helpers, at=at)
            return HttpResponseRedirect(_office.address("task", found.code))
        except DomainError as refusal:
            problem = refusal
    context = {
        "task": found,
        "why": why(found.kind, found.facts, note=found.note, at=at),
        "steps": [(STEP_WORDS.get(one.step, one.step), one.reason, one.at) for one in steps_of(found)],
        "is_pending": found.status in PENDING,
        "helpers": helpers,
        "problem": problem,
    }
    return _office.page(request, "task.html", office, context, status=_office.status_of(problem))


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def new_task(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Write a task for one household by hand."""
    at = timezone.now()
    seller: Seller = get_object_or_404(selectors.sellers_overseen_by(request.user, at=at), code=code)
    helpers = _helpers_for(seller, helpers_overseen_by(request.user, at=at))
    usual = {"due_on": format_date(local_date(at) + timedelta(days=USUAL_DAYS))}
    choices = [(one.person.code, one.person.name) for one in helpers]
    form = NewTaskForm(request.POST or None, helpers=choices, initial=usual)
    problem, status = None, 200
    if request.method == "POST":
        status = _office.INVALID
        if form.is_valid():
            said = form.cleaned_data
            try:
                made = actions.make_task(
                    seller=seller,
                    kind=said["kind"],
                    note=said["note"],
                    due_on=said["due_on"],
                    helper=_chosen(helpers, said["helper"]),
                    actor=request.user,
                    at=at,
                )
                return HttpResponseRedirect(_office.address("task", made.code))
            except Invalid as refusal:
                form.take_faults(refusal.field_errors)
            except DomainError as refusal:
                problem, status = refusal, _office.REFUSED
    context = {"form": form, "seller": seller, "problem": problem}
    return _office.page(request, "new_task.html", office, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_office.overseeing
def never_sold(request: SignedInRequest, office: Office) -> HttpResponse:
    """Shops that have been open for long and never sold, each given to a helper; and the share that ever sold."""
    at = timezone.now()
    shelf = shelf_of(LISTS["never-sold"], request.user, request.GET.dict())
    if shelf.away and request.method != "POST":
        return HttpResponseRedirect(shelf.away)
    province, commune = shelf.said("tinh", "xa")
    area = unsold.within(unsold.shops_overseen_by(request.user, at=at), province=province, commune=commune)
    helpers = helpers_overseen_by(request.user, at=at)
    given: list[Seller] = []
    refused: list[tuple[str, str]] = []
    if request.method == "POST":
        helper = _chosen(helpers, request.POST.get("helper", ""))
        ticked = request.POST.getlist("seen")[:TICKED_MOST]
        for shop in unsold.with_codes(unsold.never_sold(area, at=at), ticked):
            if helper is not None:
                try:
                    fact = unsold.fact_about(shop, at=at)
                    actions.assign_fact(fact=fact, seller=shop, helper=helper, actor=request.user, at=at)
                    given.append(shop)
                except DomainError as refusal:
                    refused.append((shop.name, str(refusal)))
    found = unsold.never_sold(area, at=at)
    page = page_along(found, "approved_at", cursor=request.GET.get("trang", ""), purpose="officedesk.never_sold")
    following = _office.address("never-sold", **shelf.asked, trang=page.following) if page.following else ""
    context = {
        "page": page,
        "following": following,
        "total": found.count(),
        "tasks": unsold.tasks_about(page.rows),
        "figure": unsold.ever_sold(area, at=at),
        "days": unsold.days_until_listed(at=at),
        "helpers": helpers,
        "province": province,
        "commune": commune,
        "provinces": selectors.provinces_of_office(request.user, at=at),
        "communes": unsold.communes_with_shops(request.user, province=province, at=at),
        "given": len(given),
        "refused": refused,
        "sent": request.method == "POST",
        "all_at_once": _office.address("new-bulk", "never_sold", **shelf.asked),
        "here_path": request.get_full_path(),
        "shelf": shelf,
    }
    return _office.page(request, "never_sold.html", office, context)


def _helpers_for(seller: Seller, helpers: Sequence[HelperThere]) -> list[HelperThere]:
    return [one for one in helpers if one.commune_code == seller.commune.code]


def _chosen(helpers: Sequence[HelperThere], code: str) -> Person | None:
    return next((one.person for one in helpers if one.person.code == code), None)


def _step(request: SignedInRequest, found: Task, helpers: Sequence[HelperThere], *, at: datetime) -> None:
    said, actor = request.POST, request.user
    if "finish" in said:
        actions.finish_task(task=found, actor=actor, at=at)
    elif "drop" in said:
        actions.drop_task(task=found, reason=said.get("reason", "")[:500], actor=actor, at=at)
    else:
        helper = _chosen(helpers, said.get("helper", ""))
        if helper is None:
            raise NobodyToGiveIt
        actions.assign_task(task=found, helper=helper, actor=actor, at=at)
