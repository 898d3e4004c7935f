"""Who decides what about one thing of many, and whether it still waits for that person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import person_by_code
from chophien.catalog.actions.certificates import refuse_certificate
from chophien.catalog.actions.voices import refuse_story
from chophien.catalog.actions.words import clear_finding
from chophien.catalog.models import Listing
from chophien.catalog.selectors import certificates_to_verify
from chophien.conversations.actions.talking import settle_report
from chophien.conversations.selectors.talks import talks_reported_to, to_look_at
from chophien.knowledge.actions import approve_fact, refuse_fact
from chophien.knowledge.models import Fact
from chophien.knowledge.selectors import facts_managed_by
from chophien.knowledge.states import FactStatus
from chophien.lib.errors import NotFound
from chophien.officedesk.actions import reviewing
from chophien.officedesk.models import BulkItem
from chophien.officedesk.selectors import open_listings_to_review
from chophien.officedesk.states import BulkKind, BulkVerdict
from chophien.officedesk.telling import findings_for, stories_for
from chophien.programmes.actions import tasks
from chophien.programmes.models import Task
from chophien.programmes.selectors import never_sold as unsold
from chophien.programmes.selectors.tasks import tasks_overseen_by
from chophien.reviews.actions.moderating import find_lawful
from chophien.reviews.models import Question, Review
from chophien.reviews.selectors.words import questions_moderated_by, reviews_moderated_by
from chophien.sellers.actions import standing
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import sellers_to_review
from chophien.smsdesk.actions import take_care
from chophien.smsdesk.selectors import unmatched_for


@dataclass(frozen=True)
class Choice:
    """One thing that was chosen. `seen` is the number of its version; 0 where there is none."""

    code: str
    title: str
    seen: int = 0


Row = TypeVar("Row", bound=Model)
Decide = Callable[[BulkItem, str, Person, datetime], object]


def _one(rows: QuerySet[Row], item: BulkItem, *, by: str = "code") -> Row:
    """The chosen thing, among those that its reader may decide about."""
    found = rows.filter(**{by: item.subject_code}).first()
    if found is None:
        raise NotFound
    return found


def _listing(item: BulkItem, actor: Person, at: datetime) -> Listing:
    return _one(open_listings_to_review(actor, at=at), item)


def _shop(item: BulkItem, actor: Person, at: datetime) -> Seller:
    return _one(sellers_to_review(actor, at=at), item)


def _words(item: BulkItem, actor: Person, at: datetime) -> Review | Question:
    review = reviews_moderated_by(actor, at=at).filter(code=item.subject_code, needs_look=True).first()
    return review or _one(questions_moderated_by(actor, at=at).filter(needs_look=True), item)


def _fact(item: BulkItem, actor: Person, at: datetime) -> Fact:
    return _one(facts_managed_by(actor, at=at).filter(status=FactStatus.PROPOSED), item)


def _give_shop(item: BulkItem, actor: Person, at: datetime) -> Task:
    mine = unsold.shops_overseen_by(actor, at=at).filter(code=item.subject_code)
    shop = _one(unsold.never_sold(mine, at=at), item)
    fact, helper = unsold.fact_about(shop, at=at), person_by_code(item.run.target)
    return tasks.assign_fact(fact=fact, seller=shop, helper=helper, actor=actor, at=at)


def _give_task(item: BulkItem, actor: Person, at: datetime) -> Task:
    found = _one(tasks_overseen_by(actor, at=at), item)
    return tasks.assign_task(task=found, helper=person_by_code(item.run.target), actor=actor, at=at)


DECISIONS: Mapping[BulkKind, Mapping[BulkVerdict, Decide]] = {
    BulkKind.LISTINGS: {
        BulkVerdict.APPROVE: lambda item, _reason, actor, at: reviewing.approve_seen(
            listing=_listing(item, actor, at), number=item.seen, actor=actor, at=at
        ),
        BulkVerdict.ASK_CHANGES: lambda item, reason, actor, at: reviewing.ask_changes_seen(
            listing=_listing(item, actor, at), number=item.seen, reason=reason, actor=actor, at=at
        ),
        BulkVerdict.REJECT: lambda item, reason, actor, at: reviewing.reject_seen(
            listing=_listing(item, actor, at), number=item.seen, reason=reason, actor=actor, at=at
        ),
    },
    BulkKind.SHOPS: {
        BulkVerdict.APPROVE: lambda item, _reason, actor, at: standing.approve_seller(
            seller=_shop(item, actor, at), actor=actor, at=at
        ),
        BulkVerdict.ASK_CHANGES: lambda item, reason, actor, at: standing.ask_changes(
            seller=_shop(item, actor, at), reason=reason, actor=actor, at=at
        ),
        BulkVerdict.REJECT: lambda item, reason, actor, at: standing.reject_seller(
            seller=_shop(item, actor, at), reason=reason, actor=actor, at=at
        ),
    },
    BulkKind.WORDS: {
        BulkVerdict.APPROVE: lambda item, _reason, actor, at: find_lawful(
            words=_words(item, actor, at), actor=actor, at=at
        ),
    },
    BulkKind.FINDINGS: {
        BulkVerdict.APPROVE: lambda item, _reason, actor, at: clear_finding(
            finding=_one(findings_for(actor, at=at), item), actor=actor, at=at
        ),
    },
    BulkKind.NEVER_SOLD: {BulkVerdict.GIVE: lambda item, _reason, actor, at: _give_shop(item, actor, at)},
    BulkKind.TASKS: {BulkVerdict.GIVE: lambda item, _reason, actor, at: _give_task(item, actor, at)},
    BulkKind.SMS: {
        BulkVerdict.CLOSE: lambda item, _reason, actor, at: take_care(
            sms=_one(unmatched_for(actor, at=at), item), actor=actor, at=at
        ),
    },
    BulkKind.TALKS: {
        BulkVerdict.CLOSE: lambda item, _reason, actor, at: settle_report(
            conversation=_one(to_look_at(talks_reported_to(actor, at=at)), item), actor=actor, at=at
        ),
    },
    BulkKind.CERTIFICATES: {
        BulkVerdict.REJECT: lambda item, reason, actor, at: refuse_certificate(
            certificate=_one(certificates_to_verify(actor, at=at), item), reason=reason, actor=actor, at=at
        ),
    },
    BulkKind.VOICES: {
        BulkVerdict.REJECT: lambda item, reason, actor, at: refuse_story(
            story=_one(stories_for(actor, at=at), item, by="recording_code"), reason=reason, actor=actor, at=at
        ),
    },
    BulkKind.FACTS: {
        BulkVerdict.APPROVE: lambda item, _reason, actor, at: approve_fact(
            fact=_fact(item, actor, at), actor=actor, at=at
        ),
        BulkVerdict.REJECT: lambda item, reason, actor, at: refuse_fact(
            fact=_fact(item, actor, at), reason=reason, actor=actor, at=at
        ),
    },
}
"""What may be decided about many at once: what is the same for all of them. Never: hiding somebody's words, a
complaint, money; nor letting through what somebody has to compare with a paper or to listen to. Each of those is looked
at by itself.
"""
