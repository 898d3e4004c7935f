"""Which lot a page is about, who reads it, and for what, where it is somebody of the office."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from chophien.accounts.policies import has_role_over
from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.lots.models import Lot
from chophien.traceability import policies
from chophien.traceability.actions.looking import look_at_chain
from chophien.traceability.selectors.recalls import lots_seen_by

REFUSED = 409
LOTS_MOST = 20
"""How many lots of one level a page names; of those beyond that it says how many."""
LOOKING, FOR_SO_LONG = "chain_look", timedelta(hours=1)
"""What an officer said to look at a chain for holds for the other lots of that hour, each of which is written down."""
PURPOSE_MOST = 300


def lot_of(request: SignedInRequest, code: str, *, at: datetime) -> Lot:
    """The lot; there is none for who may not see its chain."""
    return get_object_or_404(lots_seen_by(request.user, at=at), code=code)


def frame(request: SignedInRequest, lot: Lot, *, at: datetime) -> dict[str, Any]:
    """The lot, and whether somebody of the shop reads it."""
    is_shop = has_role_over(request.user, policies.SEEING - policies.OVERSEEING, seller_code=lot.seller.code, at=at)
    return {
        "lot": lot,
        "is_shop": is_shop,
        "page": "",
        "may_recall": bool(policies.can_recall_lot(request.user, lot.seller, at=at)),
    }


def asked_why(request: SignedInRequest, lot: Lot, framed: dict[str, Any], *, at: datetime) -> HttpResponse | None:
    """The page that asks an officer what they need to see a lot's chain for, or the way on once it is said and written
    down. None for the shop itself, and for who said it within the hour: then this lot is written down too. Asked on a
    recall's page, it leads back there.
    """
    if framed["is_shop"]:
        return None
    kept = request.session.get(LOOKING, {})
    until = parse_datetime(kept.get("until", ""))
    if request.method == "POST":
        kept = {"purpose": request.POST.get("purpose", "")[:PURPOSE_MOST], "lots": []}
        until = at + FOR_SO_LONG
        kept["until"] = until.isoformat()
    elif until is None or until < at:
        return render(request, "traceability/desk/why.html", {**framed, "problem": None})
    if lot.code not in kept["lots"]:
        try:
            look_at_chain(lot=lot, purpose=kept["purpose"], actor=request.user, at=at)
        except DomainError as refusal:
            context = {**framed, "problem": refusal}
            return render(request, "traceability/desk/why.html", context, status=REFUSED)
        request.session[LOOKING] = {**kept, "lots": [*kept["lots"], lot.code]}
    page = "recall" if request.POST.get("page") == "recall" else "chain"
    return HttpResponseRedirect(reverse(f"traceability:{page}", args=[lot.code])) if request.method == "POST" else None


def may_look(request: SignedInRequest, lot: Lot, framed: dict[str, Any], *, at: datetime) -> bool:
    """Whether the chain of the lot stands open: to the shop itself, and to who said for what within the hour."""
    kept = request.session.get(LOOKING, {})
    until = parse_datetime(kept.get("until", ""))
    return framed["is_shop"] or (until is not None and until >= at and lot.code in kept["lots"])
