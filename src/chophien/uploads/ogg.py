"""Reads an Ogg recording of Opus (RFC 3533, RFC 7845): whole pages with true checksums, one voice, an end."""

from collections.abc import Iterator
from dataclasses import dataclass

from chophien.uploads import opus
from chophien.uploads.errors import FileBroken, NotARecording

SIGNATURE = b"OggS"
HEADER = 27
CONTINUED, FIRST, LAST = 1, 2, 4
NO_POSITION = (1 << 64) - 1
POLYNOMIAL = 0x04C11DB7


@dataclass(frozen=True)
class _Page:
    """One page: its flags, the position it ends at, whose it is, its place, and the pieces of packets in it."""

    flags: int
    position: int
    serial: int
    number: int
    pieces: tuple[bytes, ...]
    is_open: bool


def duration_ms(data: bytes) -> int:
    """How long the recording sounds: by its packets or by the position of its last page, whichever is longer.

    :raises NotARecording: if the first stream in it is not Opus
    :raises FileBroken: if a page is missing or changed, or if a second stream is mixed in
    """
    pages = list(_pages(data))
    if not pages or not pages[0].pieces or not pages[0].pieces[0].startswith(opus.HEAD):
        raise NotARecording
    _require_whole(pages)
    packets = list(_packets(pages))
    skipped = opus.check_head(packets[0])
    if len(packets) < 3 or not packets[1].startswith(b"OpusTags"):
        raise FileBroken
    samples = sum(opus.packet_samples(packet) for packet in packets[2:])
    last = max((page.position for page in pages if page.position != NO_POSITION), default=0)
    return round(max(samples, last - skipped) * 1000 / opus.SAMPLES_A_SECOND)


def _require_whole(pages: list[_Page]) -> None:
    """One stream, begun and ended once, no page left out."""
    numbers = [page.number for page in pages]
    begun = [bool(page.flags & FIRST) for page in pages]
    ended = [bool(page.flags & LAST) for page in pages]
    if (
        len({page.serial for page in pages}) != 1
        or numbers != list(range(numbers[0], numbers[0] + len(pages)))
        or not begun[0]
        or any(begun[1:])
        or not ended[-1]
        or any(ended[:-1])
    ):
        raise FileBroken


def _packets(pages: list[_Page]) -> Iterator[bytes]:
    """The packets, put together where they lie on two pages."""
    kept = b""
    for page in pages:
        if bool(page.flags & CONTINUED) != bool(kept):
            raise FileBroken
        for place, piece in enumerate(page.pieces):
            kept += piece
            if not (page.is_open and place == len(page.pieces) - 1):
                yield kept
                kept = b""
    if kept:
        raise FileBroken


def _pages(data: bytes) -> Iterator[_Page]:
    place = 0
    while place < len(data):
        head = data[place : place + HEADER]
        if len(head) < HEADER or not head.startswith(SIGNATURE) or head[4] != 0:
            raise FileBroken
        table = data[place + HEADER : place + HEADER + head[26]]
        end = place + HEADER + head[26] + sum(table)
        if len(table) < head[26] or end > len(data):
            raise FileBroken
        _require_true(data[place:end], stated=int.from_bytes(head[22:26], "little"))
        yield _Page(
            flags=head[5],
            position=int.from_bytes(head[6:14], "little"),
            serial=int.from_bytes(head[14:18], "little"),
            number=int.from_bytes(head[18:22], "little"),
            pieces=tuple(_pieces(table, data[place + HEADER + head[26] : end])),
            is_open=bool(table) and table[-1] == 255,
        )
        place = end


def _pieces(table: bytes, body: bytes) -> Iterator[bytes]:
    """The packets of a page by its table of lengths; the last one may go on overleaf."""
    start, length = 0, 0
    for size in table:
        length += size
        if size < 255:
            yield body[start : start + length]
            start, length = start + length, 0
    if length:
        yield body[start:]


def _require_true(page: bytes, *, stated: int) -> None:
    if checksum(page[:22] + bytes(4) + page[26:]) != stated:
        raise FileBroken


def _table() -> tuple[int, ...]:
    made = []
    for byte in range(256):
        value = byte << 24
        for _bit in range(8):
            value = (value << 1 ^ POLYNOMIAL) & 0xFFFFFFFF if value >> 31 else value << 1
        made.append(value)
    return tuple(made)


_CHECKS = _table()


def checksum(page: bytes) -> int:
    """The checksum of a page in which its own place is zero."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _CHECKS[value >> 24 ^ byte]
    return value
