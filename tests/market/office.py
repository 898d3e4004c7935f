"""What waits and is kept at the office's desk in the market that journeys and pictures start from."""

from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.gateways.tests.factories import a_story
from chophien.lib.actor import SYSTEM
from chophien.officedesk.actions.filters import keep_filter
from chophien.orders.models import OrderGroup
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.statements import take_lines, take_statement
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.reading.lines import RawLine
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.settlement.actions.batches import draw_up
from chophien.settlement.selectors.batches import batches
from chophien.settlement.states import BatchStatus
from chophien.settlement.tests.factories import earns, with_account
from chophien.smsdesk.actions import take_sms
from chophien.tax.selectors.returns import returns_to_file
from tests.market.treasury import written_down
from tests.market.twice import written_off


def kept_and_unread(operator: Person, *, at: datetime) -> dict[str, str]:
    """A filter of the goods under a name, an SMS of a stranger that waits for somebody, money that nobody explained."""
    for name, query in (("Chè đang bán", "q=che&loai=published"), ("Mật ong", "q=mat+ong")):
        keep_filter(shelf="goods", query=query, name=name, opens=False, is_shared=False, actor=operator, at=at)
    sms = take_sms(message_id="filling", phone="+84987000112", text="cho hoi mua che o dau", at=at)
    raw = RawLine(incoming=True, booked_on=at.date(), amount_vnd=85_000, text="khach mua mat ong", reference="FT63251")
    line = settle_line(line=take_line(raw=raw, at=at).line, at=at)
    file = (
        "Ngày,Mã giao dịch,Số tiền,Nội dung\n2026-11-21,FT63252,-11000,phi dich vu\n2026-11-21,FT63253,45000,mua che\n"
    )
    statement = take_statement(data=file.encode(), name="sao-ke-21-11.csv", actor=operator, at=at)
    take_lines(statement=statement, at=at)
    group = OrderGroup.objects.order_by("pk")[0]
    return {
        **a_story(group.code, operator=operator, at=at),
        **written_down(operator, at=at),
        **written_off(operator, at=at),
        "sms": sms.code,
        "line": line.code,
        "line_out": BankLine.objects.filter(incoming=False).order_by("pk")[0].code,
        "statement": statement.code,
        "payouts": _to_be_paid(at=at),
        "answered": batches().filter(status=BatchStatus.DONE)[0].code,
        "waiting": batches().filter(status=BatchStatus.DRAFT).order_by("pk")[0].code,
        "return": returns_to_file()[0].code,
        "month": f"{returns_to_file()[0].month:%Y-%m}",
    }


def _to_be_paid(*, at: datetime) -> str:
    """A batch of payouts with a shop in it, and what that shop has to come besides."""
    shop = Seller.objects.filter(status=SellerStatus.APPROVED, payout_account=None).order_by("pk")[0]
    earns(with_account(shop), 812_000, order="CP-OLD", at=at - timedelta(days=9))
    earns(shop, 95_000, order="CP-NEW", at=at)
    return draw_up(actor=SYSTEM, at=at, everybody=True).code
