"""What the market that all pages are looked at in has of OCOP: a sheet that is begun, and one with the province."""

from datetime import datetime

from django.db import transaction

from chophien.catalog.models import Listing
from chophien.lib.actor import SYSTEM
from chophien.ocop.actions.filling import answer, open_dossier, send
from chophien.ocop.actions.grading import forward
from chophien.ocop.models import Dossier
from chophien.ocop.selectors.sheets import sheet_of
from tests.market.page import Facts, Page, words

TEA = "cac-san-pham-khac-tu-che-tra"


@transaction.atomic
def of_stars(shop: str, *, at: datetime) -> dict[str, str]:
    """Codes of the two dossiers."""
    goods = list(Listing.objects.filter(seller__code=shop, live__isnull=False).order_by("pk")[:2])
    begun, sent = (open_dossier(listing=one, product_type=TEA, actor=SYSTEM, at=at) for one in goods)
    answer(dossier=begun, answers=_answers(begun, 5), actor=SYSTEM, at=at)
    answer(dossier=sent, answers=_answers(sent, 100), actor=SYSTEM, at=at)
    send(dossier=sent, actor=SYSTEM, at=at)
    forward(dossier=sent, actor=SYSTEM, at=at)
    return {"begun": begun.code, "sent": sent.code}


def _answers(dossier: Dossier, many: int) -> dict[str, int]:
    return {one.key: len(one.answers) - 1 for one in sheet_of(dossier)[:many]}


def _code(name: str):
    def words(facts: Facts) -> dict[str, str]:
        return {"code": facts["ocop"][name]}

    return words


STARRED = (
    Page("readiness", "sellerdesk:readiness", words(kind="vietgap"), person="manager-2"),
    Page("ocop", "sellerdesk:ocop", person="manager-2"),
    Page("ocop-sheet", "sellerdesk:ocop-dossier", _code("begun"), person="manager-2"),
    Page("ocop-sent", "sellerdesk:ocop-dossier", _code("sent"), person="manager-2"),
    Page("office-ocop", "officedesk:ocop", person="operator-1"),
    Page("office-ocop-dossier", "officedesk:ocop-dossier", _code("sent"), person="operator-1"),
)
