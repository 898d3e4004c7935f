"""Where gateways tell of payments. What they tell is kept before anything follows from it."""

import json
from collections.abc import Mapping
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.gateways.actions.hearing import hear, is_payment
from chophien.gateways.actions.settling import settle
from chophien.gateways.adapters.base import Outcome
from chophien.gateways.configured import gateway, is_open
from chophien.gateways.states import AttemptStatus, GatewayName, Source

NO_CONTENT, BAD, FORBIDDEN, LATER = 204, 400, 403, 503
QUERY_MOST, BODY_MOST = 4_000, 20_000
REPLIES = {
    "00": "Confirm Success",
    "01": "Order not found",
    "02": "Order already confirmed",
    "04": "Invalid amount",
    "97": "Invalid signature",
    "99": "Unknown error",
}
"""What VNPay wants to be answered: 00 and 02 end its telling, the others have it tell again."""
log = structlog.get_logger(__name__)


@require_safe
@never_cache
def vnpay(request: HttpRequest) -> JsonResponse:
    """Take one message of VNPay's server, signed with `CHOPHIEN_VNPAY_KEY`; without that there is no such address."""
    if not is_open(GatewayName.VNPAY):
        raise Http404
    said = request.GET.dict() if len(request.META.get("QUERY_STRING", "")) <= QUERY_MOST else {}
    code = _vnpay(said)
    return JsonResponse({"RspCode": code, "Message": REPLIES[code]})


def _vnpay(said: Mapping[str, Any]) -> str:
    at = timezone.now()
    told = gateway(GatewayName.VNPAY).read_notice(said)
    heard = hear(gateway=GatewayName.VNPAY, source=Source.NOTICE, told=told, at=at)
    if not told.genuine:
        return "97"
    if heard.attempt is None or heard.notice is None or not told.ours:
        return "01"
    taken = heard.attempt.came_vnd or heard.attempt.amount_vnd
    if told.outcome != Outcome.UNKNOWN and told.amount_vnd != taken:
        settle(notice=heard.notice, at=at)
        return "04"
    if heard.attempt.status == AttemptStatus.PAID:
        return "02"
    try:
        attempt = settle(notice=heard.notice, at=at)
    except Exception:  # it is kept, and VNPay tells it again: whoever reads the log sees why
        log.exception("gateway_notice_not_settled", attempt=heard.attempt.reference)
        return "99"
    return "00" if heard.is_new or attempt.status != heard.attempt.status else "02"


@require_POST
@never_cache
def momo(request: HttpRequest) -> HttpResponse:
    """Take one message of MoMo's server, signed with `CHOPHIEN_MOMO_KEY`; without that there is no such address.

    It is answered with nothing, as MoMo wants. What could not be done yet is answered so that it is told again.
    """
    if not is_open(GatewayName.MOMO):
        raise Http404
    said = _body(request)
    if said is None:
        return HttpResponse(status=BAD)
    at = timezone.now()
    told = gateway(GatewayName.MOMO).read_notice(said)
    heard = hear(gateway=GatewayName.MOMO, source=Source.NOTICE, told=told, at=at)
    if not told.genuine:
        return HttpResponse(status=FORBIDDEN)
    if heard.notice is not None and heard.attempt is not None:
        try:
            settle(notice=heard.notice, at=at)
        except Exception:  # it is kept, and asked about: whoever reads the log sees why
            log.exception("gateway_notice_not_settled", attempt=heard.attempt.reference)
            return HttpResponse(status=LATER)
        if not is_payment(heard.notice, heard.attempt):
            log.info("gateway_told", gateway="momo", outcome=told.outcome.value, code=told.code)
    return HttpResponse(status=NO_CONTENT)


def _body(request: HttpRequest) -> dict[str, Any] | None:
    if len(request.body) > BODY_MOST:
        return None
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
