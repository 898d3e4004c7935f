"""The chain of a lot, all its lots, every entry: for the shop that has it and, for a purpose, its area's officers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lots.models import Lot
from chophien.traceability.selectors.acts import odd_acts
from chophien.traceability.selectors.chain import history_of, put_together
from chophien.traceability.selectors.entries import entries_of
from chophien.traceability.selectors.kin import by_level, neighbours, relatives
from chophien.traceability.selectors.recalls import orders_with, recall_that_holds
from chophien.traceability.views._lot import LOTS_MOST, asked_why, frame, lot_of
from chophien.web.decorators import signed_in

STEPS_MOST, NEAR_MOST = 60, 60
"""How much a page tells one by one; of what is beyond that it says how many."""
ENTRIES, LOTS = 50, 100
"""On one page of them."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def chain(request: SignedInRequest, code: str) -> HttpResponse:
    """What a lot was made of, what was made of it, each step, and the orders that have it."""
    at = timezone.now()
    lot = lot_of(request, code, at=at)
    framed = frame(request, lot, at=at)
    page = {"page": "recall"} if request.POST.get("page") == "recall" else {}
    if (asked := asked_why(request, lot, {**framed, **page}, at=at)) is not None:
        return asked
    history, near, orders = history_of(lot), neighbours(lot), orders_with([lot.pk])
    context = {
        **framed,
        "history": history,
        "steps": put_together(history.steps, own=lot.code, most=STEPS_MOST),
        "behind": by_level(history.sources, most=LOTS_MOST),
        "ahead": by_level(history.descendants, most=LOTS_MOST),
        "odd": odd_acts(lot),
        "near": near,
        "most": NEAR_MOST,
        "orders": list(orders[:NEAR_MOST]),
        "ordered": orders.count(),
        "recall": recall_that_holds(lot),
    }
    return render(request, "traceability/desk/chain.html", context)


@never_cache
@require_safe
@signed_in
def lots(request: SignedInRequest, code: str) -> HttpResponse:
    """All lots of the chain, the furthest behind first, some on a page."""
    at = timezone.now()
    lot = lot_of(request, code, at=at)
    framed = frame(request, lot, at=at)
    if (asked := asked_why(request, lot, framed, at=at)) is not None:
        return asked
    behind, ahead = relatives(lot, back=True), relatives(lot, back=False)
    found = [*((-one.level, one.lot) for one in reversed(behind)), *((one.level, one.lot) for one in ahead)]
    after = _after(request)
    context = {**framed, "found": found[after : after + LOTS], "count": len(found)}
    context["previous"] = _page_at("chain-lots", lot, after - LOTS) if after else ""
    context["following"] = _page_at("chain-lots", lot, after + LOTS) if len(found) > after + LOTS else ""
    return render(request, "traceability/desk/chain_lots.html", context)


@never_cache
@require_safe
@signed_in
def entries(request: SignedInRequest, code: str) -> HttpResponse:
    """Everything that was written down of this lot, entry by entry, some on a page."""
    at = timezone.now()
    lot = lot_of(request, code, at=at)
    framed = frame(request, lot, at=at)
    if (asked := asked_why(request, lot, framed, at=at)) is not None:
        return asked
    after = _after(request)
    found = entries_of(lot, after=after, most=ENTRIES + 1)
    shown, more = found[:ENTRIES], len(found) > ENTRIES
    context = {**framed, "entries": shown, "previous": _page_at("chain-entries", lot, after - ENTRIES) if after else ""}
    context["following"] = _page_at("chain-entries", lot, shown[-1].number) if more else ""
    return render(request, "traceability/desk/chain_entries.html", context)


def _after(request: SignedInRequest) -> int:
    """Behind which row a page begins; a number that was bent means the first page."""
    said = request.GET.get("sau", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0


def _page_at(name: str, lot: Lot, after: int) -> str:
    return f"{reverse(f'traceability:{name}', args=[lot.code])}?sau={max(after, 0)}"
