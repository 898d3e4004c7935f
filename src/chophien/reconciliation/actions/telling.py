"""Telling who paid: how much is missing, or what comes back. By a job, after the commit of what it tells about."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.collecting.actions.telling import tell_paying_in
from chophien.collecting.selectors.files import finding_by_code
from chophien.collecting.selectors.handovers import OPEN as AWAITED
from chophien.collecting.selectors.handovers import PREFIX as RECEIPT_PREFIX
from chophien.collecting.selectors.handovers import hand_over_by_code
from chophien.lib.dates import format_day, format_moment, local_date
from chophien.lib.errors import Sentence
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import tell
from chophien.orders.models import OrderGroup
from chophien.orders.selectors.orders import orders_in
from chophien.payments.selectors import payment_of, transfer_for_group
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.selectors import kept_for
from chophien.reconciliation.states import LineStatus, Why
from chophien.wholesale.selectors.deposits import contract_of_deposit

PART_CAME = _("Chợ Phiên: %(came)s came for %(code)s. %(missing)s is missing: transfer it with the same note.")
PART_CAME_UNTIL = _(
    "Chợ Phiên: %(came)s came for %(code)s. %(missing)s is missing: transfer it with the same note before %(time)s."
)
BACK: dict[str, Sentence] = {
    Why.SURPLUS: _("Chợ Phiên: %(code)s is paid. %(amount)s too much came and comes back by %(day)s."),
    Why.TWICE: _("Chợ Phiên: %(code)s was paid twice. %(amount)s comes back by %(day)s."),
    Why.REST_NEVER_CAME: _("Chợ Phiên: %(code)s is cancelled. The %(amount)s that came comes back by %(day)s."),
    Why.TOO_LATE: _("Chợ Phiên: %(amount)s came after %(code)s was cancelled. It comes back by %(day)s."),
}
CAME_HOME: Sentence = _(
    "Chợ Phiên: the bank sent the %(amount)s for %(code)s back: the account is closed or wrong. It stays yours: write"
    " another account on the order's page."
)
OTHERWISE: Sentence = _("Chợ Phiên: the %(amount)s that came for %(code)s comes back by %(day)s.")


@transaction.atomic
def tell_part(*, line_id: int, at: datetime) -> None:
    """Tell who pays how much is missing: the buyer, or who pays collected cash in. Nothing once the rest has come or is
    not awaited any more.
    """
    line = BankLine.objects.get(pk=line_id)
    awaited = transfer_for_group(line.target)
    missing = awaited.amount_vnd if awaited else _missing_of_receipt(line.target)
    if line.status != LineStatus.PART or missing <= 0:
        return
    facts = {"came": format_vnd(line.amount_vnd), "missing": format_vnd(missing)}
    group = OrderGroup.objects.filter(code=line.target).first()
    until = next((order.held_until for order in orders_in(group) if order.held_until), None) if group else None
    if until is None:
        _tell(line.target, PART_CAME, facts, at=at)
    else:
        _tell(line.target, PART_CAME_UNTIL, {**facts, "time": format_moment(until)}, at=at)


@transaction.atomic
def tell_back(*, line_id: int, at: datetime) -> None:
    """Tell who paid what comes back, and by when; or that the bank could not bring it to them."""
    back = MoneyBack.objects.select_related("line").get(line_id=line_id)
    day = format_day(back.due_on, today=local_date(at))
    facts = {"amount": format_vnd(back.amount_vnd), "day": day}
    _tell(back.line.target, CAME_HOME if back.came_home else BACK.get(back.why, OTHERWISE), facts, at=at)


@transaction.atomic
def tell_home(*, line_id: int, at: datetime) -> None:
    """Tell a buyer that the bank could not bring what a carrier had collected too much; where no buyer is known,
    nobody.
    """
    line = BankLine.objects.get(pk=line_id)
    cash = finding_by_code(line.target).cash
    payment = payment_of(cash.order_code) if cash is not None else None
    if payment is not None:
        _tell(payment.group_code, CAME_HOME, {"amount": format_vnd(line.amount_vnd)}, at=at)


def _missing_of_receipt(code: str) -> int:
    receipt = hand_over_by_code(code) if code.startswith(RECEIPT_PREFIX) else None
    return receipt.due_vnd - kept_for(code) if receipt is not None and receipt.status in AWAITED else 0


def _tell(code: str, text: Sentence, facts: Mapping[str, object], *, at: datetime) -> None:
    group = OrderGroup.objects.select_related("person").filter(code=code).first()
    said = {"code": code, **facts}
    if group is not None:
        tell(
            kind="order.money",
            person_code=group.person.code if group.person else "",
            phone=group.contact_phone,
            text=text,
            facts=said,
            link=reverse("orders:order", args=[orders_in(group)[0].code]),
            about=code,
            language=group.language,
            at=at,
        )
    elif code.startswith(RECEIPT_PREFIX) and (receipt := hand_over_by_code(code)) is not None:
        tell_paying_in(receipt, text, said, at=at)
    elif (contract := contract_of_deposit(code)) is not None:
        tell(
            kind="wholesale.news",
            person_code=contract.buyer.code,
            phone=contract.buyer.mobile,
            text=text,
            facts=said,
            link=reverse("wholesale:contract", args=[code]),
            about=code,
            language=contract.buyer.language,
            at=at,
        )
