"""Answers made small: Brotli where the browser knows it, gzip elsewhere."""

import gzip
import re
from collections.abc import Callable
from functools import lru_cache

import brotli

BROTLI, GZIP, IDENTITY = "br", "gzip", "identity"
SMALLEST = 400
QUICK_BROTLI, GOOD_BROTLI = 4, 6
_TYPES = re.compile(r"text/|application/(?:[\w.-]+\+)?(?:json|xml)|image/svg\+xml|application/javascript")


@lru_cache(maxsize=512)
def best_encoding(accepted: str) -> str:
    """Choose among br, gzip and identity from an Accept-Encoding header; a weight of 0 is a no."""
    offered = {}
    for part in accepted.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        offered[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    for encoding in (BROTLI, GZIP):
        if offered.get(encoding, False):
            return encoding
    return IDENTITY


def compressed(body: bytes, encoding: str, *, good: bool = False) -> bytes:
    """The body in that encoding; `good` takes longer for what is sent many times."""
    squeeze: Callable[[bytes], bytes] = _good(encoding) if good else _quick(encoding)
    return squeeze(body)


def is_worth_compressing(content_type: str, length: int) -> bool:
    """Tell whether text of this type and length gets smaller enough to bother."""
    return length >= SMALLEST and bool(_TYPES.match(content_type))


def _quick(encoding: str) -> Callable[[bytes], bytes]:
    if encoding == BROTLI:
        return lambda body: brotli.compress(body, quality=QUICK_BROTLI, lgwin=18)
    return (lambda body: gzip.compress(body, 5, mtime=0)) if encoding == GZIP else bytes


def _good(encoding: str) -> Callable[[bytes], bytes]:
    if encoding == BROTLI:
        return lambda body: brotli.compress(body, quality=GOOD_BROTLI, lgwin=20)
    return (lambda body: gzip.compress(body, 6, mtime=0)) if encoding == GZIP else bytes
