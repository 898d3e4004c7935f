"""Answers made small: Brotli where the browser knows it, gzip elsewhere."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import brotli

BROTLI, GZIP, IDENTITY = "br", "gzip", "identity"
SMALLEST = 400
QUICK_BROTLI, GOOD_BROTLI = 4, 6
STREAMED_AT_ONCE = 32_768
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


def compressed_stream(parts: Iterable[str], encoding: str) -> Iterator[bytes]:
    """The parts one after another in that encoding, some kilobytes at a time: no length takes more memory."""
    squeezer = _Squeezer(encoding)
    waiting: list[str] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part)
        if length >= STREAMED_AT_ONCE:
            if piece := squeezer.add("".join(waiting).encode()):
                yield piece
            waiting, length = [], 0
    yield squeezer.add("".join(waiting).encode()) + squeezer.end()


class _Squeezer:
    """A compressor of either kind, or none."""

    def __init__(self, encoding: str) -> None:
        self._brotli = brotli.Compressor(quality=QUICK_BROTLI, lgwin=18) if encoding == BROTLI else None
        self._gzip = zlib.compressobj(5, wbits=31) if encoding == GZIP else None

    def add(self, data: bytes) -> bytes:
        if self._brotli is not None:
            return bytes(self._brotli.process(data))
        return self._gzip.compress(data) if self._gzip is not None else data

    def end(self) -> bytes:
        if self._brotli is not None:
            return bytes(self._brotli.finish())
        return self._gzip.flush() if self._gzip is not None else b""


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
