"""Sealing a notification so that only the browser it is meant for can read it: RFC 8291 and RFC 8188."""

import base64

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_SIZE = 4096
PLAIN_MOST = 3_000
"""Push services take 4096 bytes with everything around; a notification is a sentence or two."""
LAST_RECORD = b"\x02"


def seal_for_browser(
    plain: bytes, *, public_key: str, secret: str, our_key: ec.EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """Encrypt `plain` for a subscription's `p256dh` and `auth` (base64url), with a key and salt used this once.

    :raises ValueError: if the subscription's keys are none, or the text is too long
    """
    if len(plain) > PLAIN_MOST:
        raise ValueError("a notification is too long")
    their_bytes, auth = from_base64(public_key), from_base64(secret)
    their_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), their_bytes)
    our_bytes = our_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = our_key.exchange(ec.ECDH(), their_key)
    keying = _derive(shared, salt=auth, info=b"WebPush: info\x00" + their_bytes + our_bytes, length=32)
    content_key = _derive(keying, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derive(keying, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    header = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(our_bytes)]) + our_bytes
    return header + AESGCM(content_key).encrypt(nonce, plain + LAST_RECORD, None)


def from_base64(text: str) -> bytes:
    """Read base64url without its padding.

    :raises ValueError: if it is none
    """
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _derive(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
