"""What anybody may know of a receipt by the code on it: that it was given, over how much, where and when."""

from dataclasses import dataclass
from datetime import datetime

from chophien.cashpoints.models import CashOrder
from chophien.cashpoints.states import CashStatus
from chophien.lib.codes import BadCode, normalise_code


@dataclass(frozen=True)
class Checked:
    """A genuine receipt. Whose cash it was, who gave it and what for is nobody else's business."""

    code: str
    amount_vnd: int
    at: datetime
    point: str
    commune: str
    simulated: bool


def code_written(text: str) -> str:
    """A code as it is written, however it was typed; empty where it can be none. No statement."""
    try:
        return normalise_code(text)
    except BadCode:
        return ""


def checked_receipt(text: str) -> Checked | None:
    """The receipt of this code, however it was typed; None where no cash changed hands under it. One statement."""
    code = code_written(text)
    if not code:
        return None
    rows = CashOrder.objects.filter(code=code, status=CashStatus.PAID, paid_at__isnull=False)
    found = rows.select_related("till__point__commune").first()
    if found is None or found.paid_at is None:
        return None
    point = found.till.point
    return Checked(code, found.amount_vnd, found.paid_at, point.name, point.commune.full_name, found.simulated)
