"""Telling the two sides of a contract, and who asked for goods."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse

from chophien.lib.errors import Sentence
from chophien.messages.actions.telling import tell
from chophien.sellers.actions.staff import tell_managers
from chophien.wholesale.models import Contract, PurchaseRequest


def tell_both(held: Contract, text: Sentence, *, at: datetime) -> None:
    """Tell both sides of a contract; `code` in the text is the contract's."""
    link, facts = reverse("wholesale:contract", args=[held.code]), {"code": held.code}
    tell_managers(seller=held.seller, kind="wholesale.news", text=text, link=link, about=held.code, at=at, facts=facts)
    tell_buyer_of_contract(held, text, {}, at=at)


def tell_buyer_of_contract(held: Contract, text: Sentence, more: Mapping[str, object], *, at: datetime) -> None:
    """Tell the buyer of a contract alone; `code` in the text is the contract's, the other facts are `more`."""
    buyer = held.buyer
    tell(
        kind="wholesale.news",
        person_code=buyer.code,
        phone=buyer.mobile,
        text=text,
        facts={"code": held.code, **more},
        language=buyer.language,
        link=reverse("wholesale:contract", args=[held.code]),
        about=held.code,
        at=at,
    )


def tell_buyer(request: PurchaseRequest, text: Sentence, *, at: datetime) -> None:
    """Tell who asked for goods; `goods` in the text is what they asked for."""
    buyer = request.buyer
    tell(
        kind="wholesale.news",
        person_code=buyer.code,
        phone=buyer.mobile,
        text=text,
        facts={"goods": request.goods},
        language=buyer.language,
        link=reverse("wholesale:request", args=[request.code]),
        about=request.code,
        at=at,
    )
