"""What stands on a receipt, on paper and on the screen."""

from dataclasses import dataclass
from datetime import datetime

from chophien.accounts.selectors import people_by_code
from chophien.cashpoints.models import CashOrder, Point
from chophien.cashpoints.selectors.contracts import partner_then
from chophien.cashpoints.selectors.owed import owed_under
from chophien.cashpoints.states import CashKind, CashStatus, Way
from chophien.sellers.models import Seller


@dataclass(frozen=True)
class Receipt:
    """Cash that changed hands. Whoever shows it has asked first who may see it."""

    code: str
    kind: CashKind
    kind_shown: str
    point: Point
    till_code: str
    amount_vnd: int
    at: datetime
    customer: str
    """The name of whoever got or paid the cash, as far as the market knows it; of a guest whatever stands on the order.
    """
    phone: str
    """The customer's number in E.164, to be shown masked only; empty for a household without a phone."""
    phone_shown: str
    """The number, masked, of whoever said yes to what they paid; empty for earned money and without a phone."""
    in_name_of: str
    """Whose order or contract was paid for, where somebody else brought the cash; else empty."""
    what_for: str
    """The shop whose earned money it is, or the code of the orders or the contract it was paid for or goes back of."""
    of_contract: bool
    agent_code: str
    agent: str
    way: str
    """How the customer said yes, in words; empty for cash that was paid in before that was asked for."""
    partner: str
    contract: str
    simulated: bool


def receipt_of(code: str) -> Receipt | None:
    """The receipt of cash that changed hands; None while it has not. At most five statements."""
    rows = CashOrder.objects.select_related("till__point__commune__province", "person")
    order = rows.filter(code=code, status=CashStatus.PAID).first()
    return _receipt(order) if order is not None else None


def _receipt(order: CashOrder) -> Receipt:
    point = order.till.point
    agent = people_by_code([order.paid_by]).get(order.paid_by)
    partner, contract = order.partner, order.contract
    if not order.simulated and not contract:
        partner, contract = partner_then(order.paid_at or order.asked_at)
    name, phone = customer_of(order)
    brought_by_another = order.payer_code not in {"", order.customer_code}
    payer = people_by_code([order.payer_code]).get(order.payer_code) if brought_by_another else None
    by_card = payer is not None and order.confirmed_way == Way.CARD
    return Receipt(
        code=order.code,
        kind=CashKind(order.kind),
        kind_shown=order.kind_shown,
        point=point,
        till_code=order.till.code,
        amount_vnd=order.amount_vnd,
        at=order.paid_at or order.asked_at,
        customer=(payer.name if payer is not None and by_card else "") if brought_by_another else name,
        phone="" if order.payer_shown or brought_by_another else phone,
        phone_shown=order.payer_shown,
        in_name_of=name if brought_by_another else "",
        what_for=order.seller_code or order.group_code,
        of_contract=order.of_contract,
        agent_code=order.paid_by,
        agent=agent.name if agent else "",
        way=str(Way(order.confirmed_way).label) if order.confirmed_way else "",
        partner=partner,
        contract=contract,
        simulated=order.simulated,
    )


def customer_of(order: CashOrder) -> tuple[str, str]:
    """Name and number of whoever takes the cash, or whose order it is brought for; at most one statement. What goes
    back goes to the person who ordered, who need not be whom the parcel was for.
    """
    if order.group_code:
        owed = owed_under(order.group_code, of_contract=order.of_contract)
        if owed is not None and order.kind == CashKind.BACK:
            return owed.payee, owed.payee_phone
        return (owed.name, owed.phone) if owed else ("", "")
    if order.person is None:
        return "", ""
    shop = "" if order.person.name else Seller.objects.filter(code=order.seller_code).values_list("name", flat=True)[0]
    return order.person.name or shop, order.person.mobile
