"""Voice recordings for tests, put together on the spot, and hostile ones."""

import struct

from chophien.uploads.ogg import FIRST, LAST, checksum

PACKET = bytes([0x08]) + bytes(20)
"""20 ms of Opus: speech, mono, one frame."""
PACKETS_A_SECOND = 50
OPUS_HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)


def element(name: int, body: bytes, *, open_ended: bool = False) -> bytes:
    """One element of WebM, its size written in eight bytes, or left open."""
    size = b"\x01" + (b"\xff" * 7 if open_ended else len(body).to_bytes(7, "big"))
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + size + body


def webm(
    seconds: float = 3,
    *,
    codec: bytes = b"A_OPUS",
    doc_type: bytes = b"webm",
    tracks: int = 1,
    packet: bytes = PACKET,
    streamed: bool = True,
    jump_ms: int = 0,
) -> bytes:
    """A recording as Chromium makes it: the sizes of segment and clusters are open when it was `streamed`."""
    track = element(
        0xAE, element(0xD7, b"\1") + element(0x83, b"\2") + element(0x86, codec) + element(0x63A2, OPUS_HEAD)
    )
    clusters = b""
    for start in range(0, round(seconds * PACKETS_A_SECOND), PACKETS_A_SECOND):
        count = min(PACKETS_A_SECOND, round(seconds * PACKETS_A_SECOND) - start)
        time = start * 20 + (jump_ms if start else 0)
        blocks = b"".join(element(0xA3, b"\x81" + struct.pack(">hB", at * 20, 0x80) + packet) for at in range(count))
        clusters += element(0x1F43B675, element(0xE7, time.to_bytes(4, "big")) + blocks, open_ended=streamed)
    info = element(0x1549A966, element(0x2AD7B1, (1_000_000).to_bytes(3, "big")))
    segment = info + element(0x1654AE6B, track * tracks) + clusters
    return element(0x1A45DFA3, element(0x4282, doc_type)) + element(0x18538067, segment, open_ended=streamed)


def page(pieces: list[bytes], *, number: int, flags: int = 0, position: int = 0, serial: int = 7) -> bytes:
    """One page of Ogg with a true checksum; every piece is a whole packet."""
    table = b"".join(b"\xff" * (len(piece) // 255) + bytes([len(piece) % 255]) for piece in pieces)
    head = b"OggS" + struct.pack("<BBqII", 0, flags, position, serial, number)
    rest = bytes([len(table)]) + table + b"".join(pieces)
    return head + struct.pack("<I", checksum(head + bytes(4) + rest)) + rest


def ogg(seconds: float = 3, *, head: bytes = OPUS_HEAD, packet: bytes = PACKET, claims: int | None = None) -> bytes:
    """A recording as Firefox makes it; `claims` is the position that its last page states."""
    count = round(seconds * PACKETS_A_SECOND)
    pages = [
        page([head], number=0, flags=FIRST),
        page([b"OpusTags" + struct.pack("<I", 3) + b"lab" + struct.pack("<I", 0)], number=1),
    ]
    for start in range(0, count, PACKETS_A_SECOND):
        held = min(PACKETS_A_SECOND, count - start)
        is_last = start + held >= count
        position = claims if is_last and claims is not None else (start + held) * 960 + 312
        flags = LAST if is_last else 0
        pages.append(page([packet] * held, number=len(pages), flags=flags, position=position))
    return b"".join(pages)
