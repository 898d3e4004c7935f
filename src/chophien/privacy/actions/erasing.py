"""Taking a person out of what is kept: what may go, goes; what the law wants kept, stays and says why."""

from datetime import datetime

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError
from chophien.privacy.errors import HeldByLaw, StillOpen, StillOwed, StillSelling
from chophien.privacy.kept.classes import CLASSES
from chophien.privacy.selectors.register import hold_over
from chophien.privacy.selectors.unsettled import Matter, unsettled
from chophien.privacy.states import Unsettled

BY_CODES: dict[str, type[DomainError]] = {
    Unsettled.ORDERS: StillOpen,
    Unsettled.CONTRACTS: StillOpen,
    Unsettled.SHOPS: StillSelling,
}


def erase(*, person: Person, actor: Actor, at: datetime) -> list[dict[str, object]]:
    """Go through every class and forget what may be forgotten, in the caller's transaction. Says per class how many.

    :raises HeldByLaw: if somebody who may has set a hold
    :raises StillOpen: if orders, contracts or standing orders of the person are not over
    :raises StillSelling: if the person manages a shop that is open
    :raises StillOwed: if anything else is not settled: money that is owed to the person or by them, a complaint
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    hold = hold_over(person, at=at)
    if hold is not None:
        raise HeldByLaw(facts={"reason": hold.reason})
    _refuse_unsettled(unsettled(person, at=at))
    outcome: list[dict[str, object]] = []
    for one in CLASSES:
        gone = one.forget(person, at=at) if one.forget is not None else 0
        outcome.append({"key": one.key, "gone": gone, "kept": bool(one.why_kept)})
    facts = {str(line["key"]): line["gone"] for line in outcome}
    record("privacy.erased", actor=actor, subject_code=person.code, at=at, facts=facts)
    return outcome


def _refuse_unsettled(matters: list[Matter]) -> None:
    """Orders and shops by their codes, as they come first; all else with what is to be done about it."""
    for refusal in dict.fromkeys(BY_CODES.values()):
        codes = [code for one in matters if BY_CODES.get(one.kind) is refusal for code in one.codes]
        if codes:
            raise refusal(facts={"codes": ", ".join(codes)})
    if matters:
        raise StillOwed(facts={"matters": " ".join(one.in_words for one in matters)})
