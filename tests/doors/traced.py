"""The interface for events of EPCIS, which asks every caller for a key, and a lot that is called back, for the table of
doors.
"""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.accounts.models import Person
from chophien.lib.codes import token_digest
from chophien.lots.tests.factories import a_brought_lot
from chophien.orders.models import Order
from chophien.sellers.models import Seller
from chophien.traceability.actions.numbers import say_number
from chophien.traceability.actions.recalling import Notice, start_recall
from chophien.traceability.models import RecallNotice
from chophien.uploads.tests.factories import PDF

EVENTS_BY_KEY = frozenset(
    f"traceability:{name}" for name in ("epcis", "captures", "capture", "events", "event", "event-types", "events-of")
)
"""Sessions open nothing there; `traceability/tests/test_capture_and_query.py` has what keys do."""
ABOUT_A_LOT = ("chain", "chain-lots", "chain-entries", "recall", "end-recall")
LINK = "TB-2222-2222-2222-2222-22"


def about_chains(people: dict[str, Person], seller: Seller, order: Order, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address: a lot of its own that the shop has called back, as if the order had goods of it."""
    lot, _growers = a_brought_lot(seller, "3")
    recall = start_recall(lot=lot, notice=Notice("Bị mốc", "Đừng dùng"), actor=people["manager"], at=at)
    RecallNotice.objects.create(recall=recall, order=order, token_digest=token_digest(LINK), told_at=at)
    number = say_number(
        seller=seller, value="9506000100005", paper=SimpleUploadedFile("giay.pdf", PDF), actor=people["manager"], at=at
    )
    return {
        "traceability:numbers": {"code": seller.code},
        "traceability:number-step": {"code": seller.code, "file_code": number.file_code, "step": "giay"},
        "traceability:": {"code": "BT-NONE", "event_id": "urn:uuid:none", "resource": "bizSteps", "value": "shipping"},
        **{f"traceability:{name}": {"code": lot.code} for name in ABOUT_A_LOT},
        "traceability:notice": {"code": LINK},
    }
