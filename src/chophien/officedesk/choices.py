"""What may be chosen for one verdict about many."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from chophien.accounts.models import Person
from chophien.catalog.selectors import certificates_to_verify
from chophien.catalog.states import CertificateKind
from chophien.conversations.selectors.talks import talks_reported_to, to_look_at
from chophien.knowledge.selectors import facts_found, facts_managed_by
from chophien.knowledge.states import FactStatus
from chophien.officedesk.actions.deciding import Choice
from chophien.officedesk.filters import LISTS
from chophien.officedesk.review import filtered, filters_of
from chophien.officedesk.selectors import open_listings_to_review, sellers_found
from chophien.officedesk.states import BulkKind
from chophien.officedesk.telling import findings_for, stories_for
from chophien.programmes.selectors import never_sold as unsold
from chophien.programmes.selectors.tasks import tasks_found, tasks_overseen_by
from chophien.programmes.states import PENDING, TaskKind
from chophien.reviews.selectors.words import questions_moderated_by, reviews_moderated_by
from chophien.sellers.selectors.shops import sellers_to_review
from chophien.smsdesk.selectors import sms_found, unmatched_for

TITLE_MOST = 80
MARKS_MOST = 5_000


def _listings(person: Person, said: Mapping[str, str], at: datetime) -> list[Choice]:
    rows = filtered(open_listings_to_review(person, at=at), filters_of(LISTS["queue"].asked(said)))
    facts = rows.values_list("code", "working__title", "working__number")
    return [Choice(code, title or code, number or 0) for code, title, number in facts]


def _shops(person: Person, said: Mapping[str, str], at: datetime) -> list[Choice]:
    asked = LISTS["shops"].asked(said)
    waiting = sellers_to_review(person, at=at)
    rows = sellers_found(waiting, text="", status="", province=asked.get("tinh", ""))
    return [Choice(code, name) for code, name in rows.values_list("code", "name")]


def _words(person: Person, _said: Mapping[str, str], at: datetime) -> list[Choice]:
    found: list[Choice] = []
    for rows in (reviews_moderated_by(person, at=at), questions_moderated_by(person, at=at)):
        facts = rows.filter(needs_look=True).order_by("pk").values_list("code", "text")
        found.extend(Choice(code, text[:TITLE_MOST] or code) for code, text in facts)
    return found


def _findings(person: Person, _said: Mapping[str, str], at: datetime) -> list[Choice]:
    facts = findings_for(person, at=at).values_list("code", "listing__live__title")
    return [Choice(code, title or code) for code, title in facts]


def _never_sold(person: Person, said: Mapping[str, str], at: datetime) -> list[Choice]:
    asked = LISTS["never-sold"].asked(said)
    area = unsold.shops_overseen_by(person, at=at)
    there = unsold.within(area, province=asked.get("tinh", ""), commune=asked.get("xa", ""))
    return [Choice(code, name) for code, name in unsold.never_sold(there, at=at).values_list("code", "name")]


def _tasks(person: Person, said: Mapping[str, str], at: datetime) -> list[Choice]:
    asked = LISTS["tasks"].asked(said)
    rows = tasks_found(
        tasks_overseen_by(person, at=at),
        kind=asked.get("loai", ""),
        state=asked.get("viec", ""),
        commune=asked.get("xa", ""),
        province=asked.get("tinh", ""),
        helper=asked.get("nguoi", ""),
    )
    facts = rows.filter(status__in=PENDING).order_by("pk").values_list("code", "kind", "seller__name")
    return [Choice(code, f"{name}: {TaskKind(kind).label}") for code, kind, name in facts]


def _sms(person: Person, said: Mapping[str, str], at: datetime) -> list[Choice]:
    asked = LISTS["sms"].asked(said)
    rows = sms_found(unmatched_for(person, at=at), text=asked.get("q", ""), reply=asked.get("loai", ""))
    return [Choice(code, text[:TITLE_MOST] or code) for code, text in rows.values_list("code", "text")]


def _talks(person: Person, _said: Mapping[str, str], at: datetime) -> list[Choice]:
    rows = to_look_at(talks_reported_to(person, at=at)).order_by("reported_at", "pk")
    return [Choice(one.code, f"{one.seller.name} · {one.buyer_name}") for one in rows]


def _certificates(person: Person, _said: Mapping[str, str], at: datetime) -> list[Choice]:
    rows = certificates_to_verify(person, at=at).order_by("pk")
    facts = rows.values_list("code", "kind", "number", "seller__name")
    return [Choice(code, f"{name}: {CertificateKind(kind).label} {number}") for code, kind, number, name in facts]


def _voices(person: Person, _said: Mapping[str, str], at: datetime) -> list[Choice]:
    facts = stories_for(person, at=at).values_list("recording_code", "listing__live__title", "listing__working__title")
    return [Choice(code, live or working or code) for code, live, working in facts]


def _facts(person: Person, said: Mapping[str, str], at: datetime) -> list[Choice]:
    rows = facts_found(facts_managed_by(person, at=at), text=said.get("q", "")[:100], statuses=[FactStatus.PROPOSED])
    facts = rows.order_by("pk").values_list("code", "subject", "text")
    return [Choice(code, f"{subject}: {text}"[:TITLE_MOST]) for code, subject, text in facts]


CANDIDATES: Mapping[BulkKind, Callable[[Person, Mapping[str, str], datetime], list[Choice]]] = {
    BulkKind.LISTINGS: _listings,
    BulkKind.SHOPS: _shops,
    BulkKind.WORDS: _words,
    BulkKind.FINDINGS: _findings,
    BulkKind.NEVER_SOLD: _never_sold,
    BulkKind.TASKS: _tasks,
    BulkKind.SMS: _sms,
    BulkKind.TALKS: _talks,
    BulkKind.CERTIFICATES: _certificates,
    BulkKind.VOICES: _voices,
    BulkKind.FACTS: _facts,
}


def all_that_match(kind: BulkKind, person: Person, said: Mapping[str, str], *, at: datetime) -> list[Choice]:
    """Everything of this queue that the filters in `said` ask for, in the queue's order."""
    return CANDIDATES[kind](person, said, at)


def named(kind: BulkKind, marks: Sequence[str], person: Person, *, at: datetime) -> list[Choice]:
    """What these marks name, each once; what does not wait for this person keeps its code for a name."""
    known = {one.code: one for one in CANDIDATES[kind](person, {}, at)}
    found: dict[str, Choice] = {}
    for mark in marks[:MARKS_MOST]:
        code, _colon, number = mark.partition(":")
        if not code or len(code) > 60 or not (number.isascii() and number.isdigit() and len(number) < 7):
            continue
        title = known[code].title if code in known else code
        found.setdefault(code, Choice(code, title, int(number)))
    return list(found.values())


def marks_of(choices: Sequence[Choice]) -> str:
    """The choices as text that a form carries: each code with the number of the version that was seen."""
    return " ".join(f"{one.code}:{one.seen}" for one in choices)
