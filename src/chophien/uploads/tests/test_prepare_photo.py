"""Public copies are small, upright, clean, and never larger than the photo."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from chophien.uploads import images
from chophien.uploads.actions.photos import prepare_photo, take_photo
from chophien.uploads.events import photo_ready
from chophien.uploads.files import write_private
from chophien.uploads.models import Photo
from chophien.uploads.states import MOST_BYTES, PhotoStatus
from chophien.uploads.tests.factories import LAN, NOON, SECRET_PLACE, encoded, held, jpeg, metadata, noise, picture

RED, GREEN, WHITE = (192, 16, 32), (47, 107, 58), (255, 255, 255)


def is_near(dot: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(dot[:3], wanted, strict=True))


def opened(prepared: images.Prepared, width: int, ending: str) -> Image.Image:
    (data,) = [copy.data for copy in prepared.copies if (copy.width, copy.ending) == (width, ending)]
    return Image.open(BytesIO(data))


def every(prepared: images.Prepared) -> list[Image.Image]:
    return [Image.open(BytesIO(copy.data)) for copy in prepared.copies]


@pytest.mark.django_db
def test_a_photo_gets_copies_in_four_widths_and_two_formats(do_jobs, settings):
    photo = take_photo(file=BytesIO(jpeg(1600, 1200)), owner_code="GH-LAN", actor=LAN, at=NOON)

    done = do_jobs()

    photo.refresh_from_db()
    made = sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*.*"))
    assert done == ["uploads.prepare_photo"]
    assert (photo.status, photo.width, photo.height, photo.widths) == (
        PhotoStatus.READY,
        1280,
        960,
        [160, 320, 640, 1280],
    )
    assert is_near(tuple(bytes.fromhex(photo.colour[1:])), GREEN)
    assert made == sorted(f"{photo.code}-{width}.{ending}" for width in photo.widths for ending in ("avif", "webp"))


@pytest.mark.django_db
def test_preparing_twice_changes_nothing_and_tells_nobody_again(do_jobs, settings):
    told = []
    photo_ready.connect(lambda **facts: told.append(facts["photo"].code), weak=False, dispatch_uid="test")
    photo = take_photo(file=BytesIO(jpeg()), owner_code="GH-LAN", actor=LAN, at=NOON)
    do_jobs()
    before = {path: path.stat().st_mtime_ns for path in Path(settings.MEDIA_ROOT).rglob("*.*")}

    prepare_photo(photo_code=photo.code, at=NOON)
    photo_ready.disconnect(dispatch_uid="test")

    assert {path: path.stat().st_mtime_ns for path in Path(settings.MEDIA_ROOT).rglob("*.*")} == before
    assert told == [photo.code]


@pytest.mark.django_db
def test_a_job_that_died_half_way_is_finished_by_the_next_one(do_jobs, settings):
    photo = take_photo(file=BytesIO(jpeg()), owner_code="GH-LAN", actor=LAN, at=NOON)
    do_jobs()
    Photo.objects.update(status=PhotoStatus.WAITING)
    for path in sorted(Path(settings.MEDIA_ROOT).rglob("*.*"))[:3]:
        path.unlink()

    prepare_photo(photo_code=photo.code, at=NOON)

    photo.refresh_from_db()
    assert photo.status == PhotoStatus.READY
    assert len(list(Path(settings.MEDIA_ROOT).rglob("*.*"))) == 8


@pytest.mark.parametrize(
    ("width", "widths"),
    [(160, [160]), (319, [160]), (320, [160, 320]), (1000, [160, 320, 640]), (1280, [160, 320, 640, 1280])],
)
def test_no_copy_is_wider_than_the_photo(width, widths):
    prepared = images.prepare(jpeg(width, 300))

    assert prepared.widths == widths
    assert [image.width for image in every(prepared)] == [one for one in widths for _format in range(2)]


@pytest.mark.parametrize("turn", [2, 3, 4, 5, 6, 7, 8])
def test_a_photo_stands_upright_however_the_phone_was_held(turn):
    upright = picture(400, 300)
    step = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[turn]

    prepared = images.prepare(encoded(upright.transpose(step), "JPEG", exif=metadata(turn)))

    shown = opened(prepared, 320, "webp").convert("RGB")
    assert shown.size == (320, 240)
    assert is_near(shown.getpixel((20, 20)), RED)
    assert is_near(shown.getpixel((300, 220)), GREEN)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_portrait_photo_of_every_kind_is_turned_once(kind):
    prepared = images.prepare(held(picture(300, 400).transpose(Image.Transpose.ROTATE_90), kind, 6))

    shown = opened(prepared, 160, "avif").convert("RGB")
    assert (prepared.width, prepared.height, shown.size) == (160, 213, (160, 213))
    assert is_near(shown.getpixel((10, 10)), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_of_the_metadata_is_left_in_any_copy(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = encoded(picture(700, 500), kind, exif=metadata(), icc_profile=profile)
    assert SECRET_PLACE in sent

    prepared = images.prepare(sent)

    for copy, image in zip(prepared.copies, every(prepared), strict=True):
        assert SECRET_PLACE not in copy.data
        assert b"Exif" not in copy.data
        assert dict(image.getexif()) == {}
        assert image.info.get("icc_profile") is None


def test_the_heaviest_photo_stays_within_what_each_width_may_weigh():
    prepared = images.prepare(encoded(noise(1300, 1300), "JPEG", quality=90))

    heavier = [(copy.width, copy.ending) for copy in prepared.copies if len(copy.data) > MOST_BYTES[copy.width]]
    assert heavier == []
    assert MOST_BYTES[320] == 14_000


def test_the_longest_card_photo_stays_within_14_kilobytes():
    prepared = images.prepare(encoded(noise(330, 1900), "JPEG", quality=90))

    assert [len(copy.data) <= 14_000 for copy in prepared.copies if copy.width == 320] == [True, True]


def test_what_is_see_through_becomes_white():
    glass = Image.new("RGBA", (400, 300), (0, 0, 0, 0))

    prepared = images.prepare(encoded(glass, "PNG"))

    assert prepared.colour == "#ffffff"


def test_a_grey_photo_of_16_bits_keeps_its_lightness():
    prepared = images.prepare(encoded(Image.new("I;16", (400, 300), 0x8080), "PNG"))

    assert prepared.colour == "#808080"


def test_printers_colours_are_shown_as_a_screen_shows_them():
    prepared = images.prepare(encoded(Image.new("CMYK", (400, 300), (0, 0, 0, 0)), "JPEG"))

    assert prepared.colour == "#ffffff"


def test_a_broken_colour_profile_is_left_aside():
    prepared = images.prepare(jpeg(400, 300, icc_profile=b"no profile at all"))

    assert is_near(tuple(bytes.fromhex(prepared.colour[1:])), GREEN)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_metadata_is_left_aside():
    prepared = images.prepare(jpeg(400, 300, exif=b"Exif\0\0II*\0\xff\xff\xff\xff"))

    assert prepared.widths == [160, 320]


@pytest.mark.django_db
def test_a_photo_that_can_no_longer_be_decoded_is_refused_not_tried_for_ever(do_jobs):
    photo = take_photo(file=BytesIO(jpeg()), owner_code="GH-LAN", actor=LAN, at=NOON)
    write_private(photo.original, jpeg()[:500])

    do_jobs()

    photo.refresh_from_db()
    assert (photo.status, photo.widths) == (PhotoStatus.REFUSED, [])
