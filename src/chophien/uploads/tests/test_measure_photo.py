"""How sharp, how light and how large a photo is, is read from its dots."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFilter

from chophien.uploads.actions.photos import measure_photos, prepare_photo, take_photo
from chophien.uploads.images import measure
from chophien.uploads.models import Photo
from chophien.uploads.tests.factories import LAN, NOON, encoded, jpeg


def leaves(width: int = 1280, height: int = 960, *, dark: float = 1.0) -> Image.Image:
    """Something with many edges, as a heap of tea has."""
    image = Image.new("RGB", (width, height), "#c8d0b0")
    draw = ImageDraw.Draw(image)
    for place in range(0, width, 24):
        draw.line((place, 0, width - place, height), fill="#20401c", width=5)
    return image.point(lambda dot: int(dot * dark))


def test_a_blurred_photo_has_hardly_any_edges():
    sharp = measure(leaves())
    blurred = measure(leaves().filter(ImageFilter.GaussianBlur(8)))

    assert sharp.sharpness > 1_000
    assert blurred.sharpness < 20


def test_a_photo_counts_alike_at_any_size():
    small, large = measure(leaves(640, 480)), measure(leaves().resize((640, 480), Image.Resampling.BOX))

    assert abs(small.light - large.light) <= 12


@pytest.mark.parametrize(
    ("colour", "light"), [("#000000", 0), ("#ffffff", 255), ("#808080", 128)], ids=["black", "white", "grey"]
)
def test_light_is_the_mean_of_what_the_eye_sees(colour, light):
    told = measure(Image.new("RGB", (320, 240), colour))

    assert (told.sharpness, told.light, told.shadows, told.highlights) == (0, light, light, light)


def test_a_dark_photo_is_dark_in_every_tenth():
    told, bright = measure(leaves(dark=0.2)), measure(leaves())

    assert told.highlights < 60 < bright.highlights
    assert told.shadows <= told.light <= told.highlights


@pytest.mark.django_db
def test_a_photo_is_measured_when_its_copies_are_made():
    photo = take_photo(file=BytesIO(encoded(leaves(), "JPEG")), owner_code="GH-LAN", actor=LAN, at=NOON)

    ready = prepare_photo(photo_code=photo.code, at=NOON)

    assert ready.sharpness > 500
    assert 60 < ready.light < 200


@pytest.mark.django_db
def test_photos_from_before_are_measured_at_night_and_once():
    photo = take_photo(file=BytesIO(jpeg()), owner_code="GH-LAN", actor=LAN, at=NOON)
    prepare_photo(photo_code=photo.code, at=NOON)
    Photo.objects.update(sharpness=None)
    later = NOON.replace(day=25)

    assert [measure_photos(at=later), measure_photos(at=later)] == [1, 0]
    assert Photo.objects.get().light > 0


@pytest.mark.django_db
def test_a_photo_whose_original_is_lost_is_not_tried_for_ever():
    Photo.objects.create(
        code="b" * 24, owner_code="GH", status="ready", original="photos/no/no", width=1, height=1, sent_at=NOON
    )

    assert [measure_photos(at=NOON.replace(day=25)), measure_photos(at=NOON.replace(day=25))] == [1, 0]
