"""A seller's statement: what a month brought and took, read from the books, which are never changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from chophien.ledger.models import Transfer
from chophien.ledger.states import Step
from chophien.lib.dates import VIETNAM, local_date
from chophien.lib.errors import Sentence
from chophien.payments import chart
from chophien.settlement.states import Kind

POSTED = (Step.PLAIN, Step.POST)


@dataclass(frozen=True)
class Column:
    """One column of a statement: its word, how its amounts come about, and the kinds of the books that are in it.
    `less` says how, where more was taken off than given.
    """

    key: str
    name: Sentence
    how: Sentence
    kinds: frozenset[Kind]
    less: Sentence = ""

    def explained(self, amount_vnd: int) -> Sentence:
        """How this amount comes about; of more taken off than given, where that needs words of its own, those."""
        return self.less if amount_vnd < 0 and self.less else self.how


COLUMNS = (
    Column(
        "gross",
        _("Goods sold"),
        _("What buyers paid for your goods, once the order was completed."),
        frozenset({Kind.EARNED, Kind.OPENING}),
    ),
    Column(
        "shipping",
        _("Shipping that buyers paid"),
        _("It is yours: you pay the carrier when you hand the parcel over, or its fee is taken off here."),
        frozenset({Kind.EARNED_SHIPPING, Kind.CARRIER_FEE}),
    ),
    Column(
        "support",
        _("Paid by others"),
        _("Discounts that the market or a programme gave your buyers: they pay you the difference."),
        frozenset({Kind.SUPPORT, Kind.SUPPORT_BACK, Kind.SHIPPING_SUPPORT, Kind.SHIPPING_SUPPORT_BACK}),
        less=_("Buyers got money back: what the market or a programme had paid you for their discounts goes back too."),
    ),
    Column(
        "fee",
        _("The market's fee"),
        _("As it stood in the schedule when the order was placed, with its VAT. The order's page says how."),
        frozenset({Kind.FEE, Kind.FEE_BACK, Kind.FEE_TAX, Kind.FEE_TAX_BACK, Kind.BUYER_FEE, Kind.BUYER_FEE_BACK}),
    ),
    Column(
        "tax",
        _("Tax withheld"),
        _("VAT and income tax, paid to the state for you. Your page about tax says by which rate."),
        frozenset({Kind.VAT, Kind.VAT_BACK, Kind.PIT, Kind.PIT_BACK}),
    ),
    Column(
        "back",
        _("Given back to buyers"),
        _("Money that went back for goods of completed orders; fee and tax of it came back to you."),
        frozenset({Kind.REFUND_OWED, Kind.REFUND_BY_SELLER}),
    ),
    Column(
        "shipping_back",
        _("Shipping given back to buyers"),
        _("Only where somebody said so, or all of an order went back: goods that go back leave you the shipping."),
        frozenset({Kind.REFUND_SHIPPING, Kind.REFUND_SHIPPING_BY_SELLER}),
    ),
    Column(
        "cash",
        _("Cash that you or your carrier collected"),
        _("You have it already, so it is not sent again."),
        frozenset({Kind.OWN_CASH, Kind.OWN_CASH_BACK, Kind.CASH_SHORT, Kind.CASH_OVER}),
    ),
)
PAID_OUT = frozenset({Kind.PAYOUT, Kind.CASH_OUT})
"""Not what an order brought, but what was sent or handed out of it."""
SET_RIGHT = frozenset({Kind.PAID_BACK, Kind.WRITTEN_OFF, Kind.DEBT_BACK, Kind.DEBT_BORNE})
"""What ended that something was paid out twice, or that the shop owed, other than sales."""
NOT_OF_ORDERS = PAID_OUT | SET_RIGHT | {Kind.PAYOUT_BACK}


@dataclass(frozen=True)
class Row:
    """What one order brought and took within the month, by column, in đồng; what was taken is below zero."""

    subject_code: str
    at: datetime
    amounts: Mapping[str, int]

    @property
    def net_vnd(self) -> int:
        return sum(self.amounts.values())


@dataclass(frozen=True)
class Statement:
    """One month of a seller, in đồng: `opening_vnd`, the columns, `paid_out_vnd`, what of it the bank sent
    back (`came_back_vnd`) and what of it was paid twice and sent back or borne by the market (`set_right_vnd`) make
    `closing_vnd`.
    """

    month: date
    opening_vnd: int
    amounts: Mapping[str, int]
    paid_out_vnd: int
    came_back_vnd: int
    set_right_vnd: int
    rows: Sequence[Row]

    @property
    def net_vnd(self) -> int:
        """What the month brought after everything."""
        return sum(self.amounts.values())

    @property
    def closing_vnd(self) -> int:
        return self.opening_vnd + self.net_vnd + self.paid_out_vnd + self.came_back_vnd + self.set_right_vnd


def statement(seller_code: str, *, month: date) -> Statement:
    """The statement of the month that `month` is the first day of. Four statements, however much was sold."""
    begins = datetime.combine(month, time.min, VIETNAM)
    ends = datetime.combine((month + timedelta(days=31)).replace(day=1), time.min, VIETNAM)
    opening, in_month = 0, Counter[str]()
    moved = []
    for sign, moves in _moves(seller_code):
        until = moves.filter(at__lt=ends)
        sums = until.values("kind").annotate(
            before=Sum("amount_vnd", filter=Q(at__lt=begins), default=0),
            within=Sum("amount_vnd", filter=Q(at__gte=begins), default=0),
        )
        for row in sums.order_by():
            opening += sign * int(row["before"])
            in_month[row["kind"]] += sign * int(row["within"])
        rows = until.filter(at__gte=begins).values_list("pk", "subject_code", "kind", "amount_vnd", "at")
        moved += [(pk, subject, kind, sign * amount, at) for pk, subject, kind, amount, at in rows.order_by()]
    return Statement(
        month=month,
        opening_vnd=opening,
        amounts=_by_column(in_month),
        paid_out_vnd=sum(in_month[kind] for kind in PAID_OUT),
        came_back_vnd=in_month[Kind.PAYOUT_BACK],
        set_right_vnd=sum(in_month[kind] for kind in SET_RIGHT),
        rows=_rows(sorted(moved)),
    )


def months_of(seller_code: str, *, at: datetime) -> list[date]:
    """The months in which something moved for a seller, the newest first, this month among them. Two statements."""
    months = {local_date(at).replace(day=1)}
    for _sign, moves in _moves(seller_code):
        found = moves.annotate(month=TruncMonth("at", tzinfo=VIETNAM)).order_by().values_list("month", flat=True)
        months |= {local_date(moment) for moment in found.distinct()}
    return sorted(months, reverse=True)


def _moves(seller_code: str) -> list[tuple[int, QuerySet[Transfer]]]:
    """What came to what a seller has to come, and what went, each with its sign."""
    due = chart.due(seller_code)
    posted = Transfer.objects.filter(step__in=POSTED)
    return [(1, posted.filter(credit__code=due)), (-1, posted.filter(debit__code=due))]


def _by_column(amounts: Mapping[str, int]) -> dict[str, int]:
    return {column.key: sum(amounts.get(kind, 0) for kind in column.kinds) for column in COLUMNS}


def _rows(moved: Sequence[tuple[int, str, str, int, datetime]]) -> list[Row]:
    """One row for each order, in the order in which the books first name it within the month."""
    by_subject: dict[str, dict[str, int]] = {}
    first: dict[str, datetime] = {}
    for _pk, subject, kind, amount, at in moved:
        if kind in NOT_OF_ORDERS:
            continue
        kinds = by_subject.setdefault(subject, {})
        kinds[kind] = kinds.get(kind, 0) + amount
        first.setdefault(subject, at)
    return [Row(subject, first[subject], _by_column(kinds)) for subject, kinds in by_subject.items()]
