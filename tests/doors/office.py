"""What somebody keeps and works off at the office's desk, for the table of doors."""

from datetime import datetime
from typing import Any

from chophien.accounts.models import Person
from chophien.officedesk.actions.filters import keep_filter
from chophien.officedesk.models import BulkRun
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.statements import take_statement
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.reading.lines import RawLine
from chophien.smsdesk.actions import take_sms


def at_the_office(operator: Person, run: BulkRun, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address."""
    kept = keep_filter(shelf="goods", query="q=che", name="Chè", opens=False, is_shared=True, actor=operator, at=at)
    sms = take_sms(message_id="doors", phone="+84987000111", text="alo", at=at)
    raw = RawLine(incoming=True, booked_on=at.date(), amount_vnd=33_000, text="mua hang", reference="FT1")
    line = settle_line(line=take_line(raw=raw, at=at).line, at=at)
    file = "Ngày,Số tiền,Nội dung\n2026-11-21,-5000,phi\n"
    statement = take_statement(data=file.encode(), name="sao-ke.csv", actor=operator, at=at)
    return {
        "officedesk:statement": {"code": statement.code},
        "officedesk:bank-line": {"code": line.code},
        "officedesk:bank-step": {"code": line.code, "step": "tra-lai"},
        "officedesk:filters": {"key": "goods"},
        "officedesk:filter-step": {"key": "goods", "code": kept.code, "step": "giu-rieng"},
        "officedesk:bulk-step": {"code": run.code, "step": "di-tiep"},
        "officedesk:one-sms": {"code": sms.code},
        "officedesk:sms-step": {"code": sms.code, "step": "xong"},
    }
