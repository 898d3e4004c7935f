"""Cash points for tests: a point with a till and an agent, a household with money to come, and a contract."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

from django.test import override_settings

from chophien.accounts.models import Person
from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.actions.asking import ask_cash_out
from chophien.cashpoints.actions.confirming import Proof, confirm_cash_out, send_confirmation
from chophien.cashpoints.actions.floats import bring_float
from chophien.cashpoints.actions.places import appoint_agent, open_point, open_till
from chophien.cashpoints.actions.taking import confirm_cash_in, count_cash_in
from chophien.cashpoints.models import CashOrder, Point, Till
from chophien.cashpoints.selectors.owed import owed_named
from chophien.cashpoints.states import CashStatus
from chophien.lib.actor import SYSTEM
from chophien.messages.models import OutgoingSms
from chophien.places.tests.factories import a_commune
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.settlement.tests.factories import earns

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""A Tuesday, 12:00 in Vietnam."""
LONG_AGO = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
CONTRACT = "12/2026/HĐ-BĐVN"
_NUMBERS = count(1)


def partner_contract(*, number: str = CONTRACT) -> None:
    """The dated rule that names the partner and the number of its contract."""
    LegalParameter.objects.filter(key="cashpoints.partner").update(
        value={"partner": "Tổng công ty Bưu điện", "contract": number}
    )
    remember(seconds=ONE_DAY)


@contextmanager
def real_money(number: str = CONTRACT) -> Iterator[None]:
    """A partner's contract is in force and configured."""
    partner_contract(number=number)
    with override_settings(CASHPOINT_CONTRACT=number):
        yield


def a_point(
    *, contract: str = CONTRACT, commune_code: str = "00721", at: datetime = LONG_AGO, **facts: object
) -> Point:
    facts = {"name": "Điểm bưu điện Đồng Văn", "address": "Cạnh chợ trung tâm", **facts}
    commune = a_commune(commune_code)
    return open_point(commune=commune, contract=contract, actor=SYSTEM, at=at, **facts)


def a_till(*, point: Point | None = None, holds: int = 30_000_000, at: datetime = LONG_AGO, **facts: object) -> Till:
    """A till with so much cash in it."""
    till = open_till(point=point or a_point(at=at, **facts), name="Quầy 1", actor=SYSTEM, at=at)
    if holds:
        fills(till, holds)
    return till


def fills(till: Till, amount: int, *, at: datetime = NOON) -> None:
    """The partner brings so much to the till."""
    number = next(_NUMBERS)
    bring_float(till=till, amount_vnd=amount, reference=f"VC-{number}", key=f"fill-{number}", actor=SYSTEM, at=at)


def an_agent(point: Point, *, at: datetime = LONG_AGO, **facts: object) -> Person:
    person = PersonFactory(name="Vàng Thị Dợ", **facts)
    appoint_agent(point=point, person=person, actor=SYSTEM, at=at)
    return person


def a_household(earned: int = 5_000_000, *, at: datetime = LONG_AGO, **facts: object) -> Seller:
    """A household with a manager of its own phone, and so much to come for long enough."""
    seller = a_seller(name="Nhà bà Sùng", kind=SellerKind.INDIVIDUAL, **facts)
    manager_of(seller, name="Sùng Thị Máy")
    if earned:
        earns(seller, earned, order=f"CP-T{next(_NUMBERS)}", at=at)
    return seller


def asked(seller: Seller, till: Till, amount: int, agent: Person, *, at: datetime = NOON, key: str = "") -> CashOrder:
    """Asked by the agent at the counter, the code sent."""
    key = key or f"k-{next(_NUMBERS)}"
    order = ask_cash_out(seller=seller, till=till, amount_vnd=amount, key=key, actor=agent, at=at)
    return send_confirmation(order=order, actor=agent, at=at)


def counted_in(
    code: str, till: Till, amount: int, agent: Person, *, at: datetime = NOON, key: str = "", phone: str | None = None
) -> CashOrder:
    """Cash that was brought for orders or a contract is counted, and the code is on the payer's phone: the order's own
    unless another is named. With an empty one they have a card.
    """
    owed = owed_named(code)
    phone = owed.phone if phone is None else phone
    order = count_cash_in(
        owed=owed, till=till, amount_vnd=amount, key=key or f"k-{next(_NUMBERS)}", phone=phone, actor=agent, at=at
    )
    asked_first = order.payer_phone and not order.codes_sent
    return send_confirmation(order=order, actor=agent, at=at) if asked_first else order


def paid_in(code: str, till: Till, amount: int, agent: Person, *, at: datetime = NOON, **facts: str) -> CashOrder:
    """Counted, and whoever brought it has told the agent the code, where one is asked for: the cash is booked."""
    order = counted_in(code, till, amount, agent, at=at, **facts)
    if order.status != CashStatus.ASKED:
        return order
    return confirm_cash_in(order=order, proof=Proof(code=code_sent(order)), actor=agent, at=at)


def code_sent(order: CashOrder) -> str:
    """The digits in the newest message to the customer."""
    text = OutgoingSms.objects.filter(about=f"cash:{order.code}").order_by("-pk").values_list("text", flat=True)[0]
    return next(word for word in text.split() if word.isdigit() and len(word) == 6)


def confirmed(seller: Seller, till: Till, amount: int, agent: Person, *, at: datetime = NOON) -> CashOrder:
    """Asked, and the customer has told the agent the code."""
    order = asked(seller, till, amount, agent, at=at)
    return confirm_cash_out(order=order, proof=Proof(code=code_sent(order)), actor=agent, at=at)
