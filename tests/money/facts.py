"""What the lives of orders are reckoned with: the rules, who sells, what was sold and what became of it.

Plain Python that calls nothing of the market: whole đồng, halves rounded up, a sum shared by the largest remainder.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

WITHHELD_KINDS = {"individual", "household_business"}
RATES = {
    "goods": (100, 50),
    "service": (500, 200),
    "transport_or_production": (300, 150),
    "other": (200, 100),
    "unknown": (500, 200),
    "raw_own_produce": (0, 0),
}
"""VAT and income tax in basis points; of an unknown class the highest."""
HOLD, LEAST_VND, REFUND_DAYS, INTEREST_PERCENT = timedelta(days=3), 10_000, 30, 10
NOTE = 1_000
"""The smallest that a till gives."""
REFUNDS, UNKNOWN, FEES, FEE_TAX, INTEREST, INTEREST_OWED, VAT, PIT = (
    "refunds", "unknown", "fees", "fee-tax", "interest", "interest-owed", "tax:vat", "tax:pit",
)  # fmt: skip
CASH_ROUNDING = "cash-rounding"
Part = int | str
SHIPPING, BUYER_FEE = "shipping", "buyer fee"
"""What a buyer pays for beside the goods of an order, which go by their place."""


def half_up(amount: int, part: int, whole: int) -> int:
    """`amount` × `part` / `whole`, half a đồng rounded up."""
    return (2 * amount * part + whole) // (2 * whole)


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """By the largest remainder, the earlier one first; all alike where all weights are zero."""
    weights = list(weights) if sum(weights) else [1] * len(weights)
    shares = [total * weight // sum(weights) for weight in weights]
    rests = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % sum(weights)))
    for place in rests[: total - sum(shares)]:
        shares[place] += 1
    return shares


@dataclass(frozen=True)
class FeeRow:
    """A fee for a kind of shop (or all) and a branch of goods (or all) from a day on, until a later row of the same."""

    since: date
    basis_points: int
    kind: str = ""
    category: str = ""
    flat: int = 0
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Relief:
    """From a day on somebody else bears so many per cent of the fee of cooperatives."""

    since: date
    percent: int
    account: str
    is_markets: bool


@dataclass(frozen=True)
class Law:
    """The dated rules that a run of lives goes by."""

    fees: Sequence[FeeRow]
    reliefs: Sequence[Relief]
    fee_vat: Sequence[tuple[date, int]]
    modes: Sequence[tuple[date, str]]
    threshold_vnd: int
    classes: dict[str, Sequence[tuple[date, str]]]
    """Of each category: from a day on, its class."""
    branches: dict[str, Sequence[str]]
    """Of each category: itself, then what it is a part of."""

    def vat_percent(self, day: date) -> int:
        return _latest(self.fee_vat, day)

    def mode(self, day: date) -> str:
        return _latest(self.modes, day)

    def tax_class(self, category: str, day: date) -> str:
        return _latest(self.classes[category], day)


def _latest(rows: Sequence[tuple[date, object]], day: date):
    return [what for since, what in rows if since <= day][-1]


@dataclass(frozen=True)
class Shop:
    code: str
    kind: str
    is_payable: bool
    """It has a confirmed account of its own."""
    produce: dict[str, tuple[date, date]] = field(default_factory=dict)
    """What it declared to have grown itself: from a day until before another."""


@dataclass(frozen=True)
class Sold:
    category: str
    vnd: int
    own_cut: int
    """What the shop itself took off."""

    @property
    def base(self) -> int:
        return self.vnd - self.own_cut


@dataclass(frozen=True)
class Paid:
    """What somebody else pays towards the sale, for one line of it."""

    line: int
    account: str
    vnd: int
    for_shipping: bool


@dataclass
class Life:
    """An order: what was sold for how much, and where it stands."""

    code: str
    shop: Shop
    placed_on: date
    lines: Sequence[Sold]
    supports: Sequence[Paid]
    shipping_vnd: int
    """What the buyer pays of it."""
    buyer_fee_vnd: int
    deposit_vnd: int = 0
    received: int = 0
    booked: int = 0
    came_into: str = ""
    deposit_into: str = ""
    last_vnd: int = 0
    owed_back: int = 0
    booked_back: int = 0
    shipping_back: int = 0
    earned: bool = False
    earned_in: int = 0
    """The year in which it was completed: what comes back later is of that year's revenue."""
    charged: Counter = field(default_factory=Counter)
    taxed: list["TaxedLine"] = field(default_factory=list)
    elsewhere: int = 0
    paid: dict[Part, int] = field(init=False)
    """What the buyer pays for what: the goods by their place, shipping, the market's fee."""
    kept: dict[Part, int] = field(init=False)
    """What of it was not promised back."""

    def __post_init__(self) -> None:
        off = Counter({one.line: 0 for one in self.supports})
        for one in self.supports:
            off[one.line] += 0 if one.for_shipping else one.vnd
        goods: dict[Part, int] = {place: line.base - off[place] for place, line in enumerate(self.lines)}
        self.paid = goods | {SHIPPING: self.shipping_vnd, BUYER_FEE: self.buyer_fee_vnd}
        self.kept = dict(self.paid)

    @property
    def total_vnd(self) -> int:
        """What the buyer pays."""
        return sum(self.paid.values())

    @property
    def has_cash_at_the_market(self) -> bool:
        """It was paid in cash that a carrier or a till took for the market: no bank has told it the buyer's account."""
        return self.came_into.startswith("cash:") and self.came_into != f"cash:seller:{self.shop.code}"

    def part(self, amount: int, place: Part) -> int:
        """The part of an amount that goes with what is kept of that part. What cost the buyer nothing: of the goods it
        goes with all goods, of the shipping it stays.
        """
        paid, kept = self.paid, self.kept
        if paid[place]:
            return half_up(amount, kept[place], paid[place])
        goods = sum(paid[one] for one in range(len(self.lines)))
        if place == SHIPPING or not goods:
            return amount
        return half_up(amount, sum(kept[one] for one in range(len(self.lines))), goods)

    def goes_back(self, amount: int, said: dict[Part, int]) -> dict[Part, int]:
        """For what so much goes back: as it was said, the rest of the goods in the proportion of what is left of them,
        then of the market's fee, and of the shipping last.
        """
        left = {place: vnd - said.get(place, 0) for place, vnd in self.kept.items()}
        rest = amount - sum(said.values())
        places = list(range(len(self.lines)))
        of_goods = min(rest, sum(left[place] for place in places))
        back = dict(zip(places, shared(of_goods, [left[place] for place in places]), strict=True)) if of_goods else {}
        of_fee = min(rest - of_goods, left[BUYER_FEE])
        back |= {BUYER_FEE: of_fee, SHIPPING: rest - of_goods - of_fee}
        return {place: back.get(place, 0) + said.get(place, 0) for place in left}


@dataclass
class TaxedLine:
    tax_class: str
    base: int
    is_taxed: bool
    vat: int = 0
    pit: int = 0

    def tax(self, place: int, base: int) -> int:
        return half_up(base, RATES[self.tax_class][place], 10_000) if self.is_taxed else 0


@dataclass(frozen=True)
class Back:
    """Money promised to a buyer: how much of it stands in the books, and on which day."""

    amount: int
    booked: int
    on: date
    shipping: int = 0
    """Of what stands in the books: for the shipping."""
    by_shop: bool = False
    """What it gives back lies in the shop's own hands."""
    out_of: str = ""
    """The gateway's account that took it; of all else nothing."""
