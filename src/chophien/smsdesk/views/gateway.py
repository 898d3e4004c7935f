"""Where a gateway brings the SMS that people write to the market, and takes the answers with it."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chophien.smsdesk.actions import take_sms
from chophien.web.addresses import client_address

FORBIDDEN, BAD = 403, 400
ID_MOST = 200


@require_POST
@never_cache
def receive(request: HttpRequest) -> HttpResponse:
    """Take one SMS: in the address `khoa` (the secret), `id`, `tu` (the sender) and perhaps `loi`, else as the body.

    What is answered is plain text and goes back to the sender; nothing when it is empty. The same message again gets
    the same answer and does nothing. Without `CHOPHIEN_SMS_INBOUND_KEY` there is no such address.
    """
    if not settings.SMS_INBOUND_KEY:
        raise Http404
    told = request.GET.get("khoa", "")
    if not hmac.compare_digest(told.encode("utf-8", "surrogatepass"), settings.SMS_INBOUND_KEY.encode()):
        return _plain("", FORBIDDEN)
    if settings.SMS_INBOUND_FROM and client_address(request) not in settings.SMS_INBOUND_FROM:
        return _plain("", FORBIDDEN)
    message_id, phone = request.GET.get("id", "")[:ID_MOST], request.GET.get("tu", "")[:40]
    if not message_id or not phone:
        return _plain("id, tu", BAD)
    text = request.GET["loi"] if "loi" in request.GET else request.body.decode("utf-8", "replace")
    sms = take_sms(message_id=message_id, phone=phone, text=text, at=timezone.now())
    return _plain(sms.answer)


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
