"""Voices are taken only if they are whole, short and light, and heard by everybody only once they are made public."""

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client

from chophien.audit.models import Entry
from chophien.rules.actions import load_rules
from chophien.uploads import sound
from chophien.uploads.actions.recordings import (
    drop_recording,
    play_recording,
    publish_recording,
    take_recording,
    withdraw_recording,
)
from chophien.uploads.errors import (
    FileBroken,
    FileEmpty,
    NotARecording,
    RecordingTooLarge,
    RecordingTooLong,
    RecordingTooShort,
)
from chophien.uploads.models import Recording
from chophien.uploads.selectors import recording, voice_of, voices
from chophien.uploads.tests.factories import LAN, NOON, jpeg
from chophien.uploads.tests.sounds import OPUS_HEAD, PACKET, element, ogg, page, webm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(db):
    load_rules()


def taken(data: bytes, *, kind: str = "story", owner_code: str = "SP-CHE") -> Recording:
    return take_recording(file=BytesIO(data), owner_code=owner_code, kind=kind, actor=LAN, at=NOON)


@pytest.mark.parametrize(
    ("data", "content_type", "milliseconds"),
    [
        (webm(3), "audio/webm", 3_000),
        (webm(60), "audio/webm", 60_000),
        (webm(2.5, streamed=False), "audio/webm", 2_500),
        (ogg(3), "audio/ogg", 3_000),
        (ogg(59.98), "audio/ogg", 59_980),
    ],
    ids=["webm", "a minute", "with sizes", "ogg", "almost a minute"],
)
def test_a_voice_is_measured_by_its_packets_and_sealed(data, content_type, milliseconds, settings):
    voice = taken(data)

    kept = (Path(settings.PRIVATE_ROOT) / voice.path).read_bytes()
    assert (voice.content_type, voice.duration_ms, voice.size) == (content_type, milliseconds, len(data))
    assert data[:40] not in kept
    assert play_recording(recording=voice).data == data
    assert [(entry.what, entry.facts) for entry in Entry.objects.all()] == [
        ("uploads.recording_taken", {"recording": voice.code, "kind": "story", "milliseconds": milliseconds})
    ]


def test_what_chromium_records_is_taken():
    """Three seconds of its own test tone, as `uploads/static/uploads/voice.js` records them."""
    voice = taken((Path(__file__).parent / "chromium.webm").read_bytes())

    assert (voice.content_type, voice.duration_ms, voice.size) == ("audio/webm", 2_880, 7_107)


OTHER_PAGE = page([PACKET], number=2, serial=8)
HOSTILE = [
    ("nothing", b"", FileEmpty),
    ("heavier than the rule", webm(3) + b"\0" * 250_000, RecordingTooLarge),
    ("a photo", jpeg(200, 200), NotARecording),
    ("a program", b"#!/bin/sh\nrm -rf /", NotARecording),
    ("what older iPhones record", b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom" + bytes(400), NotARecording),
    ("mp3", b"ID3\x04\0\0" + bytes(400), NotARecording),
    ("a film", webm(3, tracks=2), NotARecording),
    ("another codec", webm(3, codec=b"A_VORBIS"), NotARecording),
    ("matroska", webm(3, doc_type=b"matroska"), NotARecording),
    ("vorbis in ogg", page([b"\x01vorbis" + bytes(23)], number=0, flags=2), NotARecording),
    ("too short", webm(0.5), RecordingTooShort),
    ("too long", webm(61), RecordingTooLong),
    ("too long by its times", webm(3, jump_ms=70_000), RecordingTooLong),
    ("too long in ogg", ogg(61), RecordingTooLong),
    ("too long by its position", ogg(3, claims=48_000 * 600), RecordingTooLong),
    ("cut in a block", webm(3)[:-7], FileBroken),
    ("cut in a known size", webm(3, streamed=False)[:-7], FileBroken),
    ("cut in a page", ogg(3)[:-7], FileBroken),
    ("cut between pages", ogg(3)[: -len(page([PACKET] * 50, number=9))], FileBroken),
    ("a page changed", ogg(3)[:-1] + b"\1", FileBroken),
    ("a second stream", ogg(3) + OTHER_PAGE, FileBroken),
    ("only a head", webm(0), FileBroken),
    ("only the signature", b"\x1a\x45\xdf\xa3", FileBroken),
    ("only the other signature", b"OggS", FileBroken),
    ("a size without end", b"\x1a\x45\xdf\xa3\x01" + b"\xff" * 7 + webm(3)[20:], FileBroken),
    ("no packet of Opus", webm(3, packet=b"\x03\x00"), FileBroken),
    ("frames beyond measure", webm(3, packet=b"\x1b\x3f" + bytes(20)), FileBroken),
    ("six channels", ogg(3, head=OPUS_HEAD[:9] + b"\6" + OPUS_HEAD[10:]), FileBroken),
    ("a million empty elements", element(0x1A45DFA3, element(0x4282, b"webm")) + b"\xec\x80" * 100_000, FileBroken),
]


@pytest.mark.parametrize(("data", "refusal"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_what_is_no_whole_voice_is_refused_and_nothing_is_kept(data, refusal, settings):
    with pytest.raises(refusal) as told:
        taken(data)

    assert "%(" not in str(told.value)
    assert not Recording.objects.exists()
    assert not Path(settings.PRIVATE_ROOT).exists()


@pytest.mark.parametrize("whole", [webm(1.2), webm(1.2, streamed=False), ogg(1.2)], ids=["webm", "sizes", "ogg"])
def test_no_cut_and_no_changed_byte_is_more_than_a_refusal(whole):
    for place in range(0, len(whole), 13):
        for data in (whole[:place], whole[:place] + b"\xff" + whole[place + 1 :], whole[:place] + whole[place + 5 :]):
            try:
                found = sound.check_recording(data, most_seconds=60)
            except (FileBroken, NotARecording, RecordingTooLong, RecordingTooShort):
                continue
            assert 1_000 <= found.duration_ms <= 60_500


def test_the_same_bytes_for_the_same_matter_are_one_recording():
    first, again, other = taken(webm(2)), taken(webm(2)), taken(webm(2), kind="message")

    assert first.pk == again.pk
    assert other.code != first.code
    assert recording(first.code, owner_code="SP-CHE", kind="story") == first
    assert recording(first.code, owner_code="SP-OTHER", kind="story") is None


def test_a_voice_is_heard_by_everybody_only_once_it_is_public():
    voice = taken(webm(2))
    before = voice_of(voice)

    public = publish_recording(recording=voice, actor=LAN, at=NOON)
    publish_recording(recording=voice, actor=LAN, at=NOON)

    shown = voices([voice.code])[voice.code]
    answer = Client().get(shown.url)
    assert (before.url, before.seconds) == ("", 2)
    assert shown == voice_of(public)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, webm(2), "audio/webm")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert [entry.what for entry in Entry.objects.order_by("pk")] == [
        "uploads.recording_taken",
        "uploads.recording_published",
    ]


@pytest.mark.parametrize(
    ("wanted", "status", "span"),
    [
        ("bytes=0-1", 206, (0, 1)),
        ("bytes=100-", 206, (100, None)),
        ("bytes=-5", 206, (-5, None)),
        ("bytes=0-99999999", 206, (0, None)),
        ("bytes=99999999-", 200, (0, None)),
        ("bytes=5-1", 200, (0, None)),
        ("bytes=-", 200, (0, None)),
        ("bytes=0-1,4-5", 200, (0, None)),
        ("lines=0-1", 200, (0, None)),
    ],
)
def test_a_phone_may_ask_for_a_part(wanted, status, span):
    data = ogg(2)
    shown = voice_of(publish_recording(recording=taken(data), actor=LAN, at=NOON))

    answer = Client().get(shown.url, headers={"Range": wanted})

    first, last = span
    expected = data[first : None if last is None else last + 1]
    assert (answer.status_code, answer.content) == (status, expected)
    assert answer["Content-Length"] == str(len(expected))


@pytest.mark.parametrize("way", [withdraw_recording, drop_recording])
def test_a_voice_taken_back_is_gone(way, django_capture_on_commit_callbacks):
    voice = publish_recording(recording=taken(webm(2)), actor=LAN, at=NOON)
    address = voice_of(voice).url

    with django_capture_on_commit_callbacks(execute=True):
        way(recording=voice, actor=LAN, at=NOON)

    assert Client().get(address).status_code == 404
    assert Recording.objects.filter(published_at__isnull=False).count() == 0
