"""What somebody asks about their data, and what becomes of it."""

from datetime import datetime

from django.db import transaction

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line, clean_text
from chophien.messages.actions.telling import tell
from chophien.privacy import policies
from chophien.privacy.actions.consents import take_all_back
from chophien.privacy.actions.erasing import erase
from chophien.privacy.errors import NobodyMeant, OneRequestAtATime, WitnessNeeded, WordsNeeded
from chophien.privacy.models import DataRequest, RequestStep
from chophien.privacy.states import OPEN_REQUESTS, REQUEST_FLOW, Channel, RequestKind, RequestStatus
from chophien.privacy.texts import ASKED, SETTLED
from chophien.privacy.workdays import end_of_working_day
from chophien.rules.selectors import whole
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import first_managers

PREFIX, SYMBOLS = "DL", 8
WORDS_MOST, WITNESS_MOST = 1000, 100


@transaction.atomic
def ask(*, person: Person, kind: str, words: str, actor: Actor, at: datetime) -> DataRequest:
    """Ask something about one's own data. A wish to see everything is carried out at once, by a job.

    :raises NotPermitted: if it is somebody else's
    :raises WordsNeeded: if something is to be corrected and it is not said what
    :raises OneRequestAtATime: if the same is being worked on
    """
    policies.can_ask(actor, person).require()
    request = _open(person, RequestKind(kind), words, channel=Channel.PAGE, actor=actor, at=at)
    if request.kind == RequestKind.EXPORT:
        enqueue("privacy.export", request_code=request.code)
    return request


@transaction.atomic
def ask_for_household(
    *, seller: Seller, kind: str, words: str, witness: str, actor: Actor, at: datetime
) -> DataRequest:
    """Hand in what a household wishes. It is written down who was there; an operator answers.

    :raises NotPermitted: if `actor` neither helps the household nor is an officer of its place
    :raises NobodyMeant: if nobody stands behind the shop yet
    :raises WitnessNeeded, WordsNeeded, OneRequestAtATime: as `ask`
    """
    policies.can_ask_for_household(actor, seller, at=at).require()
    person = first_managers([seller.code], at=at).get(seller.code)
    if person is None:
        raise NobodyMeant
    witness = clean_line(witness)[:WITNESS_MOST]
    if not witness:
        raise WitnessNeeded
    in_office = not policies.helps(actor, seller, at=at)
    channel = Channel.OFFICE if in_office else Channel.HELPER
    return _open(person, RequestKind(kind), words, channel=channel, witness=witness, seller=seller, actor=actor, at=at)


@transaction.atomic
def answer(*, request: DataRequest, words: str, actor: Actor, at: datetime) -> DataRequest:
    """Give a first answer, or a further one, while the request is being worked on.

    :raises NotPermitted, StepNotAllowed, WordsNeeded: as the names say
    """
    return _step(request, "answer", words=_said(words), actor=actor, at=at)


@transaction.atomic
def refuse(*, request: DataRequest, words: str, actor: Actor, at: datetime) -> DataRequest:
    """Refuse a request, with the reason that the person reads.

    :raises NotPermitted, StepNotAllowed, WordsNeeded: as the names say
    """
    return _step(request, "refuse", words=_said(words), actor=actor, at=at)


@transaction.atomic
def carry_out(*, request: DataRequest, words: str, actor: Actor, at: datetime) -> DataRequest:
    """Do what was asked: delete, restrict, make the file; a correction says in words what was corrected.

    :raises NotPermitted, StepNotAllowed: if `actor` may not, or it is over already
    :raises HeldByLaw, StillOpen, StillSelling: if nothing may be deleted yet; the request stays as it was
    :raises WordsNeeded: if it is not said what was corrected
    """
    policies.can_decide(actor, at=at).require()
    if request.kind == RequestKind.EXPORT:
        enqueue("privacy.export", request_code=request.code)
        return request
    request = _step(
        request,
        "carry_out",
        words=_said(words) if request.kind == RequestKind.CORRECT else clean_text(words)[:WORDS_MOST],
        actor=actor,
        at=at,
    )
    if request.kind == RequestKind.RESTRICT:
        channel = Channel.OFFICE if request.channel == Channel.PAGE else Channel(request.channel)
        take_all_back(person=request.person, channel=channel, witness=request.code, actor=actor, at=at)
    if request.kind == RequestKind.ERASE:
        request.outcome = erase(person=request.person, actor=actor, at=at)
        request.save(update_fields=["outcome"])
    return request


@transaction.atomic
def withdraw(*, request: DataRequest, actor: Actor, at: datetime) -> DataRequest:
    """Take a request back.

    :raises NotPermitted, StepNotAllowed: if it is not theirs, or over already
    """
    policies.can_withdraw(actor, request).require()
    return move(request, "withdraw", actor=actor, at=at)


def move(request: DataRequest, step: str, *, actor: Actor, at: datetime, words: str = "") -> DataRequest:
    """Take one step of `REQUEST_FLOW` and write it down, in the caller's transaction.

    :raises StepNotAllowed: if it cannot be taken
    """
    request = DataRequest.objects.select_for_update(of=("self",)).select_related("person", "seller").get(pk=request.pk)
    request.status = REQUEST_FLOW.next(step, request.status)
    request.answer = words or request.answer
    if step != "withdraw":
        request.replied_at = request.replied_at or at
    if request.status not in OPEN_REQUESTS:
        request.closed_at = at
    request.save()
    _note(request, step, actor=actor, at=at)
    return request


def _step(request: DataRequest, step: str, *, words: str, actor: Actor, at: datetime) -> DataRequest:
    policies.can_decide(actor, at=at).require()
    request = move(request, step, words=words, actor=actor, at=at)
    if request.person.is_active:
        tell(
            person_code=request.person.code,
            kind="privacy.answer",
            text=SETTLED[RequestStatus(request.status)],
            facts={"code": request.code},
            link="/toi/du-lieu/",
            about=request.code,
            at=at,
        )
    return request


def _open(
    person: Person,
    kind: RequestKind,
    words: str,
    *,
    channel: Channel,
    actor: Actor,
    at: datetime,
    witness: str = "",
    seller: Seller | None = None,
) -> DataRequest:
    words = clean_text(words)[:WORDS_MOST]
    if kind == RequestKind.CORRECT and not words:
        raise WordsNeeded
    person = Person.objects.select_for_update().get(pk=person.pk)
    if DataRequest.objects.filter(person=person, kind=kind, status__in=OPEN_REQUESTS).exists():
        raise OneRequestAtATime
    request = DataRequest.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        person=person,
        seller=seller,
        kind=kind,
        words=words,
        channel=channel,
        witness=witness,
        asked_by=actor.code,
        opened_at=at,
        reply_due=end_of_working_day(whole("privacy.request_reply_working_days", at=at), after=at),
        settle_due=end_of_working_day(whole(f"privacy.{kind}_working_days", at=at), after=at),
    )
    _note(request, "ask", actor=actor, at=at)
    if channel != Channel.PAGE:
        facts = {"code": request.code}
        tell(
            person_code=person.code,
            kind="privacy.answer",
            text=ASKED,
            facts=facts,
            link="/toi/du-lieu/",
            about=request.code,
            at=at,
        )
    return request


def _note(request: DataRequest, step: str, *, actor: Actor, at: datetime) -> None:
    RequestStep.objects.create(request=request, step=step, to_status=request.status, actor_code=actor.code, at=at)
    behalf = request.seller.code if request.seller and step in {"ask", "withdraw"} else ""
    facts = {"kind": request.kind, "channel": request.channel}
    record(f"privacy.request_{step}", actor=actor, subject_code=request.code, on_behalf_of=behalf, at=at, facts=facts)


def _said(words: str) -> str:
    words = clean_text(words)[:WORDS_MOST]
    if not words:
        raise WordsNeeded
    return words
