"""Signatures by the Standard Webhooks convention: HMAC-SHA256 over the message's id, moment and body."""

import base64
import hmac
import secrets
from datetime import datetime
from hashlib import sha256

PREFIX, VERSION = "whsec_", "v1"
SECRET_BYTES = 32
TOLERANCE_SECONDS = 300


def new_secret() -> str:
    """A secret as the convention writes it: ``whsec_`` and 32 bytes in Base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(body: bytes, *, message_id: str, secret: str, at: datetime) -> dict[str, str]:
    """The three headers that go with a message."""
    moment = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"{VERSION},{_signature(body, message_id=message_id, moment=moment, secret=secret)}",
    }


def is_genuine(body: bytes, headers: dict[str, str], *, secret: str, at: datetime) -> bool:
    """Whether a message was signed with this secret within the last five minutes, as a receiver checks it."""
    message_id, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not moment.isascii() or not moment.isdigit() or abs(at.timestamp() - int(moment[:12])) > TOLERANCE_SECONDS:
        return False
    expected = _signature(body, message_id=message_id, moment=moment, secret=secret)
    offered = [one.partition(",") for one in headers.get("webhook-signature", "").split()]
    return any(
        version == VERSION and hmac.compare_digest(told.encode(), expected.encode())
        for version, _comma, told in offered
    )


def _signature(body: bytes, *, message_id: str, moment: str, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = f"{message_id}.{moment}.".encode() + body
    return base64.b64encode(hmac.new(key, content, sha256).digest()).decode()
