"""Encryption at rest: what is sealed here can only be read with the field keys of this market."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(RuntimeError):
    """Sealed bytes were changed, or their key is no longer among the field keys: an operator's matter, not a user's."""


def seal(plain: bytes) -> bytes:
    """Encrypt and sign with the newest field key. Sealing the same bytes twice gives different results."""
    return _seals(tuple(settings.FIELD_KEYS)).encrypt(plain)


def open_sealed(sealed: bytes | memoryview) -> bytes:
    """Decrypt what `seal` made with any of the field keys, old ones included.

    :raises SealBroken: if the bytes were changed or no key fits
    """
    try:
        return _seals(tuple(settings.FIELD_KEYS)).decrypt(bytes(sealed))
    except InvalidToken:
        raise SealBroken("sealed bytes do not open with any of the field keys") from None


def reseal(sealed: bytes | memoryview) -> bytes:
    """The same content under the newest field key, so that an old key can be retired.

    :raises SealBroken: as `open_sealed`
    """
    return seal(open_sealed(sealed))


@lru_cache(maxsize=4)
def _seals(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
