"""What was sent and refused, kept in the session and shown at the sheet's own address.

A refusal that were the answer to the form itself would stand in the browser's history as a form that was sent: once the
order is placed, Back would come to nothing, or ask to send the old form again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect, QueryDict

from chophien.orders.forms import CheckoutForm, JoinForm, PreorderForm, VoucherForm

KEPT, AGAIN, LETTERS_MOST = "orders_refused", "sua", 6_000
SHEETS = (CheckoutForm, PreorderForm, JoinForm, VoucherForm)
NAMES = tuple(dict.fromkeys(name for sheet in SHEETS for name in sheet.base_fields))
Faults = dict[str, list[str]]


@dataclass(frozen=True)
class Refusal:
    """What was typed, what is wrong with which field, and the sentence above all, in the words of then."""

    answers: dict[str, str]
    status: int
    problem: str = ""
    sign_in: str = ""
    faults: Faults = field(default_factory=dict)
    is_of_voucher: bool = False


def keep(
    request: HttpRequest,
    answers: QueryDict,
    *,
    status: int,
    form: BaseForm | None = None,
    problem: str = "",
    sign_in: str = "",
) -> HttpResponseRedirect:
    """Keep it until the order is placed or the sheet is opened anew, and have the browser show it."""
    request.session[KEPT] = {
        "path": request.path,
        "answers": {name: answers[name][:LETTERS_MOST] for name in NAMES if name in answers},
        "status": status,
        "problem": problem,
        "sign_in": sign_in,
        "faults": {name: list(map(str, sentences)) for name, sentences in form.errors.items()} if form else {},
        "is_of_voucher": isinstance(form, VoucherForm),
    }
    return HttpResponseRedirect(f"{request.path}?{AGAIN}=1")


def kept(request: HttpRequest) -> Refusal | None:
    """What was refused last of this sheet, where the address asks for it; any other look at the sheet forgets it."""
    found = request.session.get(KEPT)
    if not isinstance(found, Mapping) or found.get("path") != request.path:
        return None
    if AGAIN not in request.GET:
        forget(request)
        return None
    return Refusal(**{name: said for name, said in found.items() if name != "path"})


def forget(request: HttpRequest) -> None:
    """Forget it, for it was sent or mended."""
    if KEPT in request.session:
        del request.session[KEPT]


def say(form: BaseForm, faults: Faults) -> None:
    """Put beside the fields of a filled-in form what it does not find out by itself."""
    for name, sentences in faults.items():
        missing = [sentence for sentence in sentences if sentence not in form.errors.get(name, ())]
        if missing:
            form.add_error(name if name in form.fields else None, missing)
