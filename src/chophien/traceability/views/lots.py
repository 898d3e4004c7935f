"""Calling a lot back: for the shop that has it and the officers of its area."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chophien.accounts.requests import SignedInRequest
from chophien.lib.codes import BadCode, normalise_code, token_digest
from chophien.lib.errors import DomainError, NotFound
from chophien.traceability import policies
from chophien.traceability.actions.recalling import LINK_PREFIX, end_recall, note_known, start_recall
from chophien.traceability.forms import RecallLotForm
from chophien.traceability.models import RecallNotice
from chophien.traceability.selectors.kin import by_level, relatives
from chophien.traceability.selectors.recalls import (
    goods_of,
    last_recall_of,
    notice_by_digest,
    notices_of,
    progress_of,
    recall_that_holds,
)
from chophien.traceability.states import RecallStatus
from chophien.traceability.views._lot import LOTS_MOST, asked_why, frame, lot_of, may_look
from chophien.web.decorators import signed_in

REFUSED, INVALID = 409, 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def recall(request: SignedInRequest, code: str) -> HttpResponse:
    """Call a lot back, or see how far that is. The way forward is shown to officers who said what they need it for;
    calling back waits for no such word.
    """
    at = timezone.now()
    lot = lot_of(request, code, at=at)
    if not policies.can_recall_lot(request.user, lot.seller, at=at):
        raise NotFound
    framed = frame(request, lot, at=at)
    if request.method != "POST" and (asked := asked_why(request, lot, {**framed, "page": "recall"}, at=at)) is not None:
        return asked
    form = RecallLotForm(request.POST or None)
    problem, status = None, INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            start_recall(lot=lot, notice=form.notice(), actor=request.user, at=at)
        except DomainError as refusal:
            problem, status = refusal, REFUSED
        else:
            return HttpResponseRedirect(reverse("traceability:recall", args=[lot.code]))
    running = last_recall_of(lot)
    context = {**framed, "form": form, "problem": problem, "recall": running}
    context["other"] = recall_that_holds(lot) if running is None or running.was_harmless else None
    if running is not None:
        context |= {
            "progress": progress_of(running),
            "may_end": running.status == RecallStatus.RUNNING and policies.can_end_recall(request.user, running, at=at),
        }
        sees = may_look(request, lot, framed, at=at)
        context["notices"] = notices_of(running) if sees else []
        context["reached"] = by_level(relatives(lot, back=False), most=LOTS_MOST) if sees else []
    return render(request, "traceability/desk/recall.html", context, status=status)


@never_cache
@require_POST
@signed_in
def end(request: SignedInRequest, code: str) -> HttpResponse:
    """End the recall that runs for a lot."""
    at = timezone.now()
    lot = lot_of(request, code, at=at)
    running = last_recall_of(lot)
    if running is None or not policies.can_recall_lot(request.user, lot.seller, at=at):
        raise NotFound
    end_recall(recall=running, was_harmless=request.POST.get("harmless") == "1", actor=request.user, at=at)
    return HttpResponseRedirect(reverse("traceability:recall", args=[lot.code]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """What a buyer was told about, by the link in the message: read it, and say so. No sign-in."""
    try:
        link = normalise_code(code[:40], prefix=LINK_PREFIX)
    except BadCode:
        raise NotFound from None
    found: RecallNotice | None = notice_by_digest(token_digest(link))
    if found is None:
        raise NotFound
    if request.method == "POST":
        note_known(notice=found, at=timezone.now())
        return HttpResponseRedirect(reverse("traceability:notice", args=[code]))
    context: dict[str, Any] = {"notice": found, "recall": found.recall, "goods": goods_of(found)}
    return render(request, "traceability/buyer/notice.html", context)
