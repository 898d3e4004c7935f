"""What may happen to an order, drawn at random: who sells what to whom for how much, and what happens on which day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.money.facts import FeeRow, Law, Life, Paid, Relief, Shop, Sold

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST, LAST = date(2026, 10, 1), date(2027, 1, 10)
"""Orders are placed between: the fee changes, the tax on it changes with the year, withholding changes with months."""
STAGES = ("place", "pay", "let go", "complete", "promise", "send back", "pay out")
"""The hours of a day, in this order."""

MARKET, PROGRAMME = "funder:market:cho-phien", "funder:programme:chuong-trinh-mtqg-1719"
OTHER_PROGRAMME = "funder:programme:tinh-ha-giang"
GATEWAY, CARRIER = "gateway:vnpay", "cash:carrier:ghn"
LONG_AGO = date(2025, 1, 1)
MARKET_DAY, DAYS_OF_A_WEEK = 7, 7
"""On Sundays the till of the cash point is open."""

LAW = Law(
    fees=(
        FeeRow(date(2026, 7, 1), 500),
        FeeRow(date(2026, 11, 16), 650, flat=1_000, least=2_000, most=60_000),
        FeeRow(date(2026, 7, 1), 300, kind="cooperative", least=1_500),
        FeeRow(date(2026, 10, 20), 200, category="mat-ong", flat=500),
        FeeRow(date(2026, 12, 1), 150, category="do-uong", most=20_000),
        FeeRow(date(2026, 12, 20), 0, kind="individual"),
    ),
    reliefs=(
        Relief(date(2026, 7, 1), 50, PROGRAMME, is_markets=False),
        Relief(date(2026, 12, 1), 35, MARKET, is_markets=True),
    ),
    fee_vat=((date(2025, 7, 1), 8), (date(2027, 1, 1), 10)),
    modes=(
        (date(2025, 7, 1), "always"),
        (date(2026, 12, 1), "above_threshold"),
        (date(2027, 1, 1), "off"),
        (date(2027, 1, 16), "always"),
    ),
    threshold_vnd=25_000_000,
    classes={
        "mat-ong": [(LONG_AGO, "goods")],
        "che": [(LONG_AGO, "goods")],
        "nuoc-ep": [(LONG_AGO, "goods")],
        "du-lich-cong-dong": [(LONG_AGO, "service")],
        "may-tre-dan": [(LONG_AGO, "goods"), (date(2026, 11, 1), "transport_or_production")],
        "tho-cam": [(LONG_AGO, "goods"), (date(2026, 11, 10), "other")],
        "hang-la": [(LONG_AGO, "unknown")],
    },
    branches={
        "mat-ong": ["mat-ong"],
        "che": ["che"],
        "nuoc-ep": ["nuoc-ep", "do-uong"],
        "du-lich-cong-dong": ["du-lich-cong-dong"],
        "may-tre-dan": ["may-tre-dan"],
        "tho-cam": ["tho-cam"],
        "hang-la": ["hang-la"],
    },
)
"""Rules that the market has, and some that it may get, so that every kind of change falls into some order's life."""

KINDS = ("individual", "household_business", "household_business", "cooperative", "cooperative_group", "enterprise")


def at(day: date, stage: str) -> datetime:
    """The moment of a stage of a day in Vietnam."""
    return datetime.combine(day, time(9 + STAGES.index(stage)), VIETNAM)


@dataclass(frozen=True)
class Happening:
    """Something that happens to an order: on which day, at which hour, what, and how much it is about."""

    day: date
    stage: str
    what: str
    vnd: int = 0
    into: str = ""
    part: str = ""
    """For what money goes back: a line, the shipping, both, or nothing said."""


@dataclass
class Plan:
    """One order's life, as it will come."""

    life: Life
    method: str
    """cod or vietqr."""
    to_seller: bool
    happenings: list[Happening] = field(default_factory=list)
    in_cash: bool = False
    """What comes last of it is cash, and in the market's hands: what goes back can be fetched."""

    def __str__(self) -> str:
        story = "; ".join(f"{one.day} {one.what} {one.part} {one.vnd or ''}{one.into}" for one in self.happenings)
        return f"{self.life.code} ({self.life.shop.kind}): {story}\n{self.life}"


def draw_shops(draw: Random, codes: Sequence[str]) -> list[Shop]:
    """Shops of all kinds; some without an account of their own, some that grow what they sell."""
    shops = []
    for number, code in enumerate(codes):
        produce = {}
        if draw.random() < 0.5:
            since = FIRST + timedelta(days=draw.randrange(60))
            produce["mat-ong"] = (since, since + timedelta(days=draw.randrange(10, 120)))
        shops.append(Shop(code, KINDS[number % len(KINDS)], is_payable=draw.random() < 0.85, produce=produce))
    return shops


def draw_plan(draw: Random, shop: Shop, code: str) -> Plan:
    """A life: some ways and happenings more often than others, all of them often enough."""
    placed = FIRST + timedelta(days=draw.randrange((LAST - FIRST).days + 1))
    life = _sale(draw, shop, code, placed)
    way = draw.choices(tuple(_WAYS), tuple(_WAYS.values()))[0]
    plan = Plan(life, "cod" if way in {"own cash", "carrier"} else "vietqr", to_seller=way == "own account")
    plan.happenings.append(Happening(placed, "place", "place"))
    {
        "market": _by_transfer,
        "bank": _by_the_banks_word,
        "gateway": _by_transfer,
        "till": _at_a_till,
        "own account": _by_transfer,
        "own cash": _on_delivery,
        "carrier": _on_delivery,
        "deposit": _with_deposit,
    }[way](draw, plan, {"gateway": GATEWAY, "own account": "", "carrier": CARRIER}.get(way, way))
    return plan


_WAYS = {
    "market": 47, "bank": 5, "gateway": 8, "till": 3, "own cash": 15, "carrier": 10, "own account": 7, "deposit": 5,
}  # fmt: skip


def _sale(draw: Random, shop: Shop, code: str, placed: date) -> Life:
    lines = []
    for category in draw.sample(sorted(LAW.classes), draw.choice((1, 1, 1, 2, 3))):
        vnd = draw.choice(
            (draw.randrange(1_000, 60_000), draw.randrange(20_000, 900_000), draw.randrange(1, 30) * 50_000)
        )
        own_cut = draw.randrange(vnd // 2) if draw.random() < 0.1 else 0
        lines.append(Sold(category, vnd, own_cut))
    supports = []
    left = [line.base for line in lines]
    for account, share in ((MARKET, 0.15), (PROGRAMME, 0.15), (OTHER_PROGRAMME, 0.1)):
        for place in range(len(lines)):
            if draw.random() < share:
                supports.append(Paid(place, account, draw.randrange(1, left[place] // 2), for_shipping=False))
                left[place] -= supports[-1].vnd
    shipping = draw.choice((0, 18_000, draw.randrange(10_000, 80_000)))
    if shipping and draw.random() < 0.15:
        supports.append(Paid(0, draw.choice((MARKET, PROGRAMME)), draw.randrange(1, shipping + 1), for_shipping=True))
        shipping -= supports[-1].vnd
    return Life(
        code=code,
        shop=shop,
        placed_on=placed,
        lines=lines,
        supports=supports,
        shipping_vnd=shipping,
        buyer_fee_vnd=draw.choice((0, 0, 0, 2_000, 4_999)),
    )


def _add(plan: Plan, day: date, stage: str, what: str, vnd: int = 0, into: str = "", part: str = "") -> None:
    plan.happenings.append(Happening(day, stage, what, vnd, into, part))


def _promised(draw: Random, plan: Plan, day: date, left: int) -> int:
    """Some of what is left goes back: of one of the goods, of the shipping, of both, of anything, or all of it."""
    part = draw.choice(("line", "line", "shipping", "both", "", ""))
    most = {"line": max(one.base for one in plan.life.lines), "shipping": plan.life.shipping_vnd}.get(part, 0) or left
    vnd = left if draw.random() < 0.3 else draw.randint(1, min(most, left))
    _add(plan, day, "promise", "promise", vnd, part=part)
    _maybe_sent_back(draw, plan, day)
    return vnd


def _days(draw: Random, first: int, last: int) -> timedelta:
    return timedelta(days=draw.randint(first, last))


def _by_transfer(draw: Random, plan: Plan, into: str) -> None:
    """Paid at once, or let go; then cancelled or completed."""
    into = "held" if into == "market" else into
    if draw.random() < 0.08:
        gone = plan.life.placed_on + _days(draw, 0, 3)
        _add(plan, gone, "let go", "let go")
        if draw.random() < 0.4:  # the money comes too late, and is owed back at once
            late = gone + _days(draw, 1, 5)
            _add(plan, late, "pay", "pay late", into=into)
            _maybe_sent_back(draw, plan, late)
        return
    paid = plan.life.placed_on + _days(draw, 0, 2)
    _add(plan, paid, "pay", "pay", into=into)
    _after_paying(draw, plan, paid, plan.life.total_vnd)


def _at_a_till(draw: Random, plan: Plan, _into: str) -> None:
    """In cash on the next market day, what was to be transferred."""
    placed = plan.life.placed_on
    paid = _market_day(placed)
    if paid > placed and draw.random() < 0.08:
        _add(plan, placed, "let go", "let go")
        return
    plan.in_cash = True
    _add(plan, paid, "pay", "pay at till", plan.life.total_vnd)
    _after_paying(draw, plan, paid, plan.life.total_vnd)


def _on_delivery(draw: Random, plan: Plan, into: str) -> None:
    into = f"cash:seller:{plan.life.shop.code}" if into == "own cash" else into
    if draw.random() < 0.08:
        _add(plan, plan.life.placed_on + _days(draw, 0, 5), "let go", "let go")
        return
    plan.in_cash = into == CARRIER
    done = plan.life.placed_on + _days(draw, 2, 9)
    _add(plan, done, "complete", "collect", into=into)
    _add(plan, done, "complete", "complete")
    _given_back(draw, plan, done, plan.life.total_vnd)


def _with_deposit(draw: Random, plan: Plan, _into: str) -> None:
    """A part by transfer or through a gateway, the rest on delivery."""
    plan.life.deposit_vnd = draw.randrange(1, plan.life.total_vnd)
    paid = plan.life.placed_on + _days(draw, 0, 2)
    _add(plan, paid, "pay", "pay", into=draw.choice(("held", GATEWAY)))
    if draw.random() < 0.15:
        gone = paid + _days(draw, 0, 4)
        _add(plan, gone, "let go", "let go")
        _maybe_sent_back(draw, plan, gone)
        return
    done = paid + _days(draw, 2, 9)
    into = draw.choice((CARRIER, f"cash:seller:{plan.life.shop.code}"))
    plan.in_cash = into == CARRIER
    _add(plan, done, "complete", "collect", into=into)
    _add(plan, done, "complete", "complete")
    _given_back(draw, plan, done, plan.life.total_vnd)


def _by_the_banks_word(draw: Random, plan: Plan, _into: str) -> None:
    """The bank tells of the transfer: as awaited, too much, in parts, too late, twice, or without saying what for."""
    how = draw.choice(("exact", "over", "parts", "part", "late", "twice", "unknown"))
    if how == "part":
        _only_a_part_comes(draw, plan)
    elif how == "late":
        _comes_too_late(draw, plan)
    else:
        _comes(draw, plan, how)


def _only_a_part_comes(draw: Random, plan: Plan) -> None:
    day, part = plan.life.placed_on, draw.randrange(1, plan.life.total_vnd)
    _add(plan, day, "pay", "bank part", part)
    _add(plan, day + timedelta(days=1), "let go", "hold ends")
    _add(plan, day + timedelta(days=1), "promise", "part goes back", part)
    _maybe_to_sender(draw, plan, day + timedelta(days=2), part)


def _comes_too_late(draw: Random, plan: Plan) -> None:
    day = plan.life.placed_on
    _add(plan, day + timedelta(days=1), "let go", "hold ends")
    _add(plan, day + timedelta(days=2), "pay", "bank late", plan.life.total_vnd)
    _maybe_sent_back(draw, plan, day + timedelta(days=2))


def _comes(draw: Random, plan: Plan, how: str) -> None:
    total, paid = plan.life.total_vnd, plan.life.placed_on + _days(draw, 0, 1)
    if how == "parts":
        part = draw.randrange(1, total)
        _add(plan, paid, "pay", "bank part", part)
        paid += timedelta(days=1)
        _add(plan, paid, "pay", "bank rest", total - part)
    elif how == "over":
        surplus = draw.randrange(1, 90_000)
        _add(plan, paid, "pay", "bank over", surplus)
        _maybe_to_sender(draw, plan, paid + timedelta(days=1), surplus)
    else:
        _add(plan, paid, "pay", "bank exact", total)
    if how == "twice":
        _add(plan, paid + timedelta(days=1), "pay", "bank twice", total)
        _maybe_to_sender(draw, plan, paid + timedelta(days=2), total)
    if how == "unknown":
        amount = draw.randrange(1, 500_000)
        _add(plan, paid, "pay", "bank unknown", amount)
        if draw.random() < 0.5:
            _add(plan, paid + _days(draw, 1, 9), "promise", "unknown goes back", amount)
            _maybe_to_sender(draw, plan, paid + timedelta(days=10), amount)
    _after_paying(draw, plan, paid, total)


def _maybe_to_sender(draw: Random, plan: Plan, first: date, vnd: int) -> None:
    if draw.random() < 0.5:
        _add(plan, first + _days(draw, 0, 20), "send back", "to sender", vnd)


def _after_paying(draw: Random, plan: Plan, paid: date, total: int) -> None:
    if draw.random() < 0.08:  # cancelled before it was completed: all of it is owed back
        gone = paid + _days(draw, 0, 4)
        _add(plan, gone, "let go", "let go")
        _maybe_sent_back(draw, plan, gone)
        return
    left = total
    if draw.random() < 0.08 and total > 1:  # a part is given back before
        left -= _promised(draw, plan, paid + _days(draw, 0, 2), total - 1)
    done = paid + _days(draw, 3, 9)
    _add(plan, done, "complete", "complete")
    _given_back(draw, plan, done, left)


def _given_back(draw: Random, plan: Plan, done: date, left: int) -> None:
    """After completion: nothing, a part or several, or everything; in the same month or in later ones."""
    day = done
    for _part in range(draw.choices((0, 1, 2, 3), (68, 22, 7, 3))[0]):
        if not left:
            return
        day += _days(draw, 1, 35)
        left -= _promised(draw, plan, day, left)


def _maybe_sent_back(draw: Random, plan: Plan, promised: date) -> None:
    """By whoever has it; three in ten buyers who paid in cash fetch it on a market day."""
    if draw.random() >= 0.85:
        return
    day = promised + _days(draw, 1, 45)
    if plan.in_cash and draw.random() < 0.3:
        _add(plan, _market_day(day), "send back", "fetched")
    else:
        _add(plan, day, "send back", "send back")


def _market_day(day: date) -> date:
    """This day or the next on which the till is open."""
    return day + timedelta(days=(MARKET_DAY - day.isoweekday()) % DAYS_OF_A_WEEK)
