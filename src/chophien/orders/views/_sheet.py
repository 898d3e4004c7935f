"""One page with one sheet: how much, whereto, who, the button. What ordering ahead and buying together share."""

from decimal import Decimal
from typing import Protocol

from django.http import HttpRequest, QueryDict

from chophien.lib.codes import new_token
from chophien.lib.quantity import NotAQuantity, QuantityTooLarge, parse_quantity
from chophien.orders.forms import CheckoutForm
from chophien.orders.selectors.deciding import found_places, province_of_commune

PLACE, FIND, PICK = "place", "find", "pick"
"""The sheet's other buttons: work out the shipping, look for a commune by its name, take one that was found."""


class Sheet(Protocol):
    """What a sheet has worked out, whatever is sold by it."""

    @property
    def shown(self) -> object: ...


def sent(request: HttpRequest) -> tuple[QueryDict, str]:
    """What was typed, with the commune that was picked in it, and which other button was pressed ("": the main)."""
    answers = request.POST.copy()
    if picked := answers.get(PICK, ""):
        answers["province_code"], answers["commune_code"] = province_of_commune(picked), picked
        return answers, PICK
    asked = str(answers.get("do", ""))
    return answers, asked if asked in {PLACE, FIND} else ""


def quantity(typed: str) -> Decimal | None:
    """What was typed as a quantity; None for what is none, so that the sheet shows the least one can take."""
    try:
        return parse_quantity(typed)
    except (NotAQuantity, QuantityTooLarge):
        return None


def places(answers: QueryDict, asked: str, *, url: str) -> dict[str, object]:
    """What the list of communes shows: those found by the name that was typed, and where to send the choice."""
    looked_for = answers.get("find", "")
    return {"found": found_places(looked_for) if asked == FIND else [], "looked_for": looked_for, "place_url": url}


def context(sheet: Sheet, form: CheckoutForm, *, place_url: str) -> dict[str, object]:
    """What the page of a sheet needs before anybody looked for a commune."""
    return {
        "sheet": sheet,
        "shown": sheet.shown,
        "form": form,
        "key": form["key"].value() or new_token(),
        "place_url": place_url,
        "found": [],
        "looked_for": "",
    }
