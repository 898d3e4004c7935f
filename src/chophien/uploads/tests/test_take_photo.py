"""Photos are taken by their content, once for each owner, and refused with a sentence."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from chophien.audit.models import Entry
from chophien.uploads.actions.photos import take_photo
from chophien.uploads.errors import (
    FileBroken,
    FileEmpty,
    FileTooLarge,
    NotAPhoto,
    PhotoMoves,
    PhotoTooManyPixels,
    PhotoTooNarrow,
    PhotoTooSmall,
)
from chophien.uploads.files import read_private
from chophien.uploads.models import Photo
from chophien.uploads.states import MAX_BYTES, PhotoStatus
from chophien.uploads.tests.factories import LAN, NOON, PDF, encoded, jpeg, metadata, noise, picture, png_that_claims

pytestmark = pytest.mark.django_db


def taken(data: bytes, owner_code: str = "GH-LAN") -> Photo:
    return take_photo(file=BytesIO(data), owner_code=owner_code, actor=LAN, at=NOON)


def moving(kind: str) -> bytes:
    return encoded(picture(400, 300), kind, save_all=True, append_images=[picture(400, 300, "#0000ff")])


@pytest.mark.parametrize(
    ("data"),
    [
        pytest.param(jpeg(), id="jpeg"),
        pytest.param(jpeg(progressive=True), id="progressive jpeg"),
        pytest.param(jpeg(exif=metadata(turn=6)), id="jpeg with metadata"),
        pytest.param(encoded(picture(), "PNG"), id="png"),
        pytest.param(encoded(picture(), "WEBP"), id="webp"),
        pytest.param(encoded(picture(), "WEBP", lossless=True), id="lossless webp"),
        pytest.param(encoded(picture(), "HEIF"), id="heic"),
        pytest.param(encoded(picture().convert("CMYK"), "JPEG"), id="cmyk"),
        pytest.param(encoded(picture().convert("L"), "JPEG"), id="grey"),
        pytest.param(encoded(Image.new("I;16", (400, 300), 40_000), "PNG"), id="16 bits"),
        pytest.param(encoded(picture().quantize(16), "PNG", transparency=0), id="palette, see-through"),
        pytest.param(moving("MPO"), id="two pictures in a jpeg"),
        pytest.param(encoded(picture(8_000, 6_000), "JPEG"), id="48 megapixels"),
        pytest.param(jpeg(160, 160), id="the smallest"),
    ],
)
def test_photos_as_phones_make_them_are_taken(data):
    photo = taken(data)

    assert (photo.owner_code, photo.status, photo.sent_by, photo.sent_at) == (
        "GH-LAN",
        PhotoStatus.WAITING,
        LAN.code,
        NOON,
    )
    assert read_private(photo.original) == data


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        pytest.param(b"", FileEmpty, id="empty"),
        pytest.param(b"\xff\xd8\xff" + b"\0" * MAX_BYTES, FileTooLarge, id="larger than 10 MB"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", NotAPhoto, id="svg"),
        pytest.param(b"<html><script>alert(1)</script>", NotAPhoto, id="html"),
        pytest.param(PDF, NotAPhoto, id="pdf"),
        pytest.param(encoded(picture(400, 300).quantize(4), "GIF"), NotAPhoto, id="gif"),
        pytest.param(encoded(picture(400, 300), "AVIF"), NotAPhoto, id="avif"),
        pytest.param(encoded(picture(400, 300), "BMP"), NotAPhoto, id="bmp"),
        pytest.param(b"\xff\xd8\xff\xe0 not really a photo", FileBroken, id="only the first bytes of a jpeg"),
        pytest.param(jpeg()[: len(jpeg()) // 2], FileBroken, id="half a jpeg"),
        pytest.param(jpeg(progressive=True)[:9_000], FileBroken, id="half a progressive jpeg"),
        pytest.param(encoded(noise(400, 300), "PNG")[:-9_000], FileBroken, id="half a png"),
        pytest.param(encoded(noise(400, 300), "WEBP")[:-9_000], FileBroken, id="half a webp"),
        pytest.param(encoded(noise(400, 300), "HEIF")[:-900], FileBroken, id="half a heic"),
        pytest.param(jpeg()[:-2] + b"\xff\xda\0\x08" * 101, FileBroken, id="a jpeg of endless scans"),
        pytest.param(png_that_claims(0, 0), FileBroken, id="no size"),
        pytest.param(png_that_claims(400, 300), FileBroken, id="fewer dots than promised"),
        pytest.param(png_that_claims(50_000, 50_000), PhotoTooManyPixels, id="decompression bomb"),
        pytest.param(png_that_claims(9_000, 9_000), PhotoTooManyPixels, id="81 megapixels"),
        pytest.param(png_that_claims(2**31 - 1, 2**31 - 1), PhotoTooManyPixels, id="the largest header"),
        pytest.param(jpeg(159, 400), PhotoTooSmall, id="too small"),
        pytest.param(encoded(picture(1, 1), "PNG"), PhotoTooSmall, id="one dot"),
        pytest.param(jpeg(1_400, 200), PhotoTooNarrow, id="a strip"),
        pytest.param(moving("WEBP"), PhotoMoves, id="moving webp"),
        pytest.param(moving("PNG"), PhotoMoves, id="moving png"),
        pytest.param(b"\0\0\0\x18ftyphevc\0\0\0\0hevc" + b"\0" * 50, PhotoMoves, id="heic sequence"),
    ],
)
def test_what_is_no_sound_photo_is_refused_and_nothing_is_kept(data, refusal, settings):
    with pytest.raises(refusal) as caught:
        taken(data)

    assert str(caught.value) == str(refusal.message)
    assert not Photo.objects.exists()
    assert not Path(settings.PRIVATE_ROOT).exists()


def test_the_name_of_a_file_counts_for_nothing():
    file = BytesIO(PDF)
    file.name = "che.jpg"

    with pytest.raises(NotAPhoto):
        take_photo(file=file, owner_code="GH-LAN", actor=LAN, at=NOON)


def test_the_same_photo_sent_again_is_the_same_photo(do_jobs):
    first = taken(jpeg())
    do_jobs()

    again = taken(jpeg())

    assert (again.pk, again.status) == (first.pk, PhotoStatus.READY)
    assert do_jobs() == []
    assert [entry.facts for entry in Entry.objects.filter(what="uploads.photo_taken")] == [{"photo": first.code}]


def test_two_owners_of_the_same_photo_have_one_each_under_different_names():
    codes = {taken(jpeg(), "GH-LAN").code, taken(jpeg(), "GH-PAO").code}

    assert len(codes) == 2


def test_a_name_cannot_be_worked_out_without_the_markets_key(settings):
    ours = taken(jpeg()).code
    Photo.objects.all().delete()
    settings.SECRET_KEY = "another-market"

    assert taken(jpeg()).code != ours
    assert len(ours) == 24


def test_the_original_is_sealed_and_only_the_market_may_read_it(settings):
    data = jpeg(exif=metadata())

    photo = taken(data)

    kept = Path(settings.PRIVATE_ROOT) / photo.original
    assert data[:100] not in kept.read_bytes()
    assert oct(kept.stat().st_mode)[-3:] == "600"
    assert oct(kept.parent.stat().st_mode)[-3:] == "700"


def test_a_photo_that_a_decoder_refused_later_may_be_sent_again(do_jobs):
    photo = taken(jpeg())
    Photo.objects.update(status=PhotoStatus.REFUSED)

    taken(jpeg())
    do_jobs()

    photo.refresh_from_db()
    assert photo.status == PhotoStatus.READY
