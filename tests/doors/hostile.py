"""What no well-meaning person types, and every name under which the site listens for something."""

import re
from pathlib import Path

from django import forms

SRC = Path(__file__).parents[2] / "src" / "chophien"
READ_FROM_ADDRESS = re.compile(r"""\bGET(?:\.get|\.getlist)?[(\[]\s*["']([\w-]+)["']""")
READ_FROM_BODY = re.compile(r"""\b(?:POST|FILES|sent)(?:\.get|\.getlist)?[(\[]\s*["']([\w-]+)["']""")
NAMED_IN_LISTS = re.compile(r"""for \w+ in \(((?:["'][\w-]+["'],? ?)+)\)""")

NUL, EMOJI, BACKWARDS = "a\0b", "🍵🏔️👩‍🌾", "\u202ecba\u2066"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
TEXTS = (
    NUL, EMOJI, BACKWARDS, SCRIPT, "x" * 5_000, "-1", "-99999999999999999999", "9" * 30, "1e999", "NaN", "../../etc/passwd",
    "' OR 1=1 --", "%s%(x)s%n{0}{{7*7}}${7*7}", "\r\nSet-Cookie: a=b", "٣٤", " ", "\ud800", "None", "0.0000001",
    "//evil.example/", "2026-13-45", "ﷺ" * 100, "a\u0300" * 300, "on", "\\", "null", "[]", "٪", "\x1b[31m\x07\x08",
)  # fmt: skip
"""For fields of forms and the address's query."""
NO_TEXT = (NUL, "\ud800")

IN_PATHS = (
    "%00", "a%00b", "%F0%9F%8D%B5", "%E2%80%AE", "x" * 5_000, "-1", "..%2F..%2Fetc%2Fpasswd", "'%20OR%201=1--", "%FF%FE",
    "%0d%0aX:y", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%ED%A0%80", "0", "999999999999999999999999", "%25s", "%20", ".",
    "{7*7}", "%D9%A3", "a%CC%80",
)  # fmt: skip
"""For the places of an address, as they stand in the request line."""

FILES = {
    "nothing": b"",
    "garbage": bytes(range(256)) * 40,
    "half a picture": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 100,
    "a page": b"<html><script>alert(1)</script></html>",
    "a table": "sku,title\n\0,\ud7ff\n".encode() + b"\xff\xfe\n" + b'"' * 3_000,
    "an empty archive": b"PK\x05\x06" + b"\0" * 18,
}


def names_in_queries() -> list[str]:
    """Every name that some view reads from an address; found in the code itself."""
    return sorted(_read(READ_FROM_ADDRESS) | SEARCHED | {"page"})


def names_in_bodies() -> list[str]:
    """Every name that some view or form reads from a body, files too."""
    fields = {name for form in _subclasses(forms.BaseForm) for name in getattr(form, "base_fields", {})}
    return sorted(_read(READ_FROM_BODY) | fields)


SEARCHED = frozenset(
    [
        "q",
        "category",
        "province",
        "seller",
        "price_min",
        "price_max",
        "ocop_min",
        "cert",
        "seller_kind",
        "in_season",
        "sort",
        "limit",
        "cursor",
    ]
)


def _read(how: re.Pattern[str]) -> set[str]:
    views = [path.read_text() for path in SRC.rglob("*.py") if "tests" not in path.parts]
    listed = {
        name.strip("\"' ") for view in views for names in NAMED_IN_LISTS.findall(view) for name in names.split(",")
    }
    return {name for view in views for name in how.findall(view)} | (listed - {""})


def _subclasses(kind: type) -> set[type]:
    found = set(kind.__subclasses__())
    return {one for one in found.union(*(_subclasses(one) for one in found)) if one.__module__.startswith("chophien.")}
