"""What may be chosen for one verdict about many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from chophien.accounts.models import Person
from chophien.officedesk.actions.deciding import Choice
from chophien.officedesk.models import BulkItem, BulkRun
from chophien.officedesk.review import filtered, filters_of
from chophien.officedesk.selectors import Office, open_listings_to_review
from chophien.officedesk.states import BulkKind, ItemStatus
from chophien.reviews.selectors.words import questions_moderated_by, reviews_moderated_by
from chophien.sellers.selectors.shops import sellers_to_review

TITLE_MOST = 80
MARKS_MOST = 5_000


@dataclass(frozen=True)
class Progress:
    """How far a run has come, counted from its items."""

    done: int
    refused: int
    total: int


def _listings(person: Person, said: Mapping[str, str], at: datetime) -> list[Choice]:
    rows = filtered(open_listings_to_review(person, at=at), filters_of(said))
    facts = rows.values_list("code", "working__title", "working__number")
    return [Choice(code, title or code, number or 0) for code, title, number in facts]


def _shops(person: Person, _said: Mapping[str, str], at: datetime) -> list[Choice]:
    return [Choice(code, name) for code, name in sellers_to_review(person, at=at).values_list("code", "name")]


def _words(person: Person, _said: Mapping[str, str], at: datetime) -> list[Choice]:
    found: list[Choice] = []
    for rows in (reviews_moderated_by(person, at=at), questions_moderated_by(person, at=at)):
        facts = rows.filter(needs_look=True).order_by("pk").values_list("code", "text")
        found.extend(Choice(code, text[:TITLE_MOST] or code) for code, text in facts)
    return found


CANDIDATES: Mapping[BulkKind, Callable[[Person, Mapping[str, str], datetime], list[Choice]]] = {
    BulkKind.LISTINGS: _listings,
    BulkKind.SHOPS: _shops,
    BulkKind.WORDS: _words,
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


def refused_items(run: BulkRun) -> QuerySet[BulkItem]:
    """What a run did not do, each with its sentence."""
    return run.items.filter(status=ItemStatus.REFUSED)


def runs_visible_to(office: Office) -> QuerySet[BulkRun]:
    """Somebody's own runs; operators of the whole country see everybody's."""
    runs = BulkRun.objects.all() if office.nationwide else BulkRun.objects.filter(asked_by=office.person.code)
    return runs.annotate(
        worked=Count("items", filter=~Q(items__status=ItemStatus.WAITING)),
        refused=Count("items", filter=Q(items__status=ItemStatus.REFUSED)),
    )


def progress_of(run: BulkRun) -> Progress:
    """How far a run has come. One statement."""
    counted = run.items.aggregate(
        done=Count("pk", filter=Q(status=ItemStatus.DONE)), refused=Count("pk", filter=Q(status=ItemStatus.REFUSED))
    )
    return Progress(done=counted["done"], refused=counted["refused"], total=run.total)
