"""Fees and reductions for tests, as if they had been announced long ago."""

from datetime import date

from chophien.regulations.models import FeeRate, FeeReduction
from chophien.regulations.selectors.fees import forget
from chophien.regulations.states import FeeFunder, PaidService, SupportTarget

SINCE = date(2026, 7, 1)


def a_fee(basis_points: int = 0, *, since: date = SINCE, **facts: object) -> FeeRate:
    """A rate of a sale. Further arguments are fields of `FeeRate`."""
    facts.setdefault("category_name", facts.get("category_slug", ""))
    terms = {"service": PaidService.SELL, "flat_vnd": 0, "least_vnd": 0, "published_on": since, "source": "Quy chế"}
    row = FeeRate.objects.create(basis_points=basis_points, effective_from=since, **{**terms, **facts})
    forget()
    return row


def a_reduction(
    target: SupportTarget, percent: int, *, funder: str = "Ngân sách tỉnh", kind: FeeFunder = FeeFunder.PROGRAMME
) -> FeeReduction:
    """A part of the fee of a sale that somebody else bears."""
    row = FeeReduction.objects.create(
        target=target,
        service=PaidService.SELL,
        percent=percent,
        funder=funder,
        funder_kind=kind,
        effective_from=SINCE,
        source="Luật",
    )
    forget()
    return row
