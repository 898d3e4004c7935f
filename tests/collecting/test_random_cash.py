"""No order of collecting, handing over, deciding and paying in loses or makes a đồng."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum

from chophien.accounts.tests.factories import operator
from chophien.collecting.actions import findings as deciding
from chophien.collecting.actions.files import compare_line
from chophien.collecting.actions.handing import confirm, dispute, draw_up_paying_in, offer, withdraw
from chophien.collecting.actions.taking import collect, take_over
from chophien.collecting.models import CarrierFile, Cash, Finding, HandOver
from chophien.collecting.reading.lines import CollectedLine
from chophien.collecting.states import AWAY, Bearer, Holder, HolderKind, Receiver, own_hands
from chophien.delivery.models import Shipment
from chophien.ledger.actions.posting import Wish
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Account
from chophien.ledger.selectors import sums_of
from chophien.lib.actor import SYSTEM, SystemActor
from chophien.lib.errors import DomainError
from chophien.orders.tests.factories import NOON
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.payments.actions.opening import NewPayment, open_payments
from chophien.payments.actions.receiving import earn
from chophien.payments.models import Payment
from chophien.payments.requests import Parts
from chophien.payments.states import PaymentMethod
from chophien.payments.states import Receiver as To
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, helper_in, manager_of
from chophien.settlement.selectors.payable import payable_of
from tests.collecting.factories import a_carrier

pytestmark = pytest.mark.django_db
BANK = SystemActor("system:bank")
LATER = NOON + timedelta(days=40)
SEEDS, LIVES, STEPS = 12, 8, 70


class World:
    """Two households, two helpers, a cooperative, a carrier, and orders to be paid on delivery."""

    def __init__(self, chance):
        self.chance = chance
        self.sellers = [a_seller(kind=SellerKind.HOUSEHOLD_BUSINESS) for _ in range(2)]
        self.managers = {seller.code: manager_of(seller) for seller in self.sellers}
        self.cooperative = a_seller(kind=SellerKind.COOPERATIVE)
        self.managers[self.cooperative.code] = manager_of(self.cooperative)
        self.carrier, self.boss = a_carrier(f"Hãng {chance.random()}"), operator()
        self.helpers = [helper_in() for _ in range(2)]
        hands = [Holder(HolderKind.HELPER, helper.code) for helper in self.helpers]
        self.doer = dict(zip(hands, self.helpers, strict=True))
        self.codes = [f"CP-{chance.randrange(10**8):08}" for _ in range(LIVES)]
        self.seller_of = {code: chance.choice(self.sellers).code for code in self.codes}
        open_payments(dues=[self.a_due(code) for code in self.codes])
        self.file = CarrierFile.objects.create(
            code=f"DS-{chance.randrange(10**8)}", carrier=self.carrier, layout="phien", name="x", lines_read=0,
            digest=str(chance.random()), file_code="x", sent_by="x", sent_at=NOON,
        )  # fmt: skip
        self.number = 0

    def a_due(self, code):
        parcel = {"zone": "far", "weight_g": 1, "promised_from": NOON.date(), "promised_to": NOON.date()}
        Shipment.objects.create(order_code=code, carrier=self.carrier.name, tracking_code=code, **parcel)
        return NewPayment(
            order_code=code, group_code=code, seller_code=self.seller_of[code], method=PaymentMethod.COD,
            receiver=To.MARKET, amount_vnd=self.chance.randrange(1_000, 400_000),
        )  # fmt: skip

    def holders(self, code):
        return [*self.doer, self.carrier.holder, own_hands(self.seller_of[code])]

    def step(self):
        """Something that somebody may try now; refusals are part of life."""
        code = self.chance.choice(self.codes)
        acts = [self.take, self.take, self.earn, self.over, self.hand, self.hand, self.answer, self.answer, self.tell]
        act = self.chance.choice([*acts, self.decide, self.decide, self.draw_up])
        with suppress(DomainError), transaction.atomic():
            act(code)

    def take(self, code):
        fresh = [one for one in self.codes if not Cash.objects.filter(order_code=one).exists()]
        code = self.chance.choice(fresh or [code])
        collect(order_code=code, holder=self.chance.choice(self.holders(code)), actor=SYSTEM, at=NOON)

    def earn(self, code):
        """What completing an order does here: it is the shop's, less what its own hands have already."""
        if not Payment.objects.filter(order_code=code, paid_at__isnull=False).exists():
            return
        earned = earn(order_code=code, paid=Parts(), at=NOON)
        own = chart.cash(chart.SELLER, self.seller_of[code])
        cash = Cash.objects.get(order_code=code)
        if earned and earned.came_into == own and not cash.cleared:
            clear(code, self.seller_of[code], earned.last_vnd)

    def over(self, code):
        cash = Cash.objects.filter(order_code=code).first()
        if cash is not None:
            take_over(order_code=code, holder=self.chance.choice([*self.doer]), actor=SYSTEM, at=NOON)

    def hand(self, code):
        cash = Cash.objects.filter(order_code=code, status="in_hand").exclude(holder_kind="carrier").first()
        if cash is None:
            return
        to = self.chance.choice(list(Receiver))
        names = {Receiver.SHOP: cash.seller_code, Receiver.COOPERATIVE: self.cooperative.code, Receiver.MARKET: ""}
        giver = cash.holder
        actor = self.doer.get(giver) or self.managers[giver.code]
        offer(giver=giver, order_codes=[code], receiver=to, receiver_code=names[to], actor=actor, at=NOON)

    def answer(self, _code):
        receipt = self.chance.choice(list(HandOver.objects.filter(status__in=["offered", "disputed"])) or [None])
        if receipt is None:
            return
        receiver = BANK if receipt.receiver == Receiver.MARKET else self.managers[receipt.receiver_code]
        act = self.chance.choice(["confirm", "confirm", "dispute", "withdraw"])
        if act == "confirm":
            confirm(hand_over=receipt, actor=receiver, at=NOON)
        elif act == "dispute":
            dispute(hand_over=receipt, reason="thiếu", actor=receiver, at=NOON)
        else:
            withdraw(hand_over=receipt, actor=self.boss, reason="nhầm", at=NOON)

    def tell(self, code):
        if not Cash.objects.filter(order_code=code).exists():
            return
        self.number += 1
        real = Payment.objects.get(order_code=code).amount_vnd
        amount = self.chance.choice([real, real, real + 700, real - 300, 0])
        meaning = self.chance.choice(["", "", "", "returned", "underway"])
        told = self.chance.choice([code, code, code, "ZZ99"])
        fee = self.chance.choice([0, 0, 9_000])
        line = CollectedLine(self.number, told, "", amount, fee, None, "", meaning)
        compare_line(file=self.file, told=line, at=NOON)

    def decide(self, _code):
        finding = self.chance.choice(list(Finding.objects.exclude(status="settled")) or [None])
        if finding is None:
            return
        said = {"finding": finding, "actor": self.boss, "at": NOON}
        act = self.chance.choice(["accept", "accept", "insist", "write_off", "dismiss", "ask", "give_back"])
        if act == "accept":
            deciding.accept(**said, bearer=self.chance.choice(list(Bearer)), reason="vì vậy")
        elif act == "give_back":
            deciding.give_back(**said, reference="FT1")
        else:
            getattr(deciding, act)(**said, reason="vì vậy")

    def draw_up(self, _code):
        draw_up_paying_in(carrier=self.carrier, actor=self.boss, at=NOON)

    def check(self):
        rows = Cash.objects.filter(status__in=AWAY).values("holder_kind", "holder_code").annotate(sum=Sum("hand_vnd"))
        in_rows = {Holder(HolderKind(row["holder_kind"]), row["holder_code"]).account: row["sum"] for row in rows}
        accounts = set(Account.objects.filter(code__startswith="cash:").values_list("code", flat=True))
        standing = {code: sums.held for code, sums in sums_of(accounts).items() if sums.held}
        beside = Finding.objects.filter(counts=True).select_related("line")
        open_beside = [one for one in beside if not one.lines.filter(hand_over__status="confirmed").exists()]
        extra = sum(one.theirs_vnd for one in open_beside)
        account = self.carrier.holder.account
        for own in (own_hands(code).account for code in self.managers):
            waiting = Cash.objects.filter(status="own", cleared=False, seller_code=own.rpartition(":")[2])
            codes = Payment.objects.filter(order_code__in=waiting.values("order_code"), earned_at__isnull=True).values(
                "order_code"
            )
            in_rows[own] = in_rows.get(own, 0) + (
                waiting.filter(order_code__in=codes).aggregate(sum=Sum("hand_vnd"))["sum"] or 0
            )
        in_rows[account] = in_rows.get(account, 0) + extra
        assert {code: amount for code, amount in in_rows.items() if amount} == standing
        assert prove(at=NOON).right
        for one in payable_of(at=LATER):
            away = Cash.objects.filter(seller_code=one.seller_code, status__in=AWAY)
            earned = Payment.objects.filter(order_code__in=away.values("order_code"), earned_at__isnull=False).values(
                "order_code"
            )
            gone = away.filter(order_code__in=earned).aggregate(sum=Sum("hand_vnd"))["sum"] or 0
            assert one.now_vnd <= max(one.owed_vnd - min(gone, one.owed_vnd), 0) or one.held_back_vnd > 0


def clear(code, seller, amount):
    own = chart.cash(chart.SELLER, seller)
    enter([Wish(f"sale:{code}:own", chart.due(seller), own, amount, kind="own_cash", subject_code=code)], at=NOON)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_rows_and_books_say_the_same_after_every_life(seed):
    chance = random.Random(seed)
    world = World(chance)

    for number in range(STEPS):
        world.step()
        if number % 35 == 0:
            world.check()

    world.check()
    assert Cash.objects.count() >= LIVES // 2
