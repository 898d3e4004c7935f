"""A device with a lock, as WebAuthn knows it: makes keys and signs, for tests without a browser."""

import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Device:
    """Signs with one ES256 key; `count` rises with every signature."""

    def __init__(self, *, origin: str, host: str) -> None:
        self.origin, self.host = origin, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = b"key of this device"
        self.count = 0
        self.flags = PRESENT | VERIFIED

    def make(self, options: str) -> str:
        """Answer a question to make a key."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(WITH_KEY) + attested}
        return self._credential(
            {
                "clientDataJSON": self._client_data("webauthn.create", asked["challenge"]),
                "attestationObject": text(cbor2.dumps(statement)),
            }
        )

    def sign(self, options: str) -> str:
        """Answer a question to sign in."""
        self.count += 1
        client_data = self._client_data("webauthn.get", json.loads(options)["challenge"])
        data = self._data()
        padded = client_data + "=" * (-len(client_data) % 4)
        signed = data + sha256(urlsafe_b64decode(padded)).digest()
        return self._credential(
            {
                "clientDataJSON": client_data,
                "authenticatorData": text(data),
                "signature": text(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            }
        )

    def _data(self, more: int = 0) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([self.flags | more]) + struct.pack(">I", self.count)

    def _client_data(self, kind: str, challenge: str) -> str:
        return text(json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode())

    def _credential(self, response: dict[str, str]) -> str:
        name = text(self.credential_id)
        facts = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(facts)
