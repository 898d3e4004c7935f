"""Pictures that weigh and compress as photos of goods do, without being anybody's: hills of soft colour with grain."""

import random
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (800, 600)


def photograph(number: int) -> bytes:
    """A JPEG of 800 × 600; each number gives one of its own, always the same."""
    rng = random.Random(number)
    picture = Image.new("RGB", SIZE, _colour(rng, 150, 190))
    draw = ImageDraw.Draw(picture)
    for _leaf in range(140):
        x, y, reach = rng.randrange(SIZE[0]), rng.randrange(SIZE[1]), rng.randrange(20, 160)
        draw.ellipse((x - reach, y - reach // 2, x + reach, y + reach // 2), fill=_colour(rng, 40, 150))
    grain = Image.effect_noise(SIZE, 24).convert("RGB")
    photo = ImageChops.overlay(picture.filter(ImageFilter.GaussianBlur(3)), grain)
    out = BytesIO()
    photo.save(out, "JPEG", quality=85)
    return out.getvalue()


def _colour(rng: random.Random, low: int, high: int) -> tuple[int, int, int]:
    """Leaves, earth and straw: green before red before blue."""
    green = rng.randint(low, high)
    return green * rng.randint(70, 110) // 100, green, green * rng.randint(35, 60) // 100
