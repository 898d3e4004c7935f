"""What the pages of debts that the market bears share."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import names_of_people
from chophien.lib.errors import DomainError, NotFound
from chophien.officedesk.own_forms import WriteOffForm
from chophien.settlement.actions import setting_right
from chophien.settlement.models import WriteOff
from chophien.settlement.selectors.owing import Owing

STEPS: dict[str, Callable[..., WriteOff]] = {"dong-y": setting_right.agree, "huy": setting_right.call_off}
WRITE_DOWN = "ghi"


@dataclass(frozen=True)
class Tried:
    """What became of a step: the form that was filled in, if it takes one, and why the step was refused."""

    form: WriteOffForm | None = None
    problem: DomainError | None = None

    @property
    def refused(self) -> bool:
        return self.problem is not None or (self.form is not None and not self.form.is_valid())


def try_step(request: SignedInRequest, found: Owing, step: str, *, write_down: Callable[..., WriteOff]) -> Tried:
    """Write down that the market bears it, with what the form says; say yes to what waits, or call it off. A step that
    there is not, or that finds nothing waiting, is refused as not found.
    """
    form = WriteOffForm(request.POST) if step == WRITE_DOWN else None
    if form is not None and not form.is_valid():
        return Tried(form)
    try:
        if form is not None:
            write_down(**form.cleaned_data, actor=request.user, at=timezone.now())
        elif step in STEPS and found.waiting is not None:
            STEPS[step](written=found.waiting, actor=request.user, at=timezone.now())
        else:
            raise NotFound
    except DomainError as refusal:
        return Tried(form, refusal)
    return Tried(form)


def context(
    request: SignedInRequest, found: Owing, *, form: WriteOffForm | None, problem: DomainError | None
) -> dict[str, object]:
    """What `_borne.html` shows of it, and what was just done."""
    waiting = found.waiting
    signed = {code for one in found.write_offs for code in (one.drawn_up_by, one.approved_by, one.cancelled_by)}
    return {
        "one": found,
        "mine": waiting is not None and waiting.drawn_up_by == request.user.code,
        "people": names_of_people(signed),
        "form": form or WriteOffForm(),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
