"""The agent's drawer: cash that the partner brings and takes, and the end of the day."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import names_of_people
from chophien.cashpoints.actions import closing, counting, floats
from chophien.cashpoints.errors import CountOver
from chophien.cashpoints.forms import CloseForm, FloatForm
from chophien.cashpoints.models import DayCount
from chophien.cashpoints.selectors.counter import counter_of
from chophien.cashpoints.selectors.points import agents_of
from chophien.cashpoints.selectors.tills import (
    closes_of,
    count_waiting,
    day_to_count,
    empties_as_trial,
    fills_as_trial,
    moves_of,
)
from chophien.cashpoints.states import FloatKind
from chophien.cashpoints.views import _agent
from chophien.lib.codes import new_token
from chophien.lib.errors import DomainError, Invalid

KEY_LENGTH, SHOWN = 22, 10


@require_http_methods(["GET", "HEAD", "POST"])
@_agent.serving
def cash_float(request: SignedInRequest, code: str) -> HttpResponse:
    """Cash that the partner brought to the till or took from it."""
    mine, at = _agent.my_till(request, code), timezone.now()
    form = FloatForm(request.POST or None, initial={"key": new_token()[:KEY_LENGTH], "kind": FloatKind.IN})
    problem: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        move = floats.bring_float if said.pop("kind") == FloatKind.IN else floats.take_float
        try:
            move(till=mine, actor=request.user, at=at, **said)
            return HttpResponseRedirect(reverse("cashpoints:float", args=[code]) + "?xong=1")
        except DomainError as refusal:
            problem = refusal
    trial = empties_as_trial(mine, at=at) and fills_as_trial(mine, at=at)
    context = {
        "form": form,
        "problem": problem,
        "counter": counter_of(mine, at=at, simulated=trial),
        "moves": list(moves_of(mine, simulated=trial)[:SHOWN]),
        "trial": trial,
        "done": request.GET.get("xong", ""),
    }
    invalid = form.is_bound and not form.is_valid()
    return _agent.page(request, "float.html", mine, context, status=_agent.status_of(problem, invalid=invalid))


ANSWERS = {"dung": counting.confirm_count, "khong-dung": counting.deny_count, "dem-lai": counting.withdraw_count}
"""What a count that waits is answered with: the second person's yes and no, and the first one's taking back."""


@require_http_methods(["GET", "HEAD", "POST"])
@_agent.serving
def close(request: SignedInRequest, code: str) -> HttpResponse:
    """Count the till and close its day: the one before today that is still open, else today. Whoever was named as
    having counted too says so here.
    """
    mine, at = _agent.my_till(request, code), timezone.now()
    colleagues = [post for post in agents_of(mine.point, at=at) if post.person.pk != request.user.pk]
    day, trial = day_to_count(mine, at=at)
    waiting = count_waiting(mine, simulated=trial)
    answered = request.POST.get("step", "")
    form = CloseForm(None if answered else request.POST or None, colleagues=colleagues)
    problem: DomainError | None = None
    try:
        if answered in ANSWERS and waiting is not None and waiting.code == request.POST.get("count"):
            ANSWERS[answered](count=waiting, actor=request.user, at=at)
            return _closed(code, answered)
        if answered:
            raise CountOver
        if form.is_bound and form.is_valid():
            named = form.cleaned_data["counted_with"]
            second = next((post.person for post in colleagues if post.person.code == named), None)
            note = form.cleaned_data["note"]
            facts = {"till": mine, "day": day, "notes": form.notes, "note": note, "counted_with": second}
            counted = closing.close_day(**facts, actor=request.user, at=at)
            return _closed(code, "cho" if isinstance(counted, DayCount) else "1")
    except DomainError as refusal:
        if isinstance(refusal, Invalid) and form.is_bound:
            form.take(refusal)
        else:
            problem = refusal
    context = {
        "form": form,
        "problem": problem,
        "counter": counter_of(mine, at=at, simulated=trial),
        "trial": trial,
        "day": day,
        "waiting": waiting,
        "names": names_of_people({waiting.counted_by, waiting.second}) if waiting else {},
        "me": request.user.code,
        "closes": list(closes_of(mine)[:SHOWN]),
        "done": request.GET.get("xong", ""),
    }
    invalid = form.is_bound and not form.is_valid()
    return _agent.page(request, "close.html", mine, context, status=_agent.status_of(problem, invalid=invalid))


def _closed(code: str, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("cashpoints:close", args=[code]) + f"?xong={done}")
