"""The market's own simple protocol, for SMS and for calls: one JSON POST."""

import json

from chophien.messages.gateways.base import Handed, Letter
from chophien.messages.gateways.http import TIMEOUT_SECONDS, Address, ask, require_taken

ALREADY_TAKEN = 409


class JsonGateway:
    """A gateway that takes ``{"id", "to", "text"}`` as a JSON POST and answers ``{"id": …}``; for a call
    ``"language"`` as well.

    2xx means taken, 409 that this id was taken before; 408, 425, 429 and 5xx mean later; any other
    answer means never. ``user:password@`` in the address is sent as Basic authorisation.
    """

    delivers = True

    def __init__(self, address: str, *, setting: str, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Read the address once.

        :raises ValueError: if it is no http(s) address
        """
        self.address = Address.of(address, setting=setting)
        self.timeout_seconds = timeout_seconds

    def send(self, letter: Letter) -> Handed:
        """Post the message and read the answer."""
        told = {"id": letter.key, "to": letter.to, "text": letter.text}
        if letter.language:
            told["language"] = letter.language
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": letter.key,
            **self.address.authorisation,
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        answer = ask(self.address.url, body=body, headers=headers, timeout_seconds=self.timeout_seconds)
        if answer.status == ALREADY_TAKEN:
            return Handed(gateway_id="")
        require_taken(answer)
        return Handed(gateway_id=_told_id(answer.body))


def _told_id(body: bytes) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    found = told.get("id", "") if isinstance(told, dict) else ""
    return str(found)[:80]
