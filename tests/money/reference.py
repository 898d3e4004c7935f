"""What the books must say of the lives of orders, worked out a second time from the rules alone.

Plain Python that calls nothing of the market. It is told what happened and keeps, for every order and account, what was
added (above zero) or taken off.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from tests.money.facts import (
    BUYER_FEE,
    CASH_ROUNDING,
    FEE_TAX,
    FEES,
    HOLD,
    INTEREST,
    INTEREST_OWED,
    INTEREST_PERCENT,
    LEAST_VND,
    NOTE,
    PIT,
    REFUND_DAYS,
    REFUNDS,
    SHIPPING,
    UNKNOWN,
    VAT,
    WITHHELD_KINDS,
    Back,
    FeeRow,
    Law,
    Life,
    Part,
    Shop,
    Sold,
    TaxedLine,
    half_up,
    shared,
)


class Reference:
    """All that happened so far, as the books must have it."""

    def __init__(self, law: Law, *, held: str) -> None:
        self.law, self.held = law, held
        self.net: Counter[tuple[str, str]] = Counter()
        """What each subject added to each account."""
        self.due: Counter[str] = Counter()
        self.aside: Counter[str] = Counter()
        self.sales: defaultdict[str, list[tuple[datetime, int, str]]] = defaultdict(list)
        self.brought: Counter[str] = Counter()
        """What each order brought its shop, all in all."""
        self.columns: Counter[tuple[str, date, str]] = Counter()
        """Shop, month and column of its statement."""
        self.revenue: Counter[tuple[str, int]] = Counter()
        """What the market collected, by shop and year; and what came to the shop itself."""
        self.elsewhere: Counter[tuple[str, int]] = Counter()
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
                self.brought[subject] += signed

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
            life.deposit_into = into if is_deposit else life.deposit_into
            self.came += amount
            self.move(life.code, into, pending(life.shop), amount, at=at)

    def promises(self, life: Life, amount: int, said: dict[Part, int] | None = None, *, at: datetime) -> list[Back]:
        """Money is owed back; of a completed sale all else that goes with what it is for goes back, too. What a
        gateway took goes back first, then what else came to the market, and what the shop has in its own hands by
        itself.
        """
        back = life.goes_back(amount, said or {})
        life.kept = {place: vnd - back[place] for place, vnd in life.kept.items()}
        booked = min(amount, life.booked - life.booked_back)
        shipping = min(back[SHIPPING], booked)
        life.owed_back += amount
        life.booked_back += booked
        life.shipping_back += back[SHIPPING]
        account = due(life.shop) if life.earned else pending(life.shop)
        self.move(life.code, account, REFUNDS, booked - shipping, at=at, column="back")
        self.move(life.code, account, REFUNDS, shipping, at=at, column="shipping_back")
        if life.earned:
            self._charges(life, at=at)
            self._taxes_less(life, at=at)
        gateway, taken = taken_by_a_gateway(life)
        in_hands = life.last_vnd if life.came_into == own_hands(life) else 0
        parts, start = [], life.booked_back - booked
        for until, out_of in ((taken, gateway), (life.booked - in_hands, "")):
            first = min(booked, max(until - start, 0))
            of_it = min(shipping, first)
            parts.append(Back(first, first, at.date(), of_it, out_of=out_of))
            amount, booked, shipping, start = amount - first, booked - first, shipping - of_it, start + first
        parts.append(Back(amount, booked, at.date(), shipping, by_shop=bool(in_hands)))
        return [one for one in parts if one.amount]

    def sends_back(self, life: Life, back: Back, *, bare: bool, at: datetime) -> int:
        """It went back the way it came; late with interest, which the market pays for what it pays. A gateway gives
        none, and who sends it `bare` neither: then it is owed. Gives back how much of it is.
        """
        if back.by_shop:
            self.move(life.code, REFUNDS, due(life.shop), back.booked - back.shipping, at=at, column="back")
            self.move(life.code, REFUNDS, due(life.shop), back.shipping, at=at, column="shipping_back")
            return 0
        out_of = back.out_of or self.held
        self.move(life.code, REFUNDS, out_of, back.booked, at=at)
        interest, is_owed = late_interest(back, at=at), bare or out_of != self.held
        self.move(life.code, INTEREST, INTEREST_OWED if is_owed else self.held, interest, at=at)
        return interest if is_owed else 0

    def fetched(self, life: Life, backs: Sequence[Back], till: str, *, by: str, at: datetime) -> None:
        """The buyer fetched these at a till, `by` that code: with the interest of late ones, in notes."""
        sums = [back.booked + late_interest(back, at=at) for back in backs]
        self.move(life.code, REFUNDS, till, sum(back.booked for back in backs), at=at)
        self.move(life.code, INTEREST, till, sum(sums) - sum(back.booked for back in backs), at=at)
        self.move(by, CASH_ROUNDING, till, in_notes(sum(sums)) - sum(sums), at=at)

    def transfers_interest(self, life: Life, amount: int, *, at: datetime) -> None:
        """What was owed for days late went to the buyer by itself."""
        self.move(life.code, INTEREST_OWED, self.held, amount, at=at)

    def completes(self, life: Life, *, at: datetime) -> None:
        life.earned, life.earned_in = True, at.year
        mine, subject = due(life.shop), life.code
        booked = life.booked - life.booked_back
        shipping = min(life.kept[SHIPPING], booked)
        self.move(subject, pending(life.shop), mine, booked - shipping, at=at, column="gross")
        self.move(subject, pending(life.shop), mine, shipping, at=at, column="shipping")
        self._charges(life, at=at)
        self._taxes(life, at=at)
        if life.came_into == own_hands(life):
            self.move(subject, mine, own_hands(life), life.last_vnd, at=at, column="cash")
        self.sales[life.shop.code].append((at, self.brought[subject], subject))

    def _charges(self, life: Life, *, at: datetime) -> None:
        """What is charged, and what others pay, is that of what the buyer keeps: the difference moves."""
        mine = due(life.shop)
        wanted: Counter = Counter({("fee", mine, FEES, "buyer"): life.kept[BUYER_FEE]})
        for one in life.supports:
            place = SHIPPING if one.for_shipping else one.line
            wanted["support", one.account, mine, place == SHIPPING] += life.part(one.vnd, place)
        for place, (net, vat, relieved, relieved_vat, bearer) in enumerate(self.fees_of(life)):
            wanted["fee", mine, FEES, ""] += life.part(net - vat, place)
            wanted["fee", mine, FEE_TAX, ""] += life.part(vat, place)
            wanted["relief", bearer, FEES, ""] += life.part(relieved - relieved_vat, place)
            wanted["relief", bearer, FEE_TAX, ""] += life.part(relieved_vat, place)
        for what, amount in wanted.items():
            column, debit, credit, _why = what
            if amount != life.charged[what]:
                self.move(life.code, debit, credit, amount - life.charged[what], at=at, column=column)
        life.charged = wanted

    def _bases(self, life: Life) -> list[int]:
        """What the market collected for each of the goods and the buyer keeps paying, with what others add to it."""
        goods = [life.kept[place] for place in range(len(life.lines))]
        booked = life.booked - life.booked_back - life.kept[SHIPPING] - life.kept[BUYER_FEE]
        collected = min(max(booked, 0), sum(goods))
        bases = shared(collected, goods) if collected else [0] * len(goods)
        for one in life.supports:
            bases[one.line] += 0 if one.for_shipping else life.part(one.vnd, one.line)
        return bases

    def _counts_elsewhere(self, life: Life, bases: Sequence[int]) -> None:
        """What of the goods came to the shop itself is revenue, too: all that the buyer keeps paying for, and others
        add, but what the market collected.
        """
        places = range(len(life.lines))
        others = sum(life.part(one.vnd, one.line) for one in life.supports if not one.for_shipping)
        now = sum(life.kept[place] for place in places) + others - sum(bases)
        self.elsewhere[life.shop.code, life.earned_in] += now - life.elsewhere
        life.elsewhere = now

    def _taxes(self, life: Life, *, at: datetime) -> None:
        shop, day = life.shop, at.date()
        if shop.kind not in WITHHELD_KINDS:
            return
        bases = self._bases(life)
        self._counts_elsewhere(life, bases)
        mode = self.law.mode(day)
        known = self.revenue[shop.code, day.year] + self.elsewhere[shop.code, day.year]
        is_taxed = mode == "always" or (mode == "above_threshold" and known + sum(bases) > self.law.threshold_vnd)
        for line, base in zip(life.lines, bases, strict=True):
            since, until = shop.produce.get(line.category, (date.max, date.max))
            tax_class = "raw_own_produce" if since <= day < until else self.law.tax_class(line.category, day)
            taxed = TaxedLine(tax_class, base, is_taxed)
            life.taxed.append(taxed)
            self._books_tax(life, taxed, base, taxed.tax(0, base), taxed.tax(1, base), at=at)

    def _taxes_less(self, life: Life, *, at: datetime) -> None:
        """The tax of each line is that of what is left of it."""
        if not life.taxed:
            return
        bases = self._bases(life)
        self._counts_elsewhere(life, bases)
        for line, base in zip(life.taxed, bases, strict=True):
            less, line.base = line.base - base, base
            vat, pit = line.tax(0, base) - line.vat, line.tax(1, base) - line.pit
            self._books_tax(life, line, -less, vat, pit, at=at)

    def _books_tax(self, life: Life, line: TaxedLine, base: int, vat: int, pit: int, *, at: datetime) -> None:
        line.vat, line.pit = line.vat + vat, line.pit + pit
        self.revenue[life.shop.code, life.earned_in] += base
        month = at.date().replace(day=1)
        for account, amount, name in ((VAT, vat, "vat"), (PIT, pit, "pit")):
            self.move(life.code, due(life.shop), account, amount, at=at, column="tax")
            self.months[month, life.shop.code, line.tax_class, name] += amount
        self.months[month, life.shop.code, line.tax_class, "base"] += base

    def fees_of(self, life: Life) -> list[tuple[int, int, int, int, str]]:
        """Of each of the goods: what the shop pays with the tax in it, that tax, what another bears, the tax in that,
        and who bears it. The order's are shared: what a row asks by what was sold, the rest by what it is a part of.
        """
        rows = [self._fee_row(life, line) for line in life.lines]
        gross = [0] * len(rows)
        for row in {one for one in rows if one is not None}:
            places = [place for place, one in enumerate(rows) if one == row]
            bases = [life.lines[place].base for place in places]
            asked = max(half_up(sum(bases), row.basis_points, 10_000) + row.flat, row.least)
            asked = min(asked, sum(bases), asked if row.most is None else row.most)
            for place, part in zip(places, shared(asked, bases), strict=True):
                gross[place] = part
        relief = None
        if life.shop.kind in {"cooperative", "cooperative_group"}:
            relief = ([one for one in self.law.reliefs if one.since <= life.placed_on] or [None])[-1]
        relieved = shared(sum(gross) * relief.percent // 100, gross) if relief else [0] * len(gross)
        percent = self.law.vat_percent(life.placed_on)
        net = [asked - borne for asked, borne in zip(gross, relieved, strict=True)]
        vat = shared(half_up(sum(net), percent, 100 + percent), net)
        borne_vat = half_up(sum(relieved), percent, 100 + percent) if relief and not relief.is_markets else 0
        bearer = relief.account if relief else ""
        return list(zip(net, vat, relieved, shared(borne_vat, relieved), [bearer] * len(net), strict=True))

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
        """Who is paid how much now: all but what sales of the last days brought and is left of it, nobody less than the
        least.
        """
        amounts = {shop.code: self.payable_to(shop, at=at) for shop in shops if shop.is_payable}
        return {code: amount for code, amount in amounts.items() if amount >= LEAST_VND}

    def payable_to(self, shop: Shop, *, at: datetime) -> int:
        """Below zero it owes."""
        sales = self.sales[shop.code]
        fresh = (max(self.brought[code], 0) for sold_at, sold, code in sales if sold_at > at - HOLD and sold > 0)
        return self.owed(shop.code) - sum(fresh)

    def sets_aside(self, amounts: dict[str, int]) -> None:
        self.aside.update(amounts)

    def frees(self, shop: str, amount: int) -> None:
        self.aside[shop] -= amount

    def paid_out(self, subject: str, shop: str, amount: int, *, at: datetime) -> None:
        self.aside[shop] -= amount
        self.move(subject, f"seller:{shop}:due", self.held, amount, at=at, column="paid out")


def late_interest(back: Back, *, at: datetime) -> int:
    """What the market owes for days late; a shop's own business is not its."""
    days = (at.date() - back.on).days - REFUND_DAYS
    return half_up(back.amount * INTEREST_PERCENT, days, 100 * 365) if days > 0 and back.booked else 0


def in_notes(amount: int) -> int:
    """What is given of it in cash: no buyer gets less."""
    return (amount + NOTE - 1) // NOTE * NOTE


def to_fetch(life: Life, backs: Iterable[Back]) -> list[Back]:
    """What of this was paid in cash to the market, and neither a gateway nor the shop gives back."""
    return [one for one in backs if life.has_cash_at_the_market and not (one.out_of or one.by_shop)]


def pending(shop: Shop) -> str:
    return f"seller:{shop.code}:pending"


def taken_by_a_gateway(life: Life) -> tuple[str, int]:
    """Which gateway took how much of what stands in the books: all of it, the deposit alone, or nothing."""
    if life.came_into.startswith("gateway:"):
        return life.came_into, life.booked
    is_taken = life.deposit_into.startswith("gateway:")
    return (life.deposit_into, life.deposit_vnd) if is_taken else ("", 0)


def own_hands(life: Life) -> str:
    return f"cash:seller:{life.shop.code}"


def due(shop: Shop) -> str:
    return f"seller:{shop.code}:due"
