"""What somebody keeps and works off at the office's desk, for the table of doors."""

from datetime import datetime
from typing import Any

from chophien.accounts.models import Person
from chophien.officedesk.actions.filters import keep_filter
from chophien.officedesk.models import BulkRun
from chophien.smsdesk.actions import take_sms


def at_the_office(operator: Person, run: BulkRun, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address."""
    kept = keep_filter(shelf="goods", query="q=che", name="Chè", opens=False, is_shared=True, actor=operator, at=at)
    sms = take_sms(message_id="doors", phone="+84987000111", text="alo", at=at)
    return {
        "officedesk:filters": {"key": "goods"},
        "officedesk:filter-step": {"key": "goods", "code": kept.code, "step": "giu-rieng"},
        "officedesk:bulk-step": {"code": run.code, "step": "di-tiep"},
        "officedesk:one-sms": {"code": sms.code},
        "officedesk:sms-step": {"code": sms.code, "step": "xong"},
    }
