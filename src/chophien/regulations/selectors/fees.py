"""Reads of the schedule of fees: what a service costs whom from when, and who bears it for whom.

The schedule is kept in memory, since every sale asks; a process goes by what it read for at most a minute, and a new
fee is announced weeks before it counts.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from chophien.lib.dates import local_date
from chophien.lib.text import slugify_vi
from chophien.regulations.errors import FeeMissing
from chophien.regulations.models import FeeRate, FeeReduction
from chophien.regulations.states import MARKET_CODE, FeeFunder, PaidService, SupportTarget

REFRESH_SECONDS = 60.0
FUNDER_CODE_MOST = 60
WHOLE = 10_000
"""Basis points of the whole."""
BY_SCHEDULE: Mapping[SupportTarget, str] = MappingProxyType({})
"""Whoever the schedule names bears every reduction."""


class _Memory:
    """What this process has read of the schedule, and until when it may be trusted."""

    def __init__(self) -> None:
        self.rates: Sequence[FeeRate] = ()
        self.reductions: Sequence[FeeReduction] = ()
        self.until = 0.0


_memory = _Memory()


def forget() -> None:
    """Read the schedule again at the next question."""
    _memory.until = 0.0


def remember_none(*, seconds: float) -> None:
    """Go by an empty schedule for so long: for tests of something else."""
    _memory.rates, _memory.reductions = (), ()
    _memory.until = time.monotonic() + seconds


def _known() -> _Memory:
    if time.monotonic() >= _memory.until:
        _memory.rates = tuple(
            FeeRate.objects.filter(withdrawal__isnull=True).order_by("service", "seller_kind", "effective_from", "pk")
        )
        _memory.reductions = tuple(FeeReduction.objects.order_by("pk"))
        _memory.until = time.monotonic() + REFRESH_SECONDS
    return _memory


@dataclass(frozen=True)
class Fee:
    """What a service costs for one amount, in đồng: the fee, what a funder bears of it, what the seller pays."""

    gross_vnd: int
    supported_vnd: int
    net_vnd: int
    funder: str
    rate: FeeRate


@dataclass(frozen=True)
class Relief:
    """How many per cent of a fee somebody else bears, and who. Not why."""

    percent: int
    funder: str
    kind: FeeFunder = FeeFunder.PROGRAMME

    @property
    def code(self) -> str:
        """The funder's code in the books; a programme's follows from its name, as with vouchers."""
        return MARKET_CODE if self.kind == FeeFunder.MARKET else slugify_vi(self.funder, max_length=FUNDER_CODE_MOST)


NOBODY = Relief(0, "")


def fee_rate(service: PaidService, *, seller_kind: str, at: datetime | date, categories: Sequence[str] = ()) -> FeeRate:
    """The rate in force for a kind of seller and a branch of goods (slugs of categories, the nearest first).

    Of all that match, the one that stands first in the list: by its `place`, then the nearest category, then the row
    for the kind of seller itself.

    :raises FeeMissing: if none is in force then
    """
    return _matching(_in_force(service, at), seller_kind, categories, service, at)


def _in_force(service: PaidService, at: datetime | date) -> list[FeeRate]:
    """The latest row of each pair of kind and category whose day has come."""
    day = _day(at)
    rows = (row for row in _known().rates if row.service == service and row.effective_from <= day)
    return list({(row.seller_kind, row.category_slug): row for row in rows}.values())


def _matching(
    rows: Collection[FeeRate], seller_kind: str, categories: Sequence[str], service: PaidService, at: datetime | date
) -> FeeRate:
    nearness = {slug: steps for steps, slug in enumerate(categories)} | {"": len(categories)}
    fitting = [row for row in rows if row.seller_kind in {"", seller_kind} and row.category_slug in nearness]
    if not fitting:
        raise FeeMissing(f"no rate of {service!r} is in force on {_day(at)}")
    return min(fitting, key=lambda row: (row.place, nearness[row.category_slug], row.seller_kind == ""))


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
        return NOBODY
    decided = funders.get(SupportTarget(best.target))
    if decided:
        return Relief(best.percent, decided)
    return Relief(best.percent, best.funder, FeeFunder(best.funder_kind))


def fees_announced(service: PaidService, *, seller_kind: str, at: datetime | date) -> list[FeeRate]:
    """The rates of a service that this kind of seller will pay by from a later day on, the nearest first."""
    day = _day(at)
    known = [row for row in _known().rates if row.service == service and row.published_on <= day]
    found = sorted((row for row in known if row.seller_kind in {"", seller_kind}), key=lambda row: row.effective_from)
    own = {row.category_slug for row in found if row.seller_kind == seller_kind and row.effective_from <= day}
    later = [row for row in found if row.effective_from > day]
    return [row for row in later if row.seller_kind == seller_kind or row.category_slug not in own]


def branch_rates(service: PaidService, *, seller_kind: str, at: datetime | date) -> list[FeeRate]:
    """The rates in force by which this kind of seller pays for certain branches of goods, by their names."""
    rows = _in_force(service, at)
    branches = {row.category_slug for row in rows if row.category_slug and row.seller_kind in {"", seller_kind}}
    found = [_matching(rows, seller_kind, [slug], service, at) for slug in branches]
    return sorted((row for row in found if row.category_slug), key=lambda row: row.category_name)


def announced_by_key(key: str, *, at: datetime | date) -> FeeRate | None:
    """The rate of this key (`FeeRate.key`), as long as its day has not come. One statement."""
    rows = FeeRate.objects.filter(effective_from__gt=_day(at), withdrawal__isnull=True)
    return next((row for row in rows if row.key == key), None)


def gross_fee(amount_vnd: int, rate: FeeRate) -> int:
    """What a rate asks of an amount, in đồng, halves rounded up, before anybody bears a part of it."""
    asked = max((amount_vnd * rate.basis_points + WHOLE // 2) // WHOLE + rate.flat_vnd, rate.least_vnd)
    return asked if rate.most_vnd is None else min(asked, rate.most_vnd)


def fees_published(*, at: datetime | date) -> list[FeeRate]:
    """Every rate in force and every one that is announced, by service, kind, category and day."""
    day = _day(at)
    rows = [row for row in _known().rates if row.published_on <= day]
    order = {service: place for place, service in enumerate(PaidService.values)}
    shown = (row for row in rows if not _is_over(row, rows, day))
    return sorted(
        shown, key=lambda row: (order[row.service], row.seller_kind, row.category_slug, row.effective_from, row.place)
    )


def missing_fees(*, at: datetime | date) -> list[PaidService]:
    """Services of which no rate is in force: what they cost is not public."""
    day = _day(at)
    general = {
        row.service
        for row in _known().rates
        if row.effective_from <= day and not row.seller_kind and not row.category_slug
    }
    return [service for service in PaidService if service not in general]


def reductions_in_force(*, at: datetime | date) -> list[FeeReduction]:
    """Every reduction that counts on the day of `at`, in the order of those who are to be helped."""
    day = _day(at)
    order = {target: place for place, target in enumerate(SupportTarget.values)}
    rows = (
        one
        for one in _known().reductions
        if one.effective_from <= day and (one.effective_to is None or one.effective_to >= day)
    )
    return sorted(rows, key=lambda row: (order[row.target], row.service))


def _is_over(row: FeeRate, rows: Collection[FeeRate], day: date) -> bool:
    return any(
        (other.service, other.seller_kind, other.category_slug) == (row.service, row.seller_kind, row.category_slug)
        and row.effective_from < other.effective_from <= day
        for other in rows
    )


def _day(at: datetime | date) -> date:
    return local_date(at) if isinstance(at, datetime) else at
