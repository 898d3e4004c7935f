"""Agreeing to a purpose, and taking that back. What was taken back counts, and ends what rests on it, at once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.catalog.actions.voices import VOICE, silence_shop
from chophien.lib.actor import Actor
from chophien.privacy import policies
from chophien.privacy.models import ConsentStep
from chophien.privacy.selectors.register import choices_of
from chophien.privacy.states import Channel
from chophien.programmes.actions.pairs import teach_no_more
from chophien.programmes.states import LEAD
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import first_managers, sellers_managed_by


@dataclass(frozen=True)
class Told:
    """How somebody said it: on their own page, or to somebody else, in which way and with which evidence."""

    channel: Channel = Channel.PAGE
    way: str = ""
    file_code: str = ""
    witness: str = ""
    on_behalf_of: str = ""


@transaction.atomic
def choose(*, person: Person, agreed: Collection[str], actor: Actor, at: datetime) -> list[ConsentStep]:
    """Agree to the purposes whose keys are named, and to no other. Only what changes is written.

    :raises NotPermitted: if it is not the person themselves: nobody agrees for somebody else
    """
    policies.can_ask(actor, person).require()
    return settle(person=person, agreed=agreed, told=Told(), actor=actor, at=at)


@transaction.atomic
def agree_to(*, person: Person, purpose: str, actor: Actor, at: datetime) -> list[ConsentStep]:
    """Agree to one purpose where it is asked; all others stay as they are.

    :raises NotPermitted: as `choose`
    """
    kept = {choice.purpose.key for choice in choices_of(person, at=at) if choice.given}
    return choose(person=person, agreed={*kept, purpose}, actor=actor, at=at)


@transaction.atomic
def take_all_back(*, person: Person, channel: Channel, witness: str, actor: Actor, at: datetime) -> list[ConsentStep]:
    """Take back everything the person agreed to, as part of what they asked for. `policies` were asked before."""
    return settle(person=person, agreed=(), told=Told(channel, witness=witness), actor=actor, at=at)


def settle(*, person: Person, agreed: Collection[str], told: Told, actor: Actor, at: datetime) -> list[ConsentStep]:
    """Write down what changes, in the caller's transaction, and end what rested on what was taken back.

    The caller has asked `policies` and looked at the evidence.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    steps = [
        ConsentStep(
            person=person,
            purpose=choice.purpose,
            given=choice.purpose.key in agreed,
            channel=told.channel,
            way=told.way,
            file_code=told.file_code,
            witness=told.witness,
            actor_code=actor.code,
            at=at,
        )
        for choice in choices_of(person, at=at)
        if (choice.purpose.key in agreed) != choice.given
    ]
    ConsentStep.objects.bulk_create(steps)
    for step in steps:
        what = "privacy.consent_given" if step.given else "privacy.consent_withdrawn"
        facts = {"purpose": str(step.purpose), "channel": step.channel, "way": step.way}
        record(what, actor=actor, subject_code=person.code, on_behalf_of=told.on_behalf_of, at=at, facts=facts)
        if not step.given and step.purpose.key in ENDS:
            ENDS[step.purpose.key](person, actor, at)
    return steps


def _silence(person: Person, actor: Actor, at: datetime) -> None:
    """Buyers hear the person no longer, under no address."""
    for seller in _spoken_for(person, at):
        silence_shop(seller=seller, actor=actor, at=at)


def _name_no_more(person: Person, actor: Actor, at: datetime) -> None:
    """The person's shops teach nobody any longer."""
    for seller in _spoken_for(person, at):
        teach_no_more(lead=seller, actor=actor, at=at)


def _spoken_for(person: Person, at: datetime) -> list[Seller]:
    """The shops for which this person's word counts, not that of somebody who manages them longer."""
    managed = list(sellers_managed_by(person, at=at))
    speakers = first_managers([one.code for one in managed], at=at)
    return [one for one in managed if speakers.get(one.code) == person]


ENDS: Mapping[str, Callable[[Person, Actor, datetime], None]] = {VOICE: _silence, LEAD: _name_no_more}
"""What ends in the moment in which a consent is taken back. Everything else asks each time."""
