"""OCOP dossiers at the doors: one that its shop fills in, one that lies with the commune, with a paper."""

from datetime import datetime
from io import BytesIO
from typing import Any

from chophien.accounts.models import Person
from chophien.catalog.models import Listing
from chophien.ocop.actions.filling import add_evidence, answer, open_dossier, send
from chophien.ocop.selectors.sheets import sheet_of
from chophien.uploads.tests.factories import jpeg

HONEY = "mat-ong-cac-san-pham-tu-mat-ong-mat-khac"


def about_stars(
    people: dict[str, Person], listing: Listing, waiting: Listing, *, at: datetime
) -> dict[str, dict[str, Any]]:
    """What stands at each address."""
    manager = people["manager"]
    draft = open_dossier(listing=waiting, product_type=HONEY, actor=manager, at=at)
    sent = open_dossier(listing=listing, product_type=HONEY, actor=manager, at=at)
    file = BytesIO(jpeg(400, 300))
    paper = add_evidence(dossier=sent, question="1.1", file=file, name="Hợp đồng", actor=manager, at=at)
    answer(dossier=sent, answers=dict.fromkeys([one.key for one in sheet_of(sent)], 0), actor=manager, at=at)
    send(dossier=sent, actor=manager, at=at)
    return {
        "sellerdesk:readiness": {"kind": "vietgap"},
        "sellerdesk:ocop-dossier": {"code": draft.code},
        "sellerdesk:ocop-evidence": {"code": draft.code},
        "sellerdesk:ocop-step": {"code": draft.code, "step": "rut"},
        "officedesk:ocop-dossier": {"code": sent.code},
        "officedesk:ocop-step": {"code": sent.code, "step": "len-tinh"},
        "officedesk:ocop-paper": {"code": sent.code, "file_code": paper.file_code},
    }
