"""What people hold in their hands on the way in: a card, a code on its way, a table with a fault, a form half filled."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse

from chophien.accounts.models import Person
from chophien.channels.actions.imports import start_import
from chophien.channels.states import FaultyRows
from chophien.places.requests import sign_return
from chophien.sellers.actions.cards import print_card
from chophien.sellers.models import Seller

NUMBER = "0987000113"
TABLE = (
    "sku,title,category,price_vnd,unit,stock\nCHE-90,Chè Shan tuyết,che,nhiều,hộp,20\nCHE-91,,khong-co,185000,hộp,x\n"
)


def on_the_way_in(people: dict[str, Person], shop: str, *, at: datetime) -> dict[str, Any]:
    """The token of a card that a helper printed, a browser that waits for a code, a table that was tried, a way back."""
    seller = Seller.objects.get(code=shop)
    card = print_card(seller=seller, actor=people["helper-1"], at=at)
    tried = start_import(
        file=BytesIO(TABLE.encode()),
        file_name="hang-moi.csv",
        seller_code=seller.code,
        publish=False,
        dry_run=True,
        faulty_rows=FaultyRows.SKIP,
        actor=people["manager-2"],
        at=at,
    )
    return {
        "card": {"token": card.token},
        "import": {"code": tried.code},
        "back": sign_return(reverse("orders:checkout")),
    }


def waiting_for_a_code() -> Client:
    """A browser whose number was typed, and a code sent to it."""
    browser = Client(HTTP_HOST="127.0.0.1")
    answer = browser.post(reverse("accounts:sign-in"), {"phone": NUMBER})
    if answer.headers.get("Location") != reverse("accounts:code"):
        raise RuntimeError(f"no code was sent: {answer.status_code}")
    return browser
