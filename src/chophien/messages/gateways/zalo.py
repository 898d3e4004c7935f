"""Zalo Notification Service: templates that Zalo has approved, sent to a phone number.

https://developers.zalo.me/docs/zalo-notification-service/gui-tin-zns/gui-zns
"""

import json
from collections.abc import Mapping

from chophien.messages.gateways.base import GatewayBusy, GatewayRefused, Handed, Letter
from chophien.messages.gateways.http import TIMEOUT_SECONDS, Address, ask, require_taken

ADDRESS = "https://business.openapi.zalo.me/message/template"
LATER = frozenset({-100, -118, -124, -133, -144})
"""Zalo's codes that pass: unknown fault, no app on the phone now, token expired, night, quota of the day."""


class ZaloGateway:
    """Sends one of the operator's own templates. Each has the three fields `noi_dung`, `ma` and `lien_ket`."""

    delivers = True

    def __init__(
        self,
        *,
        token: str,
        templates: Mapping[str, str],
        address: str = ADDRESS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """`templates` names Zalo's template id for each kind of message that may go this way."""
        self.address = Address.of(address, setting="CHOPHIEN_ZALO_ADDRESS")
        self.token = token
        self.templates = templates
        self.timeout_seconds = timeout_seconds

    def send(self, letter: Letter) -> Handed:
        """Post the template with its three fields."""
        template = self.templates.get(letter.kind, "")
        if not template:
            raise GatewayRefused("no template for this kind")
        told = {
            "phone": letter.to.removeprefix("+"),
            "template_id": template,
            "template_data": {"noi_dung": letter.text, "ma": letter.about, "lien_ket": letter.link},
            "tracking_id": letter.key,
        }
        headers = {"Content-Type": "application/json; charset=utf-8", "access_token": self.token}
        body = json.dumps(told, ensure_ascii=False).encode()
        answer = ask(self.address.url, body=body, headers=headers, timeout_seconds=self.timeout_seconds)
        require_taken(answer)
        return _taken(answer.body)


def _taken(body: bytes) -> Handed:
    """Read Zalo's answer: it says 200 to everything and names the fault inside."""
    try:
        told = json.loads(body)
        error = int(told["error"])
    except (ValueError, TypeError, KeyError):
        raise GatewayBusy("an answer that is not Zalo's") from None
    if error in LATER:
        raise GatewayBusy(f"Zalo answered {error}")
    if error:
        raise GatewayRefused(f"Zalo answered {error}")
    data = told.get("data")
    return Handed(gateway_id=str(data.get("msg_id", ""))[:80] if isinstance(data, dict) else "")
