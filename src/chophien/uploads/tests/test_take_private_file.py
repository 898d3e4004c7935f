"""Papers are sealed, and nobody reads one without saying what for."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from chophien.audit.errors import PurposeMissing
from chophien.audit.models import Entry, SensitiveLook
from chophien.uploads.actions.papers import (
    drop_private_file,
    open_private_file,
    read_table,
    take_private_file,
    take_table,
)
from chophien.uploads.errors import FileBroken, FileEmpty, FileTooLarge, NotAPaper
from chophien.uploads.models import PrivateFile
from chophien.uploads.selectors import private_file
from chophien.uploads.states import MAX_BYTES
from chophien.uploads.tests.factories import LAN, NOON, PDF, encoded, jpeg, picture

pytestmark = pytest.mark.django_db


def taken(data: bytes, *, kind: str = "id_front", owner_code: str = "GH-LAN", name: str = "cccd.jpg") -> PrivateFile:
    return take_private_file(file=BytesIO(data), kind=kind, owner_code=owner_code, actor=LAN, at=NOON, name=name)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (PDF, "application/pdf"),
        (jpeg(), "image/jpeg"),
        (encoded(picture(), "PNG"), "image/png"),
        (encoded(picture(), "WEBP"), "image/webp"),
        (encoded(picture(), "HEIF"), "image/heic"),
    ],
)
def test_a_paper_is_sealed_and_known_by_its_content(data, content_type, settings):
    paper = taken(data)

    kept = (Path(settings.PRIVATE_ROOT) / paper.path).read_bytes()
    assert (paper.content_type, paper.size, paper.name) == (content_type, len(data), "cccd.jpg")
    assert data[:40] not in kept
    assert [(entry.what, entry.facts) for entry in Entry.objects.all()] == [
        ("uploads.paper_taken", {"file": paper.code, "kind": "id_front"})
    ]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", FileEmpty),
        (PDF + b"\0" * MAX_BYTES, FileTooLarge),
        (b"PK\x03\x04 a document of an office program", NotAPaper),
        (b"#!/bin/sh\nrm -rf /", NotAPaper),
        (PDF[:-7], FileBroken),
        (jpeg()[:2_000], FileBroken),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_is_kept(data, refusal, settings):
    with pytest.raises(refusal):
        taken(data)

    assert not PrivateFile.objects.exists()
    assert not Path(settings.PRIVATE_ROOT).exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lan\\giấy tờ.pdf", "giấy tờ.pdf"),
        ("gi\u202efdp.exe\r\nX: 1", "gifdp.exe X: 1"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_file_keeps_its_own_name_without_folders_and_tricks(name, kept):
    assert taken(PDF, name=name).name == kept


def test_the_same_paper_sent_again_is_the_same_file():
    first, again, other_kind = taken(PDF), taken(PDF), taken(PDF, kind="id_back")

    assert again.pk == first.pk
    assert other_kind.pk != first.pk
    assert PrivateFile.objects.count() == 2


def test_a_look_is_written_down_before_anything_is_shown():
    paper = taken(PDF)

    opened = open_private_file(paper=paper, actor=LAN, purpose="Duyệt gian hàng", at=NOON)

    look = SensitiveLook.objects.get()
    assert (opened.data, opened.content_type, opened.name) == (PDF, "application/pdf", "cccd.jpg")
    assert (look.what, look.actor_code, look.subject_code, look.purpose, look.at) == (
        "uploads.id_front",
        LAN.code,
        "GH-LAN",
        "Duyệt gian hàng",
        NOON,
    )


@pytest.mark.parametrize("purpose", ["", "   ", "xem"])
def test_without_a_purpose_nothing_is_shown(purpose):
    paper = taken(PDF)

    with pytest.raises(PurposeMissing):
        open_private_file(paper=paper, actor=LAN, purpose=purpose, at=NOON)

    assert not SensitiveLook.objects.exists()


def test_a_heic_paper_is_handed_over_as_jpeg():
    paper = taken(encoded(picture(), "HEIF"), name="anh.heic")

    opened = open_private_file(paper=paper, actor=LAN, purpose="Duyệt gian hàng", at=NOON)

    assert (opened.content_type, opened.name) == ("image/jpeg", "anh.heic.jpg")
    assert Image.open(BytesIO(opened.data)).size == (1600, 1200)


def test_a_paper_is_found_only_under_its_owner():
    paper = taken(PDF)

    assert private_file(paper.code, owner_code="GH-LAN") == paper
    assert private_file(paper.code, owner_code="GH-PAO") is None


def test_a_dropped_paper_leaves_no_bytes_behind(settings, django_capture_on_commit_callbacks):
    paper = taken(PDF)
    kept = Path(settings.PRIVATE_ROOT) / paper.path

    with django_capture_on_commit_callbacks(execute=True):
        drop_private_file(paper=paper, actor=LAN, at=NOON)

    assert not PrivateFile.objects.exists()
    assert not kept.exists()


def test_a_table_is_sealed_as_it_is_and_read_only_as_a_table(settings):
    rows = "sku,title\nche-1,Chè Shan tuyết\n".encode()
    table = take_table(file=BytesIO(rows), kind="goods_import", owner_code="GH-LAN", name="a.csv", actor=LAN, at=NOON)
    paper = taken(PDF)

    kept = (Path(settings.PRIVATE_ROOT) / table.path).read_bytes()
    assert read_table(code=table.code, kind="goods_import") == rows
    assert rows not in kept
    with pytest.raises(PrivateFile.DoesNotExist):
        read_table(code=paper.code, kind="id_front")
