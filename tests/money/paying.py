"""Paying out in the lives of orders: drawn up and signed on Tuesday, signed again and sent on Wednesday, answered on the
two days after; and on market days at the cash point.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from random import Random

from chophien.accounts.models import Person
from chophien.sellers.models import Seller
from chophien.settlement.actions.batches import answer, cancel, draw_up_by_the_clock, send, sign
from chophien.settlement.models import Batch, Payout
from chophien.settlement.states import BatchStatus, PayoutStatus
from tests.money.facts import Shop
from tests.money.plans import MARKET_DAY
from tests.money.reference import Reference
from tests.money.tills import CashPoint

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = 2, 3, 4, 5


class PayDays:
    """The batches of a market, one after the other, and what its cash point gives out. `story` tells what went wrong."""

    def __init__(
        self,
        draw: Random,
        reference: Reference,
        cash_point: CashPoint,
        *,
        sellers: Mapping[str, Seller],
        shops: Sequence[Shop],
        households: Sequence[Shop],
        signers: Sequence[Person],
        story: Callable[[], str],
    ) -> None:
        self.draw, self.reference, self.cash_point = draw, reference, cash_point
        self.by_code, self.shops, self.households, self.signers = sellers, shops, households, signers
        self._story = story
        self.batch: Batch | None = None

    def comes(self, day: date, *, at: datetime) -> None:
        """What is done on such a day of the week."""
        weekday = day.isoweekday()
        if weekday == TUESDAY:
            self._draw_up(at=at)
        elif self.batch is not None and weekday == WEDNESDAY:
            self._sign_and_send(at=at)
        elif self.batch is not None and weekday in {THURSDAY, FRIDAY}:
            self._answer(share=0.5 if weekday == THURSDAY else 1.0, at=at)
        elif weekday == MARKET_DAY:
            self._at_the_cash_point(day, at=at)

    def _at_the_cash_point(self, day: date, *, at: datetime) -> None:
        shop = self.draw.choice(self.households)
        self.cash_point.gives(shop, self.by_code[shop.code], at=at)
        self.cash_point.closes(day, at=at)

    def _draw_up(self, *, at: datetime) -> None:
        expected = self.reference.payable(self.shops, at=at)
        self.batch = draw_up_by_the_clock(at=at)
        drawn = (
            {one.seller_code: one.amount_vnd for one in Payout.objects.filter(batch=self.batch)} if self.batch else {}
        )
        assert drawn == expected, (
            f"drawn up at {at}: {dict(set(drawn.items()) ^ set(expected.items()))}. {self._story()}"
        )
        self.reference.sets_aside(drawn)
        if self.batch is not None:
            sign(batch=self.batch, actor=self.signers[0], at=at)

    def _sign_and_send(self, *, at: datetime) -> None:
        waiting = list(Payout.objects.filter(batch=self.batch))
        if self.draw.random() < 0.1:
            cancel(batch=self.batch, actor=self.signers[1], at=at)
            for one in waiting:
                self.reference.frees(one.seller_code, one.amount_vnd)
            self.batch = None
            return
        approved = sign(batch=self.batch, actor=self.signers[1], at=at)
        in_debt = {one.seller_code for one in waiting if self.reference.owed(one.seller_code) < 0}
        left_out = Payout.objects.filter(batch=self.batch, status=PayoutStatus.CANCELLED)
        assert {one.seller_code for one in left_out} == in_debt, f"left out at {at}. {self._story()}"
        for one in waiting:
            if one.seller_code in in_debt:
                self.reference.frees(one.seller_code, one.amount_vnd)
        if len(in_debt) == len(waiting):
            assert approved.status == BatchStatus.CANCELLED, f"nobody is left at {at}. {self._story()}"
            self.batch = None
            return
        told = send(batch=self.batch, actor=self.signers[0], at=at)
        assert told.count("\r\n") == 1 + len(waiting) - len(in_debt)

    def _answer(self, *, share: float, at: datetime) -> None:
        with_the_bank = list(Payout.objects.filter(batch=self.batch, status=PayoutStatus.SENT).order_by("pk"))
        now = [one for one in with_the_bank if self.draw.random() < share]
        failed = {one.code: "Sai tên" for one in now if self.draw.random() < 0.1}
        paid = {one.code: f"FT{one.pk}" for one in now if one.code not in failed}
        answer(batch=self.batch, paid=paid, failed=failed, actor=self.signers[0], at=at)
        for one in now:
            if one.code in failed:
                self.reference.frees(one.seller_code, one.amount_vnd)
            else:
                self.reference.paid_out(one.code, one.seller_code, one.amount_vnd, at=at)
        if len(now) == len(with_the_bank):
            self.batch = None
