"""Reads a WebM recording as browsers make it: one track of Opus, often without a stated length.

Nothing is decoded. The file is walked element by element (RFC 8794, RFC 9559): what counts is stepped into, the rest is
skipped by its size, and an element that reaches beyond the end of the file shows that something is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from chophien.uploads import opus
from chophien.uploads.errors import FileBroken, NotARecording

SIGNATURE = b"\x1a\x45\xdf\xa3"
EBML, SEGMENT, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
INFO, TRACKS, TRACK, BLOCK_GROUP = 0x1549A966, 0x1654AE6B, 0xAE, 0xA0
CONTAINERS = frozenset({EBML, SEGMENT, CLUSTER, INFO, TRACKS, TRACK, BLOCK_GROUP})
OPEN_ENDED = frozenset({SEGMENT, CLUSTER})
"""A recorder that does not know yet how long these will be leaves their size open."""
DOC_TYPE, SCALE, TIME, CODEC, CODEC_HEAD, TRACK_KIND = 0x4282, 0x2AD7B1, 0xE7, 0x86, 0x63A2, 0x83
SIMPLE_BLOCK, BLOCK = 0xA3, 0xA1
AUDIO = 2
LACING = 0x06
MOST_ELEMENTS = 60_000
NANOSECONDS = 1_000_000


@dataclass
class _Walk:
    """What has been met so far."""

    tracks: list[dict[int, bytes]] = field(default_factory=list)
    doc_type: bytes = b""
    scale: int = NANOSECONDS
    cluster_time: int = 0
    samples: int = 0
    last_end_ms: float = 0.0


def duration_ms(data: bytes) -> int:
    """How long the recording sounds: by its packets or by the times they are stamped with, whichever is longer.

    :raises NotARecording: if it is no WebM with exactly one track, of Opus
    :raises FileBroken: if something of it is missing
    """
    walk = _Walk()
    for element, body in _elements(data):
        _meet(walk, element, body)
    if walk.doc_type != b"webm" or not walk.tracks:
        raise NotARecording
    _require_one_voice(walk)
    if not walk.samples:
        raise FileBroken
    return round(max(walk.samples * 1000 / opus.SAMPLES_A_SECOND, walk.last_end_ms))


def _meet(walk: _Walk, element: int, body: memoryview) -> None:
    if element == TRACK:
        walk.tracks.append({})
    elif element == DOC_TYPE:
        walk.doc_type = bytes(body).rstrip(b"\0")
    elif element in {CODEC, CODEC_HEAD, TRACK_KIND} and walk.tracks:
        walk.tracks[-1][element] = bytes(body)
    elif element == SCALE:
        walk.scale = int.from_bytes(body, "big")
    elif element == TIME:
        walk.cluster_time = int.from_bytes(body, "big")
    elif element in {SIMPLE_BLOCK, BLOCK}:
        _meet_block(walk, body)


def _meet_block(walk: _Walk, body: memoryview) -> None:
    """A block is the track's number, a time of two bytes, flags, and the packet."""
    _require_one_voice(walk)
    _track, start = _number(body, 0)
    if len(body) < start + 4 or body[start + 2] & LACING:
        raise FileBroken
    samples = opus.packet_samples(body[start + 3 :])
    relative = int.from_bytes(body[start : start + 2], "big", signed=True)
    begins = (walk.cluster_time + relative) * walk.scale / NANOSECONDS
    walk.samples += samples
    walk.last_end_ms = max(walk.last_end_ms, begins + samples * 1000 / opus.SAMPLES_A_SECOND)


def _require_one_voice(walk: _Walk) -> None:
    if len(walk.tracks) != 1:
        raise NotARecording
    [track] = walk.tracks
    if int.from_bytes(track.get(TRACK_KIND, b""), "big") != AUDIO or track.get(CODEC, b"").rstrip(b"\0") != b"A_OPUS":
        raise NotARecording
    if CODEC_HEAD in track:
        opus.check_head(track[CODEC_HEAD])


def _elements(data: bytes) -> Iterator[tuple[int, memoryview]]:
    """Every element in the order of the file; containers come without their content, which follows by itself."""
    view = memoryview(data)
    place = 0
    for _turn in range(MOST_ELEMENTS):
        if place == len(view):
            return
        element, start = _identity(view, place)
        size, body = _number(view, start)
        unknown = size == (1 << 7 * (body - start)) - 1
        if unknown and element not in OPEN_ENDED:
            raise FileBroken
        if not unknown and body + size > len(view):
            raise FileBroken
        if element in CONTAINERS:
            yield element, view[body:body]
            place = body
        else:
            yield element, view[body : body + size]
            place = body + size
    raise FileBroken


def _identity(view: memoryview, place: int) -> tuple[int, int]:
    """The name of an element, its marker bit included, and where its size stands."""
    length = _length(view, place, most=4)
    return int.from_bytes(view[place : place + length], "big"), place + length


def _number(view: memoryview, place: int) -> tuple[int, int]:
    """A number of variable length without its marker bit, and where it ends."""
    length = _length(view, place, most=8)
    marked = int.from_bytes(view[place : place + length], "big")
    return marked & ((1 << 7 * length) - 1), place + length


def _length(view: memoryview, place: int, *, most: int) -> int:
    if place >= len(view) or not view[place]:
        raise FileBroken
    length = 9 - view[place].bit_length()
    if length > most or place + length > len(view):
        raise FileBroken
    return length
