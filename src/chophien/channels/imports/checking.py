"""Turning a row of text into goods, or into sentences that say what is wrong in which column."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from chophien.catalog.actions.bulk import Stars
from chophien.catalog.errors import GoodsForbidden
from chophien.catalog.models import Category
from chophien.catalog.quality.screening import hits_in
from chophien.catalog.states import Severity
from chophien.channels.imports.photos import NO_PHOTOS, Photos
from chophien.channels.imports.rows import RawRow
from chophien.lib.dates import parse_month_day
from chophien.lib.errors import DomainError
from chophien.lib.money import MAX_VND, parse_vnd
from chophien.lib.quantity import find_unit, sold_by_the_piece
from chophien.lib.text import clean_line, clean_text
from chophien.places.models import Commune
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind
from chophien.supply.errors import NotWholePieces

Value = TypeVar("Value")
MOST_WEIGHT_G = 2_000_000
MOST_STOCK = Decimal(99999999)
_AMOUNT = re.compile(r"\d{1,9}(?:[.,]\d{1,3})?")
_SELLER_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_VARIANT = re.compile(r"(?P<sku>.+)~(?P<variant>HG-[0-9A-Z-]+)")


@dataclass(frozen=True)
class Fault:
    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class SellerText:
    """A seller as a row names it; name, kind and commune count only for a seller that is not known yet."""

    code: str
    name: str
    kind: str
    commune: Commune | None


@dataclass(frozen=True)
class GoodsRow:
    """One good row. Price in đồng, weight in grams, stock in units."""

    number: int
    sku: str
    variant_code: str
    title: str
    description: str
    category: Category
    price_vnd: int
    unit: str
    pack: str
    weight_g: int
    stock: Decimal
    step: Decimal
    seller: SellerText
    stars: Stars | None
    season_from: str
    season_to: str
    photo_file: str


@dataclass
class Known:
    """What rows are checked against: read once for the whole file."""

    categories: Mapping[str, Category]
    communes: Mapping[str, Commune]
    sellers: dict[str, Seller]
    on: date
    only_seller: str = ""
    photos: Photos = NO_PHOTOS
    seen: set[tuple[str, str]] = field(default_factory=set)


class RowChecker:
    """Reads one row column by column and keeps every fault, not only the first."""

    def __init__(self, raw: RawRow, known: Known) -> None:
        self.raw, self.known = raw, known
        self.faults: list[Fault] = []

    def goods(self) -> GoodsRow | None:
        """The row as goods, or none when there are faults."""
        sku = self._text("sku", most=60)
        split = _VARIANT.fullmatch(sku)
        seller = self._seller()
        stars = self._stars()
        season_from, season_to = self._season()
        unit = self._read("unit", lambda text: find_unit(text).code, default="piece")
        step = Decimal("0.5") if unit in {"kg", "litre"} else Decimal(1)
        row = GoodsRow(
            number=self.raw.number,
            sku=split["sku"] if split else sku,
            variant_code=split["variant"] if split else "",
            title=self._text("title", least=2, most=140),
            description=clean_text(self.raw.cells["description"]),
            category=self._category(),
            price_vnd=self._price(),
            unit=unit,
            pack=self._text("pack", least=0, most=40),
            weight_g=self._weight(),
            stock=self._stock(unit, step),
            step=step,
            seller=seller,
            stars=stars,
            season_from=season_from,
            season_to=season_to,
            photo_file=self._photo_file(),
        )
        if len(row.description) > 6000:
            self._fault("description", _("This text is too long: 6,000 letters at most."))
        self._refuse_forbidden(row)
        self._check_twice(row, sku)
        return None if self.faults else row

    def _fault(self, column: str, sentence: str) -> None:
        self.faults.append(Fault(self.raw.number, column, sentence))

    def _read(self, column: str, reader: Callable[[str], Value], *, default: Value) -> Value:
        try:
            return reader(self.raw.cells[column])
        except DomainError as refusal:
            self._fault(column, str(refusal))
            return default

    def _text(self, column: str, *, least: int = 1, most: int) -> str:
        text = clean_line(self.raw.cells[column])
        if len(text) < least:
            self._fault(column, _("Something has to stand here."))
        if len(text) > most:
            self._fault(column, _("This text is too long: %(most)s letters at most.") % {"most": most})
        return text

    def _category(self) -> Category:
        category = self.known.categories.get(self.raw.cells["category"].strip().lower())
        if category is None:
            self._fault("category", _("There is no kind of goods with this name."))
            return Category()
        return category

    def _price(self) -> int:
        price = self._read("price_vnd", parse_vnd, default=1)
        if not 0 < price <= MAX_VND:
            self._fault("price_vnd", _("Write a price in whole đồng, more than 0."))
        return price

    def _weight(self) -> int:
        text = self.raw.cells["weight_g"]
        if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= MOST_WEIGHT_G or len(text) > 9:
            self._fault("weight_g", _("Write the packed weight of one unit in whole grams, such as 350."))
            return 1
        return int(text)

    def _stock(self, unit: str, step: Decimal) -> Decimal:
        text = self.raw.cells["stock"]
        if not _AMOUNT.fullmatch(text) or Decimal(text.replace(",", ".")) > MOST_STOCK:
            self._fault("stock", _("Write how much is left: 0 or more, such as 20 or 12,5."))
            return Decimal(0)
        left = Decimal(text.replace(",", "."))
        if left != left.to_integral_value() and sold_by_the_piece(unit, step):
            self._fault("stock", str(NotWholePieces.message))
        return left

    def _stars(self) -> Stars | None:
        text, until = self.raw.cells["ocop_stars"], self.raw.cells["ocop_valid_to"]
        last_day = self._day(until) if until else None
        if not text:
            return None
        if text not in {"1", "2", "3", "4", "5"}:
            self._fault("ocop_stars", _("OCOP stars are 1 to 5, or nothing."))
            return None
        return Stars(int(text), last_day)

    def _day(self, text: str) -> date | None:
        day_first = _DAY_FIRST.fullmatch(text)
        try:
            if day_first:
                return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
            return date.fromisoformat(text[:10])
        except ValueError:
            self._fault("ocop_valid_to", _("Write a day as 2028-03-31 or 31/03/2028."))
            return None

    def _season(self) -> tuple[str, str]:
        first, last = self.raw.cells["season_from"], self.raw.cells["season_to"]
        if not first and not last:
            return "", ""
        if not first or not last:
            self._fault("season_from", _("A season needs a first and a last day."))
            self._read("season_from" if first else "season_to", parse_month_day, default="")
            return "", ""
        return (
            self._read("season_from", parse_month_day, default="01-01"),
            self._read("season_to", parse_month_day, default="12-31"),
        )

    def _seller(self) -> SellerText:
        cells = self.raw.cells
        code = cells["seller_code"].strip() or self.known.only_seller
        text = SellerText(code, clean_line(cells["seller_name"])[:160], cells["seller_kind"].strip(), None)
        if not _SELLER_CODE.fullmatch(code):
            self._fault("seller_code", _("A shop's code is letters without marks, digits and dashes."))
        elif self.known.only_seller and code != self.known.only_seller:
            self._fault("seller_code", _("These are goods of another shop."))
        elif code not in self.known.sellers:
            return self._new_seller(text)
        return text

    def _new_seller(self, text: SellerText) -> SellerText:
        cells = self.raw.cells
        if not text.name:
            self._fault("seller_name", _("This shop is not known yet: write its name."))
        if text.kind not in SellerKind.values:
            self._fault("seller_kind", _("Write one of: %(kinds)s") % {"kinds": ", ".join(SellerKind.values)})
        commune = self.known.communes.get(cells["commune_code"].strip().zfill(5))
        if commune is None:
            self._fault("commune_code", _("There is no commune with this code today."))
        elif cells["province_code"] and commune.province.code != cells["province_code"].strip().zfill(2):
            self._fault("commune_code", _("This commune lies in another province."))
        return SellerText(text.code, text.name, text.kind, commune)

    def _photo_file(self) -> str:
        name = self._text("photo_file", least=0, most=200)
        if name and not self.known.photos.has(name):
            self._fault("photo_file", _("There is no such picture beside the file."))
        return name

    def _refuse_forbidden(self, row: GoodsRow) -> None:
        """What may not be sold here is refused from a table too, whoever brings it in."""
        for column, text in (("title", row.title), ("description", row.description)):
            for hit in hits_in(text, column, on=self.known.on):
                if hit.word.group.severity == Severity.FORBID:
                    refusal = GoodsForbidden(words=text[hit.start : hit.end], reason=hit.word.group.reason)
                    self._fault(column, str(refusal))
                    break

    def _check_twice(self, row: GoodsRow, sku: str) -> None:
        key = (row.seller.code, sku)
        if key in self.known.seen:
            self._fault("sku", _("This shop has the same sku in an earlier row."))
        self.known.seen.add(key)
