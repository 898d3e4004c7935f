"""Somebody of the commune's office or its digital team says whether they heard a household agree to be named."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.growing import policies
from chophien.growing.actions import naming
from chophien.growing.actions.naming import Shown
from chophien.growing.errors import NoWitness, WitnessWaits
from chophien.growing.models import AreaHousehold, WitnessAsk
from chophien.growing.selectors.naming import witnesses_for
from chophien.growing.states import HEARD_FLOW, HeardStatus, Naming, NamingWay
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, NotPermitted, Sentence
from chophien.messages.actions.telling import tell
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "LC", 8
PAGE = "/lam-chung/"
HEAR, DENY = "hear", "deny"


@transaction.atomic
def ask_witness(
    *, household: AreaHousehold, witness_code: str, said_on: date | None, actor: Actor, at: datetime
) -> WitnessAsk:
    """Ask somebody who was there to say that the household agreed. Until they do, nothing counts.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises Invalid: without the day on which it was said
    :raises NoWitness: if it is nobody of the commune's office or digital team, `actor`, or the shop's own people
    :raises WitnessWaits: while another witness was asked
    :raises SaidItself: if the household itself said no
    """
    household = naming.lock(household.pk)
    area = household.area
    policies.can_map(actor, area.seller, at=at).require()
    faults: dict[str, list[Sentence]] = {}
    naming.check_day(said_on, faults, at=at)
    if said_on is None or faults:
        raise Invalid(faults)
    naming.refuse_its_own_no(household)
    witness = next((one for one in witnesses_for(area, at=at) if one.code == witness_code), None)
    if witness is None or witness.code == actor.code:
        raise NoWitness
    try:
        with transaction.atomic():
            ask = WitnessAsk.objects.create(
                code=new_code(PREFIX, SYMBOLS),
                household=household,
                witness=witness,
                said_on=said_on,
                asked_by=actor.code,
                on_behalf_of=principal_of(actor, area.seller, at=at),
                asked_at=at,
            )
    except IntegrityError as twice:
        raise WitnessWaits from twice
    naming.note(household, "ask_witness", area, actor, at)
    tell(
        kind="household.task",
        person_code=witness.code,
        text=_("%(shop)s says that you heard %(name)s agree to be named to buyers. Say whether that is so."),
        facts={"shop": area.seller.name[:60], "name": household.owner_name[:60]},
        link=PAGE,
        about=ask.code,
        at=at,
    )
    return ask


@transaction.atomic
def answer_as_witness(*, ask: WitnessAsk, step: str, actor: Person, at: datetime) -> WitnessAsk:
    """The witness heard it (`hear`), from which on the household is named, or did not (`deny`).

    :raises NotPermitted: if `actor` is not who was asked, or no longer works for the commune, or works for the shop
    :raises StepNotAllowed: if it was answered, or something else was said meanwhile
    :raises SaidItself: if the household itself said no meanwhile
    """
    household = naming.lock(ask.household_id)
    ask = WitnessAsk.objects.select_for_update().get(pk=ask.pk)
    area = household.area
    if ask.witness_id != actor.pk:
        raise NotPermitted(_("Only who was asked can say whether they heard it."))
    policies.can_witness(actor, area, at=at).require()
    ask.status = HeardStatus(HEARD_FLOW.next(step, ask.status))
    if step == HEAR:
        naming.refuse_its_own_no(household)
    ask.answered_at = at
    ask.save(update_fields=["status", "answered_at"])
    if step == HEAR:
        shown = Shown(NamingWay.WITNESS, ask.said_on, witness=actor)
        naming.keep_word(household, Naming.AGREED, shown, actor=actor, at=at)
        return ask
    naming.note(household, "not_heard", area, actor, at)
    tell_managers(
        seller=area.seller,
        kind="shop.news",
        text=_("%(witness)s did not hear %(name)s agree to be named. The household stays unnamed."),
        facts={"witness": actor.name[:60], "name": household.owner_name[:60]},
        link=f"/ban-hang/vung-trong/{area.code}/ho/{household.code}/?gian={area.seller.code}",
        about=ask.code,
        at=at,
    )
    return ask
