"""Telling the two sides of a contract, and who asked for goods."""

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
    buyer = held.buyer
    tell(
        kind="wholesale.news",
        person_code=buyer.code,
        phone=buyer.mobile,
        text=text,
        facts=facts,
        language=buyer.language,
        link=link,
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
