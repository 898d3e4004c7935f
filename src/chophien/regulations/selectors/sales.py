"""What a sale costs its seller, good by good. The parts add up to the fee of the whole, to the đồng."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chophien.lib.money import share_by_largest_remainder
from chophien.regulations.models import FeeRate
from chophien.regulations.selectors.fees import Relief, gross_fee
from chophien.regulations.states import FeeFunder
from chophien.rules.selectors import whole

VAT_RULE = "regulations.fee_vat_percent"


@dataclass(frozen=True)
class Charge:
    """The fee for one good, in đồng, all of it with the value added tax within it.

    `gross_vnd` of `base_vnd` is asked by the rate, `relieved_vnd` of it is borne by another, and the rest, `net_vnd`,
    by the seller. `vat_vnd` is the tax in what the seller bears, `relieved_vat_vnd` that in what a programme bears;
    what the market takes off itself was never asked of anybody, and has no tax in it.
    """

    rate: FeeRate
    base_vnd: int
    gross_vnd: int
    relieved_vnd: int
    vat_vnd: int
    relieved_vat_vnd: int

    @property
    def net_vnd(self) -> int:
        return self.gross_vnd - self.relieved_vnd


def fee_vat(*, at: datetime | date) -> int:
    """The value added tax on the market's own service, in per cent of the price without it."""
    return whole(VAT_RULE, at=at)


def gross_shares(bases: Sequence[int], rates: Sequence[FeeRate]) -> list[int]:
    """What the rates ask of goods that were sold together: a rate asks once of all that it counts for.

    So a flat amount, a least and a most are of the order, not of each good. Nobody pays more than the goods cost.
    """
    gross = [0] * len(bases)
    for rate in {one.pk: one for one in rates}.values():
        places = [place for place, one in enumerate(rates) if one.pk == rate.pk]
        theirs = [bases[place] for place in places]
        asked = min(gross_fee(sum(theirs), rate), sum(theirs))
        for place, share in zip(places, share_by_largest_remainder(asked, theirs), strict=True):
            gross[place] = share
    return gross


def charges_of(bases: Sequence[int], rates: Sequence[FeeRate], *, relief: Relief, vat_percent: int) -> list[Charge]:
    """The fee of every good of one order, given what was taken for each and the rate that counts for it."""
    gross = gross_shares(bases, rates)
    relieved = share_by_largest_remainder(sum(gross) * relief.percent // 100, gross)
    net = [asked - borne for asked, borne in zip(gross, relieved, strict=True)]
    vat = share_by_largest_remainder(vat_within(sum(net), vat_percent), net)
    taxed = relieved if relief.kind == FeeFunder.PROGRAMME else [0] * len(relieved)
    relieved_vat = share_by_largest_remainder(vat_within(sum(taxed), vat_percent), taxed)
    return [Charge(*facts) for facts in zip(rates, bases, gross, relieved, vat, relieved_vat, strict=True)]


def vat_within(amount_vnd: int, percent: int) -> int:
    """The tax that an amount contains, halves rounded up: 8 % of the price without it are 8/108 of the whole."""
    return (2 * amount_vnd * percent + 100 + percent) // (2 * (100 + percent))
