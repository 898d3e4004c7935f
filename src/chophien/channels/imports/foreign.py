"""Reading another site's table: guessing which column is which, and putting its rows into our columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from chophien.catalog.models import Category
from chophien.channels.imports.rows import as_meant
from chophien.lib.errors import DomainError
from chophien.lib.quantity import parse_measure
from chophien.lib.text import fold

BARCODE = "barcode"
WANTED = ("sku", BARCODE, "title", "description", "category", "price_vnd", "unit", "pack", "weight_g", "stock")
NEEDED = ("title", "price_vnd")
CELL_MOST, HEADINGS_MOST = 6_000, 60
NAMES: dict[str, tuple[str, ...]] = {
    "sku": ("sku", "ma hang", "ma san pham", "ma sp", "ma", "product code", "item code", "id"),
    BARCODE: ("barcode", "ma vach", "gtin", "ean", "upc"),
    "title": ("title", "ten", "ten hang", "ten san pham", "ten sp", "product name", "name", "san pham"),
    "description": ("description", "mo ta", "gioi thieu", "body html", "noi dung", "mo ta san pham"),
    "category": ("category", "danh muc", "nhom", "nhom hang", "nganh hang", "loai", "type", "product type"),
    "price_vnd": ("price vnd", "gia", "gia ban", "don gia", "price", "variant price", "regular price"),
    "unit": ("unit", "don vi", "don vi tinh", "dvt"),
    "pack": ("pack", "quy cach", "quy cach dong goi", "dong goi", "size"),
    "weight_g": ("weight g", "khoi luong", "trong luong", "can nang", "weight", "variant grams", "shipping weight"),
    "stock": ("stock", "ton kho", "ton", "so luong", "quantity", "inventory", "variant inventory qty", "con lai"),
}
"""What other sites call our columns, folded; the first that fits counts."""


def tidy_headings(cells: Iterable[str]) -> list[str]:
    """The headings as they may be shown and chosen: cut, and told apart where two are the same."""
    seen: dict[str, int] = {}
    found = []
    for place, cell in enumerate(list(cells)[:HEADINGS_MOST], start=1):
        name = " ".join(cell.lstrip("\ufeff").split())[:80] or f"#{place}"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def guess_columns(headings: Sequence[str]) -> dict[str, str]:
    """Which of their headings each of our columns most likely is; none is given away twice."""
    plain = {" ".join(fold(heading).replace("_", " ").replace("-", " ").split()): heading for heading in headings}
    guessed: dict[str, str] = {}
    for column, names in NAMES.items():
        found = next((plain[name] for name in names if name in plain and plain[name] not in guessed.values()), "")
        if found:
            guessed[column] = found
    return guessed


def our_rows(
    lines: Iterator[list[str]],
    *,
    headings: Sequence[str],
    columns: Mapping[str, str],
    instead: Mapping[str, str],
    categories: Mapping[str, Category],
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that says anything, with its number in the file, in our columns as text."""
    places = {column: headings.index(heading) for column, heading in columns.items() if heading in headings}
    by_name = {fold(category.name_vi): category.slug for category in categories.values()}
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        row = {
            column: as_meant(cells[place].strip())[:CELL_MOST] if place < len(cells) else ""
            for column, place in places.items()
        }
        whole = {column: row.get(column, "") or instead.get(column, "") for column in WANTED}
        told = whole["category"].strip().lower()
        known = told if told in categories else by_name.get(fold(told), "")
        yield number, {**whole, "category": known or instead.get("category", ""), "weight_g": _grams(whole["weight_g"])}


def _grams(text: str) -> str:
    """A weight as whole grams where it names its unit (``0,5 kg``); else as it stands."""
    try:
        amount, unit = parse_measure(text)
    except DomainError:
        return text
    factor = {"g": Decimal(1), "kg": Decimal(1000)}.get(unit.code)
    return str(int(amount * factor)) if factor else text


def title_key(title: str, pack: str) -> str:
    """Name and pack without case, marks, spaces and punctuation: goods that agree in it are likely the same."""
    return "".join(letter for letter in fold(f"{title} {pack}") if letter.isalnum())
