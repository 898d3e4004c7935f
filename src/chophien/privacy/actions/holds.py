"""What must not be deleted, and what went wrong: the operator's two registers."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.phone import BadPhone, mask_phone, parse_phone
from chophien.lib.text import clean_line, clean_text
from chophien.privacy import policies
from chophien.privacy.errors import AuthorityFirst, OneRequestAtATime, WordsNeeded
from chophien.privacy.kept.held import is_number
from chophien.privacy.models import Breach, BreachStep, LegalHold
from chophien.privacy.states import BREACH_FLOW, BreachStatus
from chophien.rules.selectors import whole


@transaction.atomic
def hold(*, subject_code: str, reason: str, actor: Actor, at: datetime) -> LegalHold:
    """Keep what is about a person, a shop or a phone number until the hold is lifted.

    A guest is held by the number that orders and messages have; the trail names the hold, never the number.

    :raises NotPermitted: if `actor` is no operator of the whole market
    :raises WordsNeeded: if no reason is given
    :raises OneRequestAtATime: if there is a hold already
    """
    policies.can_decide(actor, at=at).require()
    subject_code, reason = _subject(clean_line(subject_code)[:60]), clean_line(reason)[:300]
    if not reason or not subject_code:
        raise WordsNeeded
    try:
        with transaction.atomic():
            made = LegalHold.objects.create(
                code=new_code("GL", 8), subject_code=subject_code, reason=reason, set_by=actor.code, set_at=at
            )
    except IntegrityError:
        raise OneRequestAtATime from None
    record("privacy.hold_set", actor=actor, subject_code=_in_the_trail(made), at=at, facts={"hold": made.code})
    return made


@transaction.atomic
def lift(*, held: LegalHold, actor: Actor, at: datetime) -> LegalHold:
    """Let the hold go; the next night forgets what is old enough. Doing it again changes nothing.

    Of a number only its masked form stays.

    :raises NotPermitted: if `actor` is no operator of the whole market
    """
    policies.can_decide(actor, at=at).require()
    held = LegalHold.objects.select_for_update().get(pk=held.pk)
    if held.lifted_at is None:
        subject = _in_the_trail(held)
        held.lifted_by, held.lifted_at = actor.code, at
        if is_number(held.subject_code):
            held.subject_code = mask_phone(held.subject_code)
        held.save(update_fields=["subject_code", "lifted_by", "lifted_at"])
        record("privacy.hold_lifted", actor=actor, subject_code=subject, at=at, facts={"hold": held.code})
    return held


def _subject(typed: str) -> str:
    """A number as it is kept, however it was typed; anything else is a code."""
    try:
        return parse_phone(typed)
    except BadPhone:
        return typed


def _in_the_trail(made: LegalHold) -> str:
    return made.code if is_number(made.subject_code) else made.subject_code


@transaction.atomic
def note_breach(
    *, title: str, story: str, people: int, must_notify: bool, found_at: datetime, actor: Actor, at: datetime
) -> Breach:
    """Write down that data were lost, changed or seen. The clock of `privacy.breach_notice_hours` runs from finding.

    :raises NotPermitted: if `actor` is no operator of the whole market
    :raises WordsNeeded: if it is not said what happened, or it is said to be found in the future
    """
    policies.can_decide(actor, at=at).require()
    title, story = clean_line(title)[:160], clean_text(story)[:3000]
    if not title or not story or found_at > at:
        raise WordsNeeded
    breach = Breach.objects.create(
        code=new_code("SC", 8),
        title=title,
        story=story,
        people=people,
        must_notify=must_notify,
        found_at=found_at,
        notify_due=found_at + timedelta(hours=whole("privacy.breach_notice_hours", at=found_at)),
        noted_by=actor.code,
    )
    _note(breach, "find", actor=actor, at=at)
    return breach


@transaction.atomic
def told_authority(*, breach: Breach, reference: str, actor: Actor, at: datetime) -> Breach:
    """The authority was told, under this number.

    :raises NotPermitted, StepNotAllowed, WordsNeeded: as the names say
    """
    policies.can_decide(actor, at=at).require()
    breach = Breach.objects.select_for_update().get(pk=breach.pk)
    breach.status = BREACH_FLOW.next("notify", breach.status)
    breach.reference, breach.notified_at = clean_line(reference)[:160], at
    if not breach.reference:
        raise WordsNeeded
    breach.save(update_fields=["status", "reference", "notified_at"])
    _note(breach, "notify", actor=actor, at=at)
    return breach


@transaction.atomic
def close_breach(*, breach: Breach, remedy: str, actor: Actor, at: datetime) -> Breach:
    """Close it, saying what was done so that it does not happen again.

    :raises NotPermitted, StepNotAllowed, WordsNeeded: as the names say
    :raises AuthorityFirst: if the authority has to be told and was not
    """
    policies.can_decide(actor, at=at).require()
    breach = Breach.objects.select_for_update().get(pk=breach.pk)
    before = BreachStatus(breach.status)
    breach.status = BREACH_FLOW.next("close", breach.status)
    if breach.must_notify and before != BreachStatus.NOTIFIED:
        raise AuthorityFirst
    breach.remedy, breach.closed_at = clean_text(remedy)[:2000], at
    if not breach.remedy:
        raise WordsNeeded
    breach.save(update_fields=["status", "remedy", "closed_at"])
    _note(breach, "close", actor=actor, at=at)
    return breach


def _note(breach: Breach, step: str, *, actor: Actor, at: datetime) -> None:
    BreachStep.objects.create(breach=breach, step=step, to_status=breach.status, actor_code=actor.code, at=at)
    record(f"privacy.breach_{step}", actor=actor, subject_code=breach.code, at=at, facts={"people": breach.people})
