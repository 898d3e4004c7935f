"""What the books must say of the lives of orders, worked out a second time from the rules alone.

Plain Python that calls nothing of the market: whole đồng, halves rounded up, a sum shared by the largest remainder. It
is told what happened and keeps, for every order and account, what was added (above zero) or taken off.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

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
REFUNDS, UNKNOWN, FEES, FEE_TAX, INTEREST, VAT, PIT = (
    "refunds", "unknown", "fees", "fee-tax", "interest", "tax:vat", "tax:pit",
)  # fmt: skip


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
    last_vnd: int = 0
    owed_back: int = 0
    booked_back: int = 0
    earned: bool = False
    charged: Counter = field(default_factory=Counter)
    taxed: list["TaxedLine"] = field(default_factory=list)

    @property
    def total_vnd(self) -> int:
        """What the buyer pays."""
        goods = sum(line.base for line in self.lines)
        off = sum(one.vnd for one in self.supports if not one.for_shipping)
        return goods - off + self.shipping_vnd + self.buyer_fee_vnd


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


class Reference:
    """All that happened so far, as the books must have it."""

    def __init__(self, law: Law, *, held: str) -> None:
        self.law, self.held = law, held
        self.net: Counter[tuple[str, str]] = Counter()
        """What each subject added to each account."""
        self.due: Counter[str] = Counter()
        self.aside: Counter[str] = Counter()
        self.sales: defaultdict[str, list[tuple[datetime, int]]] = defaultdict(list)
        self.columns: Counter[tuple[str, date, str]] = Counter()
        """Shop, month and column of its statement."""
        self.revenue: Counter[tuple[str, int]] = Counter()
        self.months: Counter[tuple[date, str, str, str]] = Counter()
        """Month, shop, class of goods, and base, vat or pit."""
        self.came = 0

    def move(self, subject: str, debit: str, credit: str, amount: int, *, at: datetime, column: str = "") -> None:
        for account, signed in ((debit, -amount), (credit, amount)):
            self.net[subject, account] += signed
            if account.endswith(":due"):
                shop = account.split(":")[1]
                self.due[shop] += signed
                self.columns[shop, at.date().replace(day=1), column] += signed

    # What happens to an order

    def pays(self, life: Life, into: str, *, at: datetime) -> None:
        """The deposit where one is asked and has not come, else all that is missing; into no account of the books when
        it goes to the shop's own.
        """
        is_deposit = life.deposit_vnd > 0 and not life.received
        amount = life.deposit_vnd if is_deposit else life.total_vnd - life.received
        life.received += amount
        life.last_vnd = amount
        if into:
            life.booked += amount
            life.came_into = into
            self.came += amount
            self.move(life.code, into, pending(life.shop), amount, at=at)

    def promises(self, life: Life, amount: int, *, at: datetime) -> Back:
        """Money is owed back; of a completed sale its part of everything else goes back, too."""
        before = life.received - life.owed_back
        booked = min(amount, life.booked - life.booked_back)
        life.owed_back += amount
        life.booked_back += booked
        account = due(life.shop) if life.earned else pending(life.shop)
        self.move(life.code, account, REFUNDS, booked, at=at, column="back")
        if life.earned:
            self._takes_back(life, kept=before - amount, before=before, at=at)
        return Back(amount, booked, at.date())

    def sends_back(self, life: Life, back: Back, *, at: datetime) -> None:
        """It went back the way it came; late with interest, which the market pays for what it pays."""
        own_hands = life.came_into == f"cash:seller:{life.shop.code}"
        if own_hands:
            self.move(life.code, REFUNDS, due(life.shop), back.booked, at=at, column="back")
            return
        out_of = life.came_into if life.came_into.startswith("gateway:") else self.held
        self.move(life.code, REFUNDS, out_of, back.booked, at=at)
        days = (at.date() - back.on).days - REFUND_DAYS
        if days > 0 and back.booked:
            interest = half_up(back.amount * INTEREST_PERCENT, days, 100 * 365)
            self.move(life.code, INTEREST, self.held, interest, at=at)

    def completes(self, life: Life, *, at: datetime) -> None:
        life.earned = True
        kept, total = life.received - life.owed_back, life.total_vnd
        mine, subject = due(life.shop), life.code
        before = self.due[life.shop.code]
        booked = life.booked - life.booked_back
        shipping = min(life.shipping_vnd, booked)
        self.move(subject, pending(life.shop), mine, booked - shipping, at=at, column="gross")
        self.move(subject, pending(life.shop), mine, shipping, at=at, column="shipping")
        support = 0
        for one in life.supports:
            amount = half_up(one.vnd, kept, total)
            support += 0 if one.for_shipping else amount
            self._charges(life, "support", one.account, mine, amount, at=at)
        buyer_fee = half_up(life.buyer_fee_vnd, kept, total)
        self._charges(life, "buyer fee", mine, FEES, buyer_fee, at=at)
        net, vat, relieved, relieved_vat, bearer = self.fee_of(life)
        for kind, who, to, amount in (
            ("fee", mine, FEES, net - vat),
            ("fee tax", mine, FEE_TAX, vat),
            ("relief", bearer, FEES, relieved - relieved_vat),
            ("relief tax", bearer, FEE_TAX, relieved_vat),
        ):
            self._charges(life, kind, who, to, half_up(amount, kept, total), at=at)
        self._taxes(life, max(booked - shipping - buyer_fee + support, 0), at=at)
        own_hands = f"cash:seller:{life.shop.code}"
        if life.came_into == own_hands:
            self.move(subject, mine, own_hands, life.last_vnd, at=at, column="cash")
        self.sales[life.shop.code].append((at, self.due[life.shop.code] - before))

    def _charges(self, life: Life, kind: str, debit: str, credit: str, amount: int, *, at: datetime) -> None:
        if amount:
            life.charged[kind, debit, credit] += amount
            self.move(life.code, debit, credit, amount, at=at, column="support" if kind == "support" else "fee")

    def _takes_back(self, life: Life, *, kept: int, before: int, at: datetime) -> None:
        for (kind, debit, credit), amount in list(life.charged.items()):
            back = amount - half_up(amount, kept, before)
            life.charged[kind, debit, credit] -= back
            self.move(life.code, credit, debit, back, at=at, column="support" if kind == "support" else "fee")
        if not life.taxed:
            return
        base = sum(line.base for line in life.taxed)
        returned = base - half_up(base, kept, before)
        for line, part in zip(life.taxed, shared(returned, [line.base for line in life.taxed]), strict=True):
            line.base -= part
            vat, pit = line.tax(0, line.base) - line.vat, line.tax(1, line.base) - line.pit
            self._books_tax(life, line, -part, vat, pit, at=at)

    def _taxes(self, life: Life, base: int, *, at: datetime) -> None:
        shop, day = life.shop, at.date()
        if shop.kind not in WITHHELD_KINDS:
            return
        mode = self.law.mode(day)
        over = self.revenue[shop.code, day.year] + base > self.law.threshold_vnd
        is_taxed = mode == "always" or (mode == "above_threshold" and over)
        parts = shared(base, [line.base for line in life.lines]) if base else [0] * len(life.lines)
        for line, part in zip(life.lines, parts, strict=True):
            since, until = shop.produce.get(line.category, (date.max, date.max))
            tax_class = "raw_own_produce" if since <= day < until else self.law.tax_class(line.category, day)
            taxed = TaxedLine(tax_class, part, is_taxed)
            life.taxed.append(taxed)
            self._books_tax(life, taxed, part, taxed.tax(0, part), taxed.tax(1, part), at=at)

    def _books_tax(self, life: Life, line: TaxedLine, base: int, vat: int, pit: int, *, at: datetime) -> None:
        line.vat, line.pit = line.vat + vat, line.pit + pit
        self.revenue[life.shop.code, at.year] += base
        month = at.date().replace(day=1)
        for account, amount, name in ((VAT, vat, "vat"), (PIT, pit, "pit")):
            self.move(life.code, due(life.shop), account, amount, at=at, column="tax")
            self.months[month, life.shop.code, line.tax_class, name] += amount
        self.months[month, life.shop.code, line.tax_class, "base"] += base

    def fee_of(self, life: Life) -> tuple[int, int, int, int, str]:
        """What the shop pays with the tax in it, that tax, what another bears, the tax in that, and who bears it."""
        by_row: Counter[FeeRow] = Counter()
        for line in life.lines:
            row = self._fee_row(life, line)
            if row is not None:
                by_row[row] += line.base
        gross = 0
        for row, base in by_row.items():
            asked = max(half_up(base, row.basis_points, 10_000) + row.flat, row.least)
            gross += min(asked, base, asked if row.most is None else row.most)
        relief = None
        if life.shop.kind in {"cooperative", "cooperative_group"}:
            relief = ([one for one in self.law.reliefs if one.since <= life.placed_on] or [None])[-1]
        relieved = gross * relief.percent // 100 if relief else 0
        percent = self.law.vat_percent(life.placed_on)
        net = gross - relieved
        relieved_vat = half_up(relieved, percent, 100 + percent) if relief and not relief.is_markets else 0
        return net, half_up(net, percent, 100 + percent), relieved, relieved_vat, relief.account if relief else ""

    def _fee_row(self, life: Life, line: Sold) -> FeeRow | None:
        branch = [*self.law.branches[line.category], ""]
        in_force: dict[tuple[str, str], FeeRow] = {}
        for row in sorted(self.law.fees, key=lambda row: row.since):
            if row.since <= life.placed_on and row.kind in {"", life.shop.kind} and row.category in branch:
                in_force[row.kind, row.category] = row
        nearest = sorted(in_force.values(), key=lambda row: (branch.index(row.category), row.kind == ""))
        return nearest[0] if nearest else None

    # Money on the market's account that is no order's yet

    def keeps(self, subject: str, amount: int, *, at: datetime) -> None:
        self.came += amount
        self.move(subject, self.held, UNKNOWN, amount, at=at)

    def explains(self, subject: str, amount: int, *, at: datetime) -> None:
        """What was kept aside is an order's: whoever says so enters it as what it is."""
        self.came -= amount
        self.move(subject, UNKNOWN, self.held, amount, at=at)

    def owes_sender(self, subject: str, amount: int, *, was_kept: bool, at: datetime) -> None:
        self.came += 0 if was_kept else amount
        self.move(subject, UNKNOWN if was_kept else self.held, REFUNDS, amount, at=at)

    def sent_to_sender(self, subject: str, amount: int, *, at: datetime) -> None:
        self.move(subject, REFUNDS, self.held, amount, at=at)

    # Paying out

    def owed(self, shop: str) -> int:
        return self.due[shop] - self.aside[shop]

    def payable(self, shops: Iterable[Shop], *, at: datetime) -> dict[str, int]:
        """Who is paid how much now: all but what sales of the last days brought, nobody less than the least."""
        found = {}
        for shop in shops:
            fresh = sum(max(net, 0) for sold_at, net in self.sales[shop.code] if sold_at > at - HOLD)
            amount = self.owed(shop.code) - fresh
            if shop.is_payable and amount >= LEAST_VND:
                found[shop.code] = amount
        return found

    def sets_aside(self, amounts: dict[str, int]) -> None:
        self.aside.update(amounts)

    def frees(self, shop: str, amount: int) -> None:
        self.aside[shop] -= amount

    def paid_out(self, subject: str, shop: str, amount: int, *, at: datetime) -> None:
        self.aside[shop] -= amount
        self.move(subject, f"seller:{shop}:due", self.held, amount, at=at, column="paid out")


def pending(shop: Shop) -> str:
    return f"seller:{shop.code}:pending"


def due(shop: Shop) -> str:
    return f"seller:{shop.code}:due"
