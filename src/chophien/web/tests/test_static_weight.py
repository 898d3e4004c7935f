"""What every page carries stays light, and readable."""

import re
from pathlib import Path

import brotli
import django_htmx
import pytest

STATIC = Path(__file__).parents[1] / "static" / "web"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
CSS = (STATIC / "base.css").read_text("utf-8")
COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", CSS))


def weight(*files: Path) -> int:
    return sum(len(brotli.compress(file.read_bytes())) for file in files)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_stylesheet_is_at_most_12_kb():
    assert weight(STATIC / "base.css") <= 12_000


def test_all_scripts_together_are_at_most_25_kb():
    assert weight(HTMX, STATIC / "app.js") <= 25_000


def test_all_drawings_together_are_small():
    assert weight(STATIC / "drawings.svg") <= 3_000
    assert max(path.stat().st_size for path in (STATIC / "drawings").iterdir()) <= 1_200


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"), ("ink-2", "paper"), ("ink-2", "card"), ("indigo-600", "paper"), ("indigo-800", "indigo-100"),
        ("madder-700", "card"), ("madder-700", "madder-100"), ("leaf-700", "leaf-100"), ("turmeric-700", "turmeric-100"),
        ("card", "madder-600"), ("card", "indigo-800"), ("card", "leaf-700"), ("ink", "turmeric-500"), ("ink", "line"),
        ("ink-2", "line"),
    ],
)  # fmt: skip
def test_words_stand_out_from_their_ground(ink, ground):
    lighter, darker = sorted((luminance(COLOURS[ink]), luminance(COLOURS[ground])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
