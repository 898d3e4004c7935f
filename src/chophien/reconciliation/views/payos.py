"""Where the bank's messenger tells of money that came."""

import json
from typing import Any

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chophien.reconciliation.actions.statements import is_ours
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.actions.trying import try_to_settle
from chophien.reconciliation.webhooks import payos

BAD, FORBIDDEN = 400, 403
BODY_MOST = 50_000
log = structlog.get_logger(__name__)


@require_POST
@never_cache
def receive(request: HttpRequest) -> JsonResponse:
    """Take one message, signed with `CHOPHIEN_PAYOS_KEY`; without that there is no such address.

    What it tells is kept before anything follows from it. Told again, or by a file as well, it is the same money. A
    message that is not about money that came to the market's account is answered and does nothing.
    """
    if not settings.PAYOS_KEY:
        raise Http404
    body = _body(request)
    if body is None:
        return JsonResponse({"success": False}, status=BAD)
    if not payos.is_genuine(body, key=settings.PAYOS_KEY):
        return JsonResponse({"success": False}, status=FORBIDDEN)
    data: dict[str, Any] = body["data"]
    if data.get("code", payos.CAME) != payos.CAME or not any(map(is_ours, payos.accounts_in(data))):
        log.warning("bank_message_left_alone", reference=str(data.get("reference"))[:80])
        return JsonResponse({"success": True})
    try:
        raw = payos.line_in(data)
    except payos.Unreadable:
        return JsonResponse({"success": False}, status=BAD)
    at = timezone.now()
    line = take_line(raw=raw, at=at).line
    try_to_settle(line, at=at)  # it is kept: what goes wrong now the clock tries again
    return JsonResponse({"success": True})


def _body(request: HttpRequest) -> dict[str, Any] | None:
    if len(request.body) > BODY_MOST:
        return None
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
