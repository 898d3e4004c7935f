"""One page with one sheet: how much, whereto, who, the button. What ordering ahead and buying together share."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect, QueryDict

from chophien.lib.codes import new_token
from chophien.lib.quantity import NotAQuantity, QuantityTooLarge, parse_quantity
from chophien.orders.forms import ONLY_THIS, CheckoutForm
from chophien.orders.selectors.deciding import found_places, province_of_commune

PLACE, FIND, PICK = "place", "find", "pick"
"""The sheet's other buttons: work out the shipping, look for a commune by its name, take one that was found."""
KEPT, QUANTITY = "orders_sheet", "quantity"
LOOKED_FOR, LETTERS_MOST, NAME_MOST = "tim", 400, 100


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


def shown_again(path: str, answers: QueryDict, asked: str) -> HttpResponseRedirect:
    """To the sheet at its own address, at the place it was asked about, with the name looked for in the address.

    What was typed has to be kept before. Without scripts, Back and reload then only look, and never send a form again.
    """
    name = answers.get("find", "")[:NAME_MOST] if asked == FIND else ""
    query = f"?{urlencode({LOOKED_FOR: name})}" if name else ""
    return HttpResponseRedirect(f"{path}{query}#noi")


def keep(request: HttpRequest, answers: QueryDict) -> None:
    """Keep what was typed on this sheet, without consent and keys, until it is sent or another one is filled in."""
    kept = {name: answers.get(name, "")[:LETTERS_MOST] for name in (*ONLY_THIS, QUANTITY)}
    request.session[KEPT] = {"path": request.path, **kept}


def kept(request: HttpRequest) -> dict[str, str]:
    """What was typed on this sheet before; nothing, if that was another sheet."""
    found = request.session.get(KEPT)
    if not isinstance(found, Mapping) or found.get("path") != request.path:
        return {}
    return {name: str(found.get(name, "")) for name in (*ONLY_THIS, QUANTITY)}


def forget(request: HttpRequest) -> None:
    """Forget it, for it was sent."""
    request.session.pop(KEPT, None)


def looked_for(request: HttpRequest) -> dict[str, object]:
    """What the list of communes shows for the name in the address; nothing, where there is none."""
    name = request.GET.get(LOOKED_FOR, "")[:NAME_MOST]
    return {"found": found_places(name), "looked_for": name} if name else {}


def quantity(typed: str) -> Decimal | None:
    """What was typed as a quantity; None for what is none, so that the sheet shows the least one can take."""
    try:
        return parse_quantity(typed)
    except (NotAQuantity, QuantityTooLarge):
        return None


def places(answers: QueryDict, *, url: str) -> dict[str, object]:
    """What the list of communes shows: those found by the name that was typed, and where to send the choice."""
    name = answers.get("find", "")
    return {"found": found_places(name), "looked_for": name, "place_url": url}


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
