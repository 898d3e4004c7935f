"""Lives of orders in a real market: what is planned is done by the market's own actions, and told to the reference.

Placed orders are written in bulk, a day at a time, with payments, discounts and frozen fees as checkout writes them.
From then on everything is an action of the market: money comes, orders are let go, completed, given back, paid out.
What happens at one hour of a day is one transaction and one posting.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db import connection, transaction

from chophien.accounts.tests.factories import operator
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.cancelling import release_unpaid
from chophien.orders.actions.money import give_money_back
from chophien.orders.actions.money import record_refund as record_refund_of_order
from chophien.orders.actions.settling import completed_sale, settle
from chophien.orders.models import Order
from chophien.payments import chart
from chophien.payments.actions.apart import set_apart
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.interest import record_interest
from chophien.payments.actions.receiving import collect_on_delivery, mark_received
from chophien.payments.actions.refunding import promise_refund, record_refund, void_payments
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.payments.requests import Parts
from chophien.reconciliation.actions.deciding import give_line_back, record_back
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.actions.watching import release_part
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.reading.lines import RawLine
from chophien.sellers.tests.factories import a_seller
from chophien.settlement.actions.sales import settle_sale, take_back
from chophien.settlement.requests import CompletedSale
from tests.money import plans
from tests.money.connecting import without_savepoints
from tests.money.facts import SHIPPING, Back, Part
from tests.money.paying import PayDays
from tests.money.placing import new_codes, place_orders
from tests.money.plans import LAW, STAGES, Happening, Plan, draw_plan, draw_shops
from tests.money.reference import Reference
from tests.money.tills import ONE_HOUSEHOLD, CashPoint
from tests.money.world import open_all_accounts, write_goods, write_law, write_shop

ORDERS_KIND = ("CP", 7)
LAST_WEEKS = timedelta(days=21)
"""After the last thing that happens to an order: all that can be paid out is."""
PAY_AT_TILL = "pay at till"
AT_THE_COUNTER = {PAY_AT_TILL, "fetched"}
"""A yes there is a transaction of its own, as a wrong code is kept though it fails."""
DAYS_BETWEEN_STATISTICS = 20
STATISTICS = """
    ANALYZE ledger_account, ledger_balance, ledger_transfer, payments_payment, payments_refund,
            payments_interestowed, orders_order, orders_orderline, orders_linediscount, orders_linefee, tax_withholding,
            tax_invoicedata
"""
WITH_INVOICE = 0.06
"""Of the completed orders so many keep the data of their invoice as well."""
REASON = "Hàng hỏng"


MOVED = """
    SELECT side.subject_code, account.code, sum(side.amount)::bigint FROM (
        SELECT subject_code, credit_id AS account_id, amount_vnd AS amount FROM ledger_transfer
        WHERE step IN ('plain', 'post')
        UNION ALL
        SELECT subject_code, debit_id, -amount_vnd FROM ledger_transfer WHERE step IN ('plain', 'post')
    ) AS side JOIN ledger_account AS account ON account.id = side.account_id
    GROUP BY side.subject_code, account.code HAVING sum(side.amount) <> 0
"""


def moved() -> dict[tuple[str, str], int]:
    """What the books have for each subject and account: above zero what was added to it."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED)
        return {(subject, account): amount for subject, account, amount in cursor.fetchall()}


class LivingMarket:
    """So many orders of so many shops, from the first until nothing happens any more."""

    def __init__(self, *, seed: int, lives: int, shops: int) -> None:
        self.seed, self.draw = seed, Random(seed)
        self.reference = Reference(LAW, held=chart.held())
        self.sellers = [a_seller(kind=plans.KINDS[number % len(plans.KINDS)]) for number in range(shops)]
        self.by_code = {seller.code: seller for seller in self.sellers}
        self.shops = draw_shops(self.draw, [seller.code for seller in self.sellers])
        self.signers = [operator(), operator()]
        write_law()
        managed = {shop.code for number, shop in enumerate(self.shops) if number % 8 == 0}
        self.households = [one for one in self.shops if one.code in managed and one.kind in ONE_HOUSEHOLD]
        for shop in self.shops:
            has_account = shop.is_payable or self.draw.random() < 0.5
            write_shop(shop, self.by_code[shop.code], has_account=has_account, has_manager=shop.code in managed)
        self.offers = write_goods()
        open_all_accounts(self.shops)
        codes = new_codes(*ORDERS_KIND, count=lives)
        self.cash_point = CashPoint(self.draw, self.reference, at=plans.at(plans.FIRST - timedelta(days=1), "place"))
        self.pay_days = PayDays(
            self.draw,
            self.reference,
            self.cash_point,
            sellers=self.by_code,
            shops=self.shops,
            households=self.households,
            signers=self.signers,
            story=self.story,
        )
        self.plans = [draw_plan(self.draw, self.draw.choice(self.shops), code) for code in codes]
        self.orders: dict[str, Order] = {}
        self.backs: defaultdict[str, list[tuple[Refund, Back]]] = defaultdict(list)
        """What was promised for an order and has not gone back."""
        self.lines: dict[tuple[str, str], BankLine] = {}
        self.invoices: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        """What each invoice of an order is about, and how much of the shipping went back by then."""
        self.sold: dict[str, CompletedSale] = {}
        """What was sold never changes: read once for each order."""

    def live(self) -> None:
        """Everything that is planned, day after day."""
        agenda: defaultdict[tuple[date, str], list[tuple[Plan, Happening]]] = defaultdict(list)
        for plan in self.plans:
            for one in plan.happenings:
                agenda[one.day, one.stage].append((plan, one))
        day, last = plans.FIRST, max(day for day, _stage in agenda) + LAST_WEEKS
        while day <= last:
            for stage in STAGES:
                both, at = agenda.get((day, stage), []), plans.at(day, stage)
                due = [pair for pair in both if pair[1].what not in AT_THE_COUNTER]
                self._at_the_counter([pair for pair in both if pair[1].what in AT_THE_COUNTER], at=at)
                if not due:
                    continue
                with transaction.atomic(), one_posting(), without_savepoints():
                    if stage == "place":
                        placed = [plan for plan, _one in due]
                        self.orders |= place_orders(placed, sellers=self.by_code, offers=self.offers, at=at)
                    else:
                        self._happen(due, at=at)
            self.pay_days.comes(day, at=plans.at(day, STAGES[-1]))
            if (day - plans.FIRST).days % DAYS_BETWEEN_STATISTICS == 1:
                _count_rows()
            day += timedelta(days=1)
        self.ended_at = plans.at(day, STAGES[0])

    @property
    def kept_by_sellers_vnd(self) -> int:
        """Cash that sellers collected for completed orders: theirs already."""
        lives = [plan.life for plan in self.plans]
        return sum(one.last_vnd for one in lives if one.earned and one.came_into.startswith("cash:seller:"))

    def story(self) -> str:
        """The first order of which the books say something else than the rules; empty where they agree."""
        found, wanted = moved(), {key: amount for key, amount in self.reference.net.items() if amount}
        wrong = sorted({subject for (subject, _account), _amount in found.items() ^ wanted.items()})
        if not wrong:
            return ""
        books, rules = ({key[1]: vnd for key, vnd in sums.items() if key[0] == wrong[0]} for sums in (found, wanted))
        plan = next((one for one in self.plans if one.life.code == wrong[0]), "")
        return f"seed {self.seed}, {len(wrong)} wrong, {wrong[0]}:\nbooks {books}\nrules {rules}\n{plan}"

    # What happens to it then

    def _happen(self, due: Iterable[tuple[Plan, Happening]], *, at: datetime) -> None:
        gone = []
        for plan, one in due:
            if one.what == "let go":
                gone.append(plan)
            else:
                getattr(self, "_" + one.what.replace(" ", "_"))(plan, one, at=at)
        if gone:
            self._let_go(gone, at=at)

    def _pay(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        into = chart.held() if one.into == "held" else one.into
        payment = _payment_named(plan.life.code)
        mark_received(payment=payment, actor=SYSTEM, at=at, into="" if one.into == "held" else into)
        self.reference.pays(plan.life, "" if plan.to_seller else into, at=at)

    def _pay_late(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        self._pay(plan, one, at=at)
        self._all_promised(plan, at=at)

    def _collect(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        collect_on_delivery(order_code=plan.life.code, into=one.into, actor=SYSTEM, at=at)
        self.reference.pays(plan.life, one.into, at=at)

    def _complete(self, plan: Plan, _one: Happening, *, at: datetime) -> None:
        order = self.orders[plan.life.code]
        if self.draw.random() < WITH_INVOICE:
            settle(order, actor=SYSTEM, at=at)
            self._invoiced(plan)
        else:
            settle_sale(sale=self._sale(plan), actor=SYSTEM, at=at)
        self.reference.completes(plan.life, at=at)

    def _sale(self, plan: Plan) -> CompletedSale:
        code = plan.life.code
        if code not in self.sold:
            self.sold[code] = completed_sale(self.orders[code])
        return self.sold[code]

    def _invoiced(self, plan: Plan) -> None:
        life = plan.life
        self.invoices[life.code].append((life.total_vnd - life.owed_back, life.shipping_back))

    def _let_go(self, gone: Sequence[Plan], *, at: datetime) -> None:
        void_payments(order_codes=[plan.life.code for plan in gone], actor=SYSTEM, at=at, reason=REASON)
        for plan in gone:
            self._all_promised(plan, at=at)

    def _all_promised(self, plan: Plan, *, at: datetime) -> None:
        """All that came for an order that will not be carried out is owed back, by itself."""
        left = plan.life.received - plan.life.owed_back
        if left:
            self._is_promised(plan, self.reference.promises(plan.life, left, at=at))

    def _is_promised(self, plan: Plan, parts: Sequence[Back]) -> None:
        """The last refunds of an order, one for each part."""
        of_order = Refund.objects.filter(payment__order_code=plan.life.code).select_related("payment")
        refunds = reversed(of_order.order_by("-pk")[: len(parts)])
        self.backs[plan.life.code] += zip(refunds, parts, strict=True)

    def _promise(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        sale, life = self._sale(plan), plan.life
        said = _said(plan, one)
        goods = {line.key: said[place] for place, line in enumerate(sale.lines) if place in said}
        facts = {"amount_vnd": one.vnd, "reason": REASON, "noticed_at": at, "actor": SYSTEM, "at": at}
        facts["said"] = Parts(goods, said.get(SHIPPING, 0))
        has_invoice = life.code in self.invoices
        if has_invoice or self.draw.random() < 0.05:
            refund = give_money_back(order=self.orders[life.code], **facts)
        else:
            refund = promise_refund(order_code=life.code, paid=sale.paid, **facts)
            take_back(refund=refund, sale=sale, actor=SYSTEM, at=at)
            set_apart(Payment.objects.get(pk=refund.payment_id))
        parts = self.reference.promises(life, one.vnd, said, at=at)
        if len(parts) > 1:
            self._is_promised(plan, parts)
        else:
            self.backs[life.code].append((refund, parts[0]))
        if has_invoice:
            self._invoiced(plan)

    def _at_the_counter(self, due: Iterable[tuple[Plan, Happening]], *, at: datetime) -> None:
        for plan, one in due:
            code, group = plan.life.code, self.orders[plan.life.code].group
            if one.what == PAY_AT_TILL:
                self.cash_point.takes(plan, group, one, at=at)
                continue
            given = self.cash_point.gives_back(plan.life, group, self.backs[code], at=at)
            self.backs[code] = [pair for pair in self.backs[code] if pair[0].code not in given]

    def _send_back(self, plan: Plan, _one: Happening, *, at: datetime) -> None:
        if not self.backs[plan.life.code]:
            return  # all of it was fetched before
        refund, back = self.backs[plan.life.code].pop(0)
        bare = self.draw.random() < 0.2
        facts = {"refund": refund, "reference": "FT", "actor": SYSTEM, "at": at, "with_interest": not bare}
        if plan.life.has_cash_at_the_market and not (back.out_of or back.by_shop):
            facts["left_on"] = at.date()  # nobody named an account: only the bank's line can tell that it left
        if back.out_of:
            record_refund(out_of=back.out_of, **facts)
        elif self.draw.random() < 0.05:
            record_refund_of_order(**facts)
        else:
            record_refund(**facts)
        owed_vnd = self.reference.sends_back(plan.life, back, bare=bare, at=at)
        owed = InterestOwed.objects.filter(refund=refund).first()
        if owed is not None and self.draw.random() < 0.7:
            record_interest(interest=owed, reference="FT", actor=SYSTEM, at=at, left_on=at.date())  # by the bank's line
            self.reference.transfers_interest(plan.life, owed_vnd, at=at)

    # What the bank tells

    def _told(self, plan: Plan, amount: int, *, at: datetime, words: str = "") -> BankLine:
        raw = RawLine(
            incoming=True,
            booked_on=at.date(),
            amount_vnd=amount,
            text=words or f"MBVCB.4525 {self._group_code(plan).replace('-', '')} CT tu 0351",
            reference=f"FT{self.draw.randrange(10**12):012}",
        )
        line = take_line(raw=raw, at=at).line
        return settle_line(line=line, at=at)

    def _group_code(self, plan: Plan) -> str:
        return self.orders[plan.life.code].group.code

    def _bank_exact(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        self._told(plan, one.vnd, at=at)
        self.reference.pays(plan.life, chart.held(), at=at)

    def _bank_over(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        self.lines[plan.life.code, "odd"] = self._told(plan, plan.life.total_vnd + one.vnd, at=at)
        self.reference.pays(plan.life, chart.held(), at=at)
        self.reference.owes_sender(self._group_code(plan), one.vnd, was_kept=False, at=at)

    def _bank_part(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        self.lines[plan.life.code, "odd"] = self._told(plan, one.vnd, at=at)
        self.reference.keeps(self._group_code(plan), one.vnd, at=at)

    def _bank_rest(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        self._told(plan, one.vnd, at=at)
        self.reference.explains(self._group_code(plan), plan.life.total_vnd - one.vnd, at=at)
        self.reference.pays(plan.life, chart.held(), at=at)

    def _bank_late(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        self._told(plan, one.vnd, at=at)
        self.reference.pays(plan.life, chart.held(), at=at)
        self._all_promised(plan, at=at)

    def _bank_twice(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        self.lines[plan.life.code, "odd"] = self._told(plan, one.vnd, at=at)
        self.reference.owes_sender(self._group_code(plan), one.vnd, was_kept=False, at=at)

    def _bank_unknown(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        self.lines[plan.life.code, "odd"] = self._told(plan, one.vnd, at=at, words="khach mua hang")
        self.reference.keeps("", one.vnd, at=at)

    def _unknown_goes_back(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        give_line_back(line=self.lines[plan.life.code, "odd"], reason=REASON, actor=self.signers[0], at=at)
        self.reference.owes_sender("", one.vnd, was_kept=True, at=at)

    def _part_goes_back(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        release_part(line=self.lines[plan.life.code, "odd"], at=at)
        self.reference.owes_sender(self._group_code(plan), one.vnd, was_kept=True, at=at)

    def _hold_ends(self, plan: Plan, _one: Happening, *, at: datetime) -> None:
        release_unpaid(group_id=self.orders[plan.life.code].group_id, actor=SYSTEM, at=at)

    def _to_sender(self, plan: Plan, one: Happening, *, at: datetime) -> None:
        line = self.lines[plan.life.code, "odd"]
        back = MoneyBack.objects.get(line=line)
        record_back(back=back, reference="FT", actor=self.signers[0], at=at)
        line.refresh_from_db()
        self.reference.sent_to_sender(line.target or line.code, one.vnd, at=at)


def _said(plan: Plan, one: Happening) -> dict[Part, int]:
    """For what money goes back, as far as somebody says: never more of it than is left."""
    kept, most = plan.life.kept, one.vnd // 2 if one.part == "both" else one.vnd
    line = max(range(len(plan.life.lines)), key=kept.__getitem__)
    places = {"line": [line], "shipping": [SHIPPING], "both": [line, SHIPPING], "": []}[one.part]
    return {place: min(kept[place], most) for place in places}


def _count_rows() -> None:
    """As the database does by itself while a market lives, but not within one transaction."""
    with connection.cursor() as cursor:
        cursor.execute(STATISTICS)


def _payment_named(order_code: str) -> Payment:
    """Actions lock and read the payment by its order's code: nothing else of it is asked."""
    return Payment(order_code=order_code)
