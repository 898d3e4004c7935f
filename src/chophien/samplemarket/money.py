"""What became of the money of the demonstration's sales: fee, tax, payouts, a refund; all of it made up.

Three households have an account, one of them with a mistake in its name, so that the bank sent the money back; the
cooperative has none. One batch was answered, one waits to be signed; the return of last month waits to be filed. Some
orders are paid in cash at the door (`at_the_door`).
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from chophien.accounts.models import Person
from chophien.accounts.selectors import grants_of, person_by_phone
from chophien.jobs.queue import nothing_later
from chophien.lib.actor import Actor
from chophien.lib.dates import VIETNAM, local_date
from chophien.orders.actions.money import give_money_back, record_refund
from chophien.orders.models import Order, OrderGroup
from chophien.promotions.actions.vouchers import VoucherFacts, make_voucher
from chophien.promotions.models import Voucher
from chophien.promotions.states import Funder, VoucherKind
from chophien.regulations.actions.announcing import NewFee, announce_fee
from chophien.regulations.errors import RegulationMissing
from chophien.regulations.selectors.documents import OPERATING, regulation_in_force
from chophien.regulations.states import PaidService
from chophien.rules.errors import RuleMissing
from chophien.rules.selectors import whole
from chophien.samplemarket.at_the_door import sell_at_the_door
from chophien.samplemarket.cash import give_cash_in_the_sample
from chophien.samplemarket.sold import CARTS, VOUCHER, Hands, deliver, goods_sold, restock, sell
from chophien.sellers.actions.payout import confirm_payout_account, set_payout_account
from chophien.sellers.models import Seller, SellerIdentity
from chophien.settlement.actions.batches import answer, draw_up, send, sign
from chophien.settlement.models import Payout
from chophien.supply.selectors import available
from chophien.tax.actions.returns import file_return, make_return
from chophien.tax.selectors.returns import months_to_make
from chophien.uploads.sealing import seal

FEE_ANNOUNCED, FEE_FROM, END_ANNOUNCED, END_FROM = (timedelta(days=days) for days in (115, 90, 30, 5))
PAID_OUT, MONEY_BACK, WENT_BACK = (timedelta(days=days) for days in (28, 18, 16))
REFUNDED_CART, REFUND_VND = 38, 125_000
FEE = NewFee(
    service=PaidService.SELL,
    basis_points=200,
    effective_from=date.min,
    source="Phí minh họa của chợ mẫu, không có thật, đã thôi thu",
    seller_kind="household_business",
    category_slug="che",
    category_name="Chè",
)
BANK = "970436"
TEA_SHOP, REFUSED = "gian-hang-mau-lung-phin", "gian-hang-mau-lang-son"


@dataclass(frozen=True)
class Household:
    """A shop that is paid out: who sells there and its account, both made up."""

    shop: str
    name: str
    registration: str
    account: str


HOUSEHOLDS = (
    Household(TEA_SHOP, "Lý Thị Mẫu", "0000000001", "0000000001"),
    Household("gian-hang-mau-hoa-an", "Nông Văn Mẫu", "0000000002", "0000000002"),
    Household(REFUSED, "Lộc Thị Mẫu", "0000000003", "0000000003"),
)
WHY_REFUSED = "Sai tên người thụ hưởng (minh họa)"
OPERATORS = ("+84900000091", "+84900000092")
MANAGERS = {TEA_SHOP: "+84900000015", "htx-che-phin-ho": "+84900000011"}


def has_a_past(*, at: datetime) -> bool:
    """Whether the market's rules counted already when the first of these things happened, and its people were there.

    A demonstration that was loaded before its people had a past has none.
    """
    first = at - FEE_ANNOUNCED
    people = [_person(phone) for phone in (*OPERATORS, *MANAGERS.values())]
    if not all(grants_of(one.code, at=first).exists() for one in people):
        return False
    try:
        return whole("regulations.fee_notice_days", at=first) > 0 and bool(regulation_in_force(OPERATING, at=first))
    except (RuleMissing, RegulationMissing):
        return False


@transaction.atomic
def earn_in_the_sample(*, loader: Actor, at: datetime) -> None:
    """Sell, pay out and give back what the last three months saw, unless something was sold before."""
    if Order.objects.exists() or not has_a_past(at=at):
        return
    hands = _hands(loader)
    today = datetime.combine(local_date(at), time(5), VIETNAM)
    with nothing_later():
        _fee_for_a_while(hands.operator, today)
        _voucher(hands.operator, today)
        _accounts(hands, at=today - FEE_FROM)
        _sales(hands, today, at=at)
        sell_at_the_door(hands=hands, today=today, at=at)
        _returns(hands.operator, loader=loader, at=at)
        give_cash_in_the_sample(at=at)
        draw_up(actor=loader, at=at, everybody=True)


def _hands(loader: Actor) -> Hands:
    people = {code: _person(phone) for code, phone in MANAGERS.items()}
    return Hands(operator=_person(OPERATORS[0]), sellers=people, loader=loader)


def _person(phone: str) -> Person:
    found = person_by_phone(phone)
    if found is None:
        raise ValueError(f"the sample's person {phone} is missing")
    return found


def _fee_for_a_while(operator: Person, today: datetime) -> None:
    """A fee on tea that counted for some weeks and then no more, so that a statement has one."""
    for announced, begins, points in (
        (FEE_ANNOUNCED, FEE_FROM, FEE.basis_points),
        (END_ANNOUNCED, END_FROM, 0),
    ):
        facts = {**vars(FEE), "basis_points": points, "effective_from": local_date(today - begins)}
        announce_fee(fee=NewFee(**facts), actor=operator, at=today - announced)


def _voucher(operator: Person, today: datetime) -> None:
    """The market's own voucher, which buyers used then and which is over."""
    if Voucher.objects.filter(code=VOUCHER).exists():
        return
    facts = VoucherFacts(
        code=VOUCHER,
        name="Phiếu minh họa của mùa trước: giảm 10 %",
        kind=VoucherKind.PERCENT,
        value=10,
        most_vnd=50_000,
        budget_vnd=1_000_000,
        uses_most=20,
        per_person_most=5,
        funder=Funder.PLATFORM,
        starts_on=local_date(today - FEE_FROM),
        ends_on=local_date(today - PAID_OUT),
    )
    make_voucher(facts=facts, seller=None, actor=operator, at=today - FEE_FROM)


def _accounts(hands: Hands, *, at: datetime) -> None:
    """Who stands behind the three households, which a table of goods does not say, and their accounts, compared."""
    sellers = Seller.objects.select_related("commune__province").in_bulk(
        [one.shop for one in HOUSEHOLDS], field_name="code"
    )
    for one in HOUSEHOLDS:
        seller = sellers[one.shop]
        answers = {
            "registered_name": seller.name,
            "registration_number": one.registration,
            "full_name": one.name,
        }
        sealed = seal(json.dumps(answers, ensure_ascii=False).encode())
        SellerIdentity.objects.update_or_create(seller=seller, defaults={"sealed": sealed, "updated_at": at})
        set_payout_account(
            seller=seller,
            bank_bin=BANK,
            account=one.account,
            owner_name=one.name,
            actor=hands.of(one.shop),
            at=at,
        )
        confirm_payout_account(seller=seller, actor=hands.operator, at=at)


def _sales(hands: Hands, today: datetime, *, at: datetime) -> None:
    """All carts in the order of their days, and between them the payout and the money that went back after it."""
    goods = goods_sold()
    before = available([one.pk for one in goods.values()])
    groups: dict[int, OrderGroup] = {}

    def sold_until(days: timedelta) -> None:
        for cart in CARTS:
            if cart.days_ago > days.days and cart.days_ago not in groups:
                begins = today - timedelta(days=cart.days_ago)
                groups[cart.days_ago] = sell(cart, goods, hands=hands, at=begins)
                deliver(groups[cart.days_ago], hands=hands, at=begins)

    sold_until(PAID_OUT)
    _pay_out(hands.operator, loader=hands.loader, at=today - PAID_OUT)
    _give_back(groups[REFUNDED_CART], operator=hands.operator, today=today)
    sold_until(timedelta())
    restock(goods, before, actor=hands.loader, at=at)


def _pay_out(operator: Person, *, loader: Actor, at: datetime) -> None:
    """A batch that two people signed and the bank answered: one line came back, since its name was not right."""
    batch = draw_up(actor=loader, at=at, everybody=True)
    sign(batch=batch, actor=operator, at=at + timedelta(hours=1))
    sign(batch=batch, actor=_person(OPERATORS[1]), at=at + timedelta(hours=2))
    send(batch=batch, actor=operator, at=at + timedelta(hours=3))
    lines = dict(Payout.objects.filter(batch=batch).order_by("pk").values_list("seller_code", "code"))
    paid = {code: f"MAU{number:06}" for number, (shop, code) in enumerate(lines.items(), 1) if shop != REFUSED}
    failed = {lines[REFUSED]: WHY_REFUSED}
    answer(batch=batch, paid=paid, failed=failed, actor=operator, at=at + timedelta(days=1))


def _give_back(group: OrderGroup, *, operator: Person, today: datetime) -> None:
    """One pack of tea was broken, as both sides agreed: its price went back after the household was paid out."""
    order = group.orders.get(seller__code=TEA_SHOP)
    refund = give_money_back(
        order=order,
        amount_vnd=REFUND_VND,
        reason="Một hộp chè bị vỡ khi vận chuyển (minh họa)",
        noticed_at=today - MONEY_BACK,
        actor=operator,
        at=today - MONEY_BACK,
    )
    record_refund(refund=refund, reference="MAU-HOAN-1", actor=operator, at=today - WENT_BACK)


def _returns(operator: Person, *, loader: Actor, at: datetime) -> None:
    """The returns of the months that are over; the tax office has all but the last."""
    months = sorted(months_to_make(today=local_date(at)))
    for month in months:
        made_at = datetime.combine((month + timedelta(days=31)).replace(day=1), time(5), VIETNAM)
        made = make_return(month=month, actor=loader, at=made_at)
        if month != months[-1]:
            receipt = f"MAU-{month:%Y-%m}"
            file_return(made=made, receipt=receipt, actor=operator, at=made_at + timedelta(days=3))
