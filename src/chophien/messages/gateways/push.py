"""Notifications in the browser: sealed for it (RFC 8291), signed by us (VAPID, RFC 8292), handed to its service."""

import base64
import json
import os
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException

from chophien.messages.gateways.base import Handed, Letter, RecipientGone
from chophien.messages.gateways.http import TIMEOUT_SECONDS, ask, require_taken
from chophien.messages.gateways.push_encryption import seal_for_browser

KEPT_SECONDS = 24 * 3600
"""How long the push service may keep it for a phone that is off."""
GONE = frozenset({404, 410})
SERVICES = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com", ".notify.windows.com")
"""The push services of the browser makers. An address of anybody else is never called: it came from outside."""


def is_push_service(endpoint: str) -> bool:
    """Whether an address is one of the browser makers' push services."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    known = any(host.endswith(one) if one.startswith(".") else host == one for one in SERVICES)
    return parts.scheme == "https" and known and port in {None, 443} and parts.username is None


class PushGateway:
    """Hands a notification to the push service that the browser named."""

    delivers = True

    def __init__(self, *, private_key: str, contact: str, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Take the market's VAPID key (base64url, as `print_push_key` writes it) and whom push services may write to.

        :raises ValueError: if it is no key
        """
        self.vapid = vapid_of(private_key)
        self.contact = contact
        self.timeout_seconds = timeout_seconds

    def send(self, letter: Letter) -> Handed:
        """Seal, sign and post it."""
        device = json.loads(letter.to)
        endpoint = str(device["endpoint"])
        if not is_push_service(endpoint):
            raise RecipientGone("not the address of a push service")
        shown = {"text": letter.text, "link": letter.link, "tag": letter.about}
        try:
            body = seal_for_browser(
                json.dumps(shown, ensure_ascii=False).encode(),
                public_key=device["p256dh"],
                secret=device["auth"],
                our_key=ec.generate_private_key(ec.SECP256R1()),
                salt=os.urandom(16),
            )
        except ValueError as fault:
            raise RecipientGone("keys that are none") from fault
        return self.post(endpoint, body)

    def post(self, endpoint: str, body: bytes) -> Handed:
        """Hand the sealed body over."""
        parts = urlsplit(endpoint)
        claims: dict[str, str | int] = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": self.contact}
        headers = {
            **self.vapid.sign(claims),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_SECONDS),
            "Urgency": "high",
        }
        answer = ask(endpoint, body=body, headers=headers, timeout_seconds=self.timeout_seconds)
        if answer.status in GONE:
            raise RecipientGone(f"answered {answer.status}")
        require_taken(answer)
        return Handed(gateway_id="")


def vapid_of(private_key: str) -> Vapid02:
    """The market's signing key.

    :raises ValueError: if the text is no key
    """
    try:
        return Vapid02.from_string(private_key)
    except (ValueError, TypeError, VapidException) as fault:
        raise ValueError("CHOPHIEN_PUSH_KEY is no key: see print_push_key") from fault


def public_key_of(private_key: str) -> str:
    """The half of the key that browsers are told, base64url.

    :raises ValueError: if the text is no key
    """
    point = vapid_of(private_key).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()
