"""Reads of consents, requests, holds and breaches."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.lib.dates import local_date
from chophien.privacy.kept.classes import BY_KEY
from chophien.privacy.kept.held import holds_that_stand
from chophien.privacy.models import Breach, ConsentStep, DataRequest, LegalHold, Purpose, RetentionRun
from chophien.privacy.states import OPEN_REQUESTS, BreachStatus, Channel, RequestStatus
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import first_managers, shops_of

__all__ = [
    "BY_KEY",
    "Choice",
    "asked_for_household",
    "breaches",
    "choices_of",
    "has_consent",
    "hold_over",
    "holds",
    "household_of",
    "is_late",
    "is_overdue",
    "last_runs",
    "purposes_in_force",
    "requests_in_queue",
    "requests_of",
    "requests_visible_to",
    "speaker_of",
    "steps_told",
    "who_agreed",
]


@dataclass(frozen=True)
class Choice:
    """A purpose as it is asked now, and what the person last said to this version of it; None while nothing."""

    purpose: Purpose
    step: ConsentStep | None

    @property
    def given(self) -> bool:
        """Whether the person agrees now. Silence is no consent, and an older version counts for nothing."""
        return self.step is not None and self.step.given


def purposes_in_force(*, at: datetime) -> list[Purpose]:
    """Every purpose in its version of today, in the order of their keys. One statement."""
    rows = Purpose.objects.filter(effective_from__lte=local_date(at)).order_by("key", "effective_from")
    return list({row.key: row for row in rows}.values())


def choices_of(person: Person, *, at: datetime) -> list[Choice]:
    """What the person is asked, and what they said. Two statements."""
    purposes = purposes_in_force(at=at)
    steps = ConsentStep.objects.filter(person=person, purpose__in=[one.pk for one in purposes]).order_by("pk")
    last = {step.purpose_id: step for step in steps}
    return [Choice(one, last.get(one.pk)) for one in purposes]


def has_consent(person_code: str, *, purpose: str, at: datetime) -> bool:
    """Whether somebody agreed to the version of this purpose that is in force, and did not take it back."""
    return bool(who_agreed({person_code}, purpose=purpose, at=at))


def who_agreed(person_codes: Collection[str], *, purpose: str, at: datetime) -> set[str]:
    """Which of these people agreed to the version of this purpose that is in force, and did not take it back. Two
    statements.
    """
    latest = Purpose.objects.filter(key=purpose, effective_from__lte=local_date(at)).order_by("-effective_from").first()
    if latest is None:
        return set()
    steps = ConsentStep.objects.filter(person__code__in=person_codes, purpose=latest).order_by("person", "-pk")
    last = steps.distinct("person").values_list("person__code", "given")
    return {code for code, given in last if given}


def requests_of(person: Person) -> QuerySet[DataRequest]:
    """What the person asked about their data, or was asked in their name, newest first."""
    return DataRequest.objects.filter(person=person).order_by("-opened_at", "-pk")


def requests_visible_to(person: Person) -> QuerySet[DataRequest]:
    """Requests about somebody's own data, and those they handed in for others."""
    mine = DataRequest.objects.filter(Q(person=person) | Q(asked_by=person.code))
    return mine.select_related("person", "seller").order_by("-opened_at", "-pk")


def requests_in_queue(*, open_only: bool = True) -> QuerySet[DataRequest]:
    """Requests to be answered, the most urgent first; or all, newest first. For operators of the whole market."""
    rows = DataRequest.objects.select_related("person", "seller")
    if open_only:
        return rows.filter(status__in=OPEN_REQUESTS).order_by("settle_due", "pk")
    return rows.order_by("-pk")


def is_overdue(request: DataRequest, *, at: datetime) -> bool:
    """Whether the first answer or the end of a request is late."""
    if request.status == RequestStatus.RECEIVED and request.reply_due <= at:
        return True
    return request.status in OPEN_REQUESTS and request.settle_due <= at


def holds(*, subjects: Collection[str] | None = None) -> QuerySet[LegalHold]:
    """Holds that stand; with `subjects` those on one of them."""
    rows = holds_that_stand().order_by("-set_at", "-pk")
    return rows if subjects is None else rows.filter(subject_code__in=subjects)


def hold_over(person: Person, *, at: datetime) -> LegalHold | None:
    """A hold on the person, on their number or on one of their shops."""
    return holds(subjects=[person.code, person.phone, *(shop.seller.code for shop in shops_of(person, at=at))]).first()


def last_runs() -> dict[str, RetentionRun]:
    """The last night's work of every class, by key. One statement."""
    return {one.key: one for one in RetentionRun.objects.order_by("key", "-at", "-pk").distinct("key")}


def breaches() -> Sequence[Breach]:
    """The register, newest first."""
    return list(Breach.objects.order_by("-found_at", "-pk")[:200])


def is_late(breach: Breach, *, at: datetime) -> bool:
    """Whether the authority should know by now and does not."""
    return breach.must_notify and breach.status == BreachStatus.FOUND and breach.notify_due <= at


def household_of(seller_code: str) -> Seller | None:
    """The shop with this code with its place, whoever asks: the policy decides who may act for it."""
    return Seller.objects.select_related("commune__province").filter(code=seller_code).first()


def speaker_of(seller: Seller, *, at: datetime) -> Person | None:
    """Whose data a household's are: who speaks for its shop; none while nobody does."""
    return first_managers([seller.code], at=at).get(seller.code)


def steps_told(person: Person) -> QuerySet[ConsentStep]:
    """What the person agreed to or took back through somebody else, newest first."""
    return (
        ConsentStep.objects.filter(person=person)
        .exclude(channel=Channel.PAGE)
        .select_related("purpose")
        .order_by("-pk")
    )


def asked_for_household(seller: Seller, *, by: Person) -> QuerySet[DataRequest]:
    """What somebody handed in for a household."""
    return requests_visible_to(by).filter(seller=seller, asked_by=by.code)
