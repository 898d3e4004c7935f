"""Reads of the published documents and of the schedule of fees."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from chophien.lib.dates import local_date
from chophien.regulations.errors import FeeMissing, RegulationMissing
from chophien.regulations.models import Acceptance, FeeRate, FeeReduction, RegulationVersion
from chophien.regulations.states import DOCUMENTS, Document, PaidService, SupportTarget

OPERATING = "regulations"
REQUIRED = Path(__file__).parent / "schedule" / "required_contents.csv"
BY_SCHEDULE: Mapping[SupportTarget, str] = MappingProxyType({})
"""Whoever the schedule names bears every reduction."""


@dataclass(frozen=True)
class Published:
    """A document with the version of it that is in force."""

    document: Document
    version: RegulationVersion


def regulation_in_force(key: str, *, at: datetime | date) -> RegulationVersion:
    """The version of a document that counts on the day of `at` in Vietnam.

    :raises RegulationMissing: if none is in force then
    """
    day = _day(at)
    found = RegulationVersion.objects.filter(key=key, effective_from__lte=day).order_by("-effective_from").first()
    if found is None:
        raise RegulationMissing(f"no version of {key!r} is in force on {day}")
    return found


def regulations_in_force(*, at: datetime | date) -> list[Published]:
    """Every document with its version in force, in the order of the list; one query. Texts are not read."""
    rows = RegulationVersion.objects.filter(effective_from__lte=_day(at)).defer("body", "body_en")
    latest = {row.key: row for row in rows.order_by("key", "effective_from")}
    return [Published(document, latest[document.key]) for document in DOCUMENTS if document.key in latest]


def versions_of(key: str) -> list[RegulationVersion]:
    """Every version of a document, the newest first, those to come among them. Texts are not read."""
    rows = RegulationVersion.objects.filter(key=key).defer("body", "body_en")
    return list(rows.order_by("-effective_from"))


def version_to_accept(*, seller_code: str, since: datetime | None, at: datetime) -> RegulationVersion | None:
    """The version of the operating regulations that a shop is asked to accept: the newest that is published.

    None if the shop accepted it, or opened (`since`) when it was published already: that was agreed to by opening.
    """
    rows = RegulationVersion.objects.filter(key=OPERATING, published_at__lte=at).defer("body", "body_en")
    versions = list(rows.order_by("-effective_from")[:2])
    if len(versions) < 2 or since is None or versions[0].published_at <= since:
        return None
    newest = versions[0]
    return None if Acceptance.objects.filter(version=newest, seller_code=seller_code).exists() else newest


def version_of(key: str, version: str) -> RegulationVersion:
    """One version of a document.

    :raises RegulationMissing: if there is none of that name
    """
    found = RegulationVersion.objects.filter(key=key, version=version).first()
    if found is None:
        raise RegulationMissing(f"there is no version {version!r} of {key!r}")
    return found


def missing_items(*, at: datetime | date) -> list[str]:
    """Keys of the documents that the law asks for (Decree 248/2026 arts 4-16) and that are not in force."""
    in_force = _keys_in_force(_day(at))
    return [document.key for document in DOCUMENTS if document.is_mandatory and document.key not in in_force]


@dataclass(frozen=True)
class Content:
    """Something that the law wants a document to say, by the words that say it there, and what it is."""

    key: str
    words: str
    about: str


@cache
def contents_asked_for() -> tuple[Content, ...]:
    """What the law wants each document to say (`schedule/required_contents.csv`, with its source)."""
    with REQUIRED.open(encoding="utf-8", newline="") as lines:
        return tuple(Content(row["key"], row["words"], row["about"]) for row in csv.DictReader(lines))


def missing_contents(*, at: datetime | date) -> list[Content]:
    """What documents in force do not say, of all that the law wants said; one statement."""
    rows = RegulationVersion.objects.filter(effective_from__lte=_day(at)).order_by("key", "effective_from")
    bodies = {row.key: row.body for row in rows}
    return [one for one in contents_asked_for() if one.key in bodies and one.words not in bodies[one.key]]


def missing_fees(*, at: datetime | date) -> list[PaidService]:
    """Services of which no rate is in force: what they cost is not public."""
    return [service for service in PaidService if not _has_rate(service, _day(at))]


def _has_rate(service: PaidService, day: date) -> bool:
    return FeeRate.objects.filter(service=service, seller_kind="", effective_from__lte=day).exists()


def _keys_in_force(day: date) -> Collection[str]:
    return set(RegulationVersion.objects.filter(effective_from__lte=day).values_list("key", flat=True))


def _day(at: datetime | date) -> date:
    return local_date(at) if isinstance(at, datetime) else at


@dataclass(frozen=True)
class Fee:
    """What a service costs for one amount, in đồng: the fee, what a funder bears of it, what the seller pays."""

    gross_vnd: int
    supported_vnd: int
    net_vnd: int
    funder: str
    rate: FeeRate


def fee_rate(service: PaidService, *, seller_kind: str, at: datetime | date) -> FeeRate:
    """The rate in force for a kind of seller: its own row, else the one for every kind.

    :raises FeeMissing: if none is in force then
    """
    rows = FeeRate.objects.filter(service=service, seller_kind__in=["", seller_kind], effective_from__lte=_day(at))
    latest = {row.seller_kind: row for row in rows.order_by("effective_from")}
    found = latest.get(seller_kind) or latest.get("")
    if found is None:
        raise FeeMissing(f"no rate of {service!r} is in force on {_day(at)}")
    return found


def fee_of(
    amount_vnd: int,
    *,
    service: PaidService,
    seller_kind: str,
    targets: Collection[SupportTarget],
    at: datetime | date,
    funders: Mapping[SupportTarget, str] = BY_SCHEDULE,
) -> Fee:
    """The fee of an amount, halves rounded up. Of several reductions the largest counts, never their sum.

    :raises FeeMissing: if no rate is in force then
    """
    rate = fee_rate(service, seller_kind=seller_kind, at=at)
    gross = gross_fee(amount_vnd, rate)
    relief = relief_for(service, targets=targets, at=at, funders=funders)
    supported = gross * relief.percent // 100
    return Fee(gross, supported, gross - supported, relief.funder if supported else "", rate)


@dataclass(frozen=True)
class Relief:
    """How many per cent of a fee somebody else bears, and who. Not why."""

    percent: int
    funder: str


def relief_for(
    service: PaidService,
    *,
    targets: Collection[SupportTarget],
    at: datetime | date,
    funders: Mapping[SupportTarget, str] = BY_SCHEDULE,
) -> Relief:
    """The largest of the reductions that these targets are entitled to; none is 0 per cent.

    `funders` names who bears it for a target by decision; for all others it is whom the schedule names.
    """
    reductions = [one for one in reductions_in_force(at=at) if one.service == service and one.target in targets]
    best = max(reductions, key=lambda one: one.percent, default=None)
    if best is None:
        return Relief(0, "")
    return Relief(best.percent, funders.get(SupportTarget(best.target)) or best.funder)


def fees_announced(service: PaidService, *, seller_kind: str, at: datetime | date) -> list[FeeRate]:
    """The rates of a service that this kind of seller will pay by from a later day on, the nearest first."""
    day = _day(at)
    rows = FeeRate.objects.filter(service=service, seller_kind__in=["", seller_kind], published_on__lte=day)
    found = list(rows.order_by("effective_from"))
    has_its_own = any(row.seller_kind == seller_kind and row.effective_from <= day for row in found)
    later = [row for row in found if row.effective_from > day]
    return [row for row in later if row.seller_kind == seller_kind or not has_its_own]


def gross_fee(amount_vnd: int, rate: FeeRate) -> int:
    """What a rate asks of an amount, in đồng, halves rounded up, before anybody bears a part of it."""
    asked = max((amount_vnd * rate.basis_points + 5_000) // 10_000 + rate.flat_vnd, rate.least_vnd)
    return asked if rate.most_vnd is None else min(asked, rate.most_vnd)


def fees_published(*, at: datetime | date) -> list[FeeRate]:
    """Every rate in force and every one that is announced, by service, kind and day."""
    rows = list(FeeRate.objects.filter(published_on__lte=_day(at)).order_by("service", "seller_kind", "effective_from"))
    order = {service: place for place, service in enumerate(PaidService.values)}
    return sorted((row for row in rows if not _is_over(row, rows, _day(at))), key=lambda row: order[row.service])


def reductions_in_force(*, at: datetime | date) -> list[FeeReduction]:
    """Every reduction that counts on the day of `at`, in the order of those who are to be helped."""
    day = _day(at)
    rows = FeeReduction.objects.filter(effective_from__lte=day).exclude(effective_to__lt=day)
    order = {target: place for place, target in enumerate(SupportTarget.values)}
    return sorted(rows, key=lambda row: (order[row.target], row.service))


def _is_over(row: FeeRate, rows: Collection[FeeRate], day: date) -> bool:
    return any(
        other.service == row.service
        and other.seller_kind == row.seller_kind
        and row.effective_from < other.effective_from <= day
        for other in rows
    )
