"""Agreeing to a purpose, and taking that back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.privacy import policies
from chophien.privacy.models import ConsentStep
from chophien.privacy.selectors.register import choices_of
from chophien.privacy.states import Channel


@transaction.atomic
def choose(*, person: Person, agreed: Collection[str], actor: Actor, at: datetime) -> list[ConsentStep]:
    """Agree to the purposes whose keys are named, and to no other. Only what changes is written.

    :raises NotPermitted: if it is not the person themselves: nobody agrees for somebody else
    """
    policies.can_ask(actor, person).require()
    person = Person.objects.select_for_update().get(pk=person.pk)
    steps = []
    for choice in choices_of(person, at=at):
        given = choice.purpose.key in agreed
        if given != choice.given:
            steps.append(
                ConsentStep(
                    person=person,
                    purpose=choice.purpose,
                    given=given,
                    channel=Channel.PAGE,
                    actor_code=actor.code,
                    at=at,
                )
            )
    return _write(steps, person=person, actor=actor, at=at)


@transaction.atomic
def take_all_back(*, person: Person, channel: Channel, witness: str, actor: Actor, at: datetime) -> list[ConsentStep]:
    """Take back everything the person agreed to, as part of what they asked for. `policies` were asked before."""
    steps = [
        ConsentStep(
            person=person,
            purpose=choice.purpose,
            given=False,
            channel=channel,
            witness=witness,
            actor_code=actor.code,
            at=at,
        )
        for choice in choices_of(person, at=at)
        if choice.given
    ]
    return _write(steps, person=person, actor=actor, at=at)


def _write(steps: list[ConsentStep], *, person: Person, actor: Actor, at: datetime) -> list[ConsentStep]:
    ConsentStep.objects.bulk_create(steps)
    for step in steps:
        what = "privacy.consent_given" if step.given else "privacy.consent_withdrawn"
        facts = {"purpose": str(step.purpose), "channel": step.channel}
        record(what, actor=actor, subject_code=person.code, at=at, facts=facts)
    return steps
