"""Shops of the test market that are not open yet."""

from datetime import datetime
from io import BytesIO

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.models import Person
from chophien.lib.actor import SYSTEM
from chophien.places.models import TODAY, Commune
from chophien.regulations.selectors.documents import OPERATING, regulation_in_force
from chophien.sellers.actions.papers import add_document, save_identity
from chophien.sellers.actions.payout import set_payout_account
from chophien.sellers.actions.shops import ShopDetails, start_seller
from chophien.sellers.actions.standing import submit_seller
from chophien.sellers.models import Seller
from tests.market.photographs import photograph


def open_shops(*, at: datetime) -> dict[str, tuple[Seller, Person]]:
    """A shop that waits for an operator, and one whose owner is still writing."""
    commune = Commune.objects.get(vintage=TODAY, code="00721")
    shops = {}
    for name, phone, title in (
        ("draft", "+84900000051", "Vải lanh chị Dính"),
        ("in_review", "+84900000052", "Mật ong anh Sùng"),
    ):
        owner = ensure_person(phone=phone, name="Vàng Thị Dính", actor=SYSTEM, at=at)
        details = ShopDetails(name=title, kind="individual", commune=commune, hamlet="Bản Tả Lủng", phone=phone)
        shop = start_seller(details=details, actor=owner, at=at)
        if name == "in_review":
            answers = {
                "full_name": owner.name,
                "birth_date": "15/9/1984",
                "personal_id_number": "008184000123",
            }
            save_identity(seller=shop, answers=answers, actor=owner, at=at)
            add_document(seller=shop, kind="id_front", file=BytesIO(photograph(99)), actor=owner, at=at)
            set_payout_account(
                seller=shop,
                bank_bin="970436",
                account="0123456789",
                owner_name="VANG THI DINH",
                actor=owner,
                at=at,
            )
            agreed_to = regulation_in_force(OPERATING, at=at).version
            submit_seller(seller=shop, actor=owner, at=at, agreed_to=agreed_to)
        shops[name] = (shop, owner)
    return shops
