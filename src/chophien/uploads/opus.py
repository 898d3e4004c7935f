"""How long a packet of Opus sounds, by its first bytes (RFC 6716, section 3.1)."""

from chophien.uploads.errors import FileBroken

SAMPLES_A_SECOND = 48_000
HEAD = b"OpusHead"
HEAD_BYTES = 19
MOST_CHANNELS = 2
SILK, HYBRID = (480, 960, 1920, 2880), (480, 960)
CELT = (120, 240, 480, 960)
MOST_SAMPLES = 5_760
"""A packet is at most 120 ms long."""


def packet_samples(packet: bytes | memoryview) -> int:
    """The length of one packet in samples of 1/48,000 s.

    :raises FileBroken: if it is no packet of Opus
    """
    if not packet:
        raise FileBroken
    toc = packet[0]
    frames = _frames(packet)
    samples = frames * _frame_samples(toc >> 3)
    if not 0 < samples <= MOST_SAMPLES:
        raise FileBroken
    return samples


def check_head(head: bytes | memoryview) -> int:
    """How many samples at the beginning are not to be heard (RFC 7845, section 5.1).

    :raises FileBroken: if this is no head of a voice or music recording with one or two channels
    """
    if len(head) < HEAD_BYTES or bytes(head[:8]) != HEAD or head[8] >> 4 or not 1 <= head[9] <= MOST_CHANNELS:
        raise FileBroken
    return int.from_bytes(head[10:12], "little")


def _frames(packet: bytes | memoryview) -> int:
    kind = packet[0] & 3
    if kind < 3:
        return 1 if kind == 0 else 2
    if len(packet) < 2:
        raise FileBroken
    return packet[1] & 0x3F


def _frame_samples(configuration: int) -> int:
    if configuration < 12:
        return SILK[configuration & 3]
    if configuration < 16:
        return HYBRID[configuration & 1]
    return CELT[configuration & 3]
