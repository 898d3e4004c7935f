"""What the pages of debts that the market bears share."""

from collections.abc import Callable
from datetime import datetime

from chophien.accounts.requests import SignedInRequest
from chophien.accounts.selectors import names_of_people
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError, NotFound
from chophien.officedesk.own_forms import WriteOffForm
from chophien.settlement.actions import setting_right
from chophien.settlement.models import WriteOff
from chophien.settlement.selectors.owing import Owing

STEPS: dict[str, Callable[..., WriteOff]] = {"dong-y": setting_right.agree, "huy": setting_right.call_off}
WRITE_DOWN = "ghi"


def take_step(found: Owing, step: str, *, actor: Actor, at: datetime) -> None:
    """Say yes to what waits, or call it off.

    :raises NotFound: if there is no such step, or nothing waits
    """
    if step not in STEPS or found.waiting is None:
        raise NotFound
    STEPS[step](written=found.waiting, actor=actor, at=at)


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
