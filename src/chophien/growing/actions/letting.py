"""A buyer asks to see where exactly an area lies; its owner says yes for some months, or no, and may take it back."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.growing import policies
from chophien.growing.actions._whose import whose
from chophien.growing.errors import AskedAlready
from chophien.growing.models import GrowingArea, LandRequest
from chophien.growing.selectors.areas import areas_shown
from chophien.growing.states import LAND_FLOW, LandStatus
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotFound, NotPermitted
from chophien.lib.text import clean_line
from chophien.messages.actions.telling import notify
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_staff

PREFIX, SYMBOLS = "XV", 7
PURPOSE_LEAST, PURPOSE_MOST = 5, 300


@transaction.atomic
def ask_to_look(*, area: GrowingArea, purpose: str, actor: Person, at: datetime) -> LandRequest:
    """A buyer asks the owner of an area that everybody finds on the map. The shop's managers are told.

    :raises NotFound: if the area is not on the map of everybody
    :raises Invalid: without a purpose
    :raises AskedAlready: while an earlier wish waits or counts
    """
    if not areas_shown().filter(pk=area.pk).exists():
        raise NotFound
    words = clean_line(purpose)[:PURPOSE_MOST]
    if len(words) < PURPOSE_LEAST:
        raise Invalid({"purpose": [_("Say what you need it for.")]})
    past = LandRequest.objects.filter(area=area, person=actor, status=LandStatus.GIVEN, until__lt=local_date(at))
    past.update(status=LandStatus.ENDED, ended_at=at)
    try:
        with transaction.atomic():
            wish = LandRequest.objects.create(
                code=new_code(PREFIX, SYMBOLS), area=area, person=actor, purpose=words, asked_at=at
            )
    except IntegrityError as twice:
        raise AskedAlready from twice
    record("growing.look", actor=actor, subject_code=area.code, at=at, facts={"wish": wish.code, "step": "ask"})
    tell_staff(
        seller=area.seller,
        text=_("Somebody asks to see where exactly “%(area)s” lies. You decide."),
        facts={"area": area.name},
        link=f"/ban-hang/vung-trong/{area.code}/?gian={area.seller.code}",
        about=area.code,
        at=at,
    )
    return wish


@transaction.atomic
def answer_look(*, wish: LandRequest, step: str, actor: Actor, at: datetime) -> LandRequest:
    """Say yes (`give`) for `growing.look_days`, or no (`refuse`), or take a yes back (`end`), which counts at once.

    The buyer may end its own wish.

    :raises NotPermitted: if `actor` neither manages the shop nor, for `end`, asked
    :raises StepNotAllowed: if it stands otherwise
    """
    wish = (
        LandRequest.objects.select_for_update(of=("self",))
        .select_related("area__seller__commune", "person")
        .get(pk=wish.pk)
    )
    its_own = step == "end" and actor.code == wish.person.code
    if not its_own and not (verdict := policies.can_let_look(actor, wish.area, at=at)):
        raise NotPermitted(verdict.reason)
    wish.status = LandStatus(LAND_FLOW.next(step, wish.status))
    if step == "end":
        wish.ended_at = at
    else:
        wish.answered_by, wish.answered_at = actor.code, at
    if step == "give":
        wish.until = local_date(at) + timedelta(days=rules.whole("growing.look_days", at=at))
    wish.save(update_fields=["status", "ended_at", "answered_by", "answered_at", "until"])
    record("growing.look", facts={"wish": wish.code, "step": step}, **whose(wish.area, actor, at))
    if not its_own:
        _tell(wish, at=at)
    return wish


def _tell(wish: LandRequest, *, at: datetime) -> None:
    said = {
        LandStatus.GIVEN: _("You may see where exactly “%(area)s” lies. Each look is written down."),
        LandStatus.REFUSED: _("The owner of “%(area)s” does not show where exactly it lies."),
        LandStatus.ENDED: _("You may no longer see where exactly “%(area)s” lies."),
    }
    notify(
        person_code=wish.person.code,
        text=said[LandStatus(wish.status)],
        facts={"area": wish.area.name},
        link=f"/vung-trong/{wish.area.code}/xin-xem/",
        about=wish.area.code,
        at=at,
        language=wish.person.language,
    )
