"""How much of something: units, amounts as people write them, steps, and price per kg or litre.

A quantity is a `Decimal` with at most three decimals. Nothing is converted by itself: only
`convert` and `base_price` do it, and only between units of one kind.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.money import NBSP
from chophien.lib.text import fold

MAX_QUANTITY = Decimal("99999999999.999")
"""What DECIMAL(14,3) holds."""


class UnitKind(StrEnum):
    WEIGHT = "weight"
    VOLUME = "volume"
    LENGTH = "length"
    PIECE = "piece"


@dataclass(frozen=True)
class Unit:
    """A unit goods are sold or packed in. The label is the Vietnamese word itself, as data.

    `base` is what one unit holds: grams (weight), millilitres (volume), millimetres (length),
    pieces (piece).
    """

    code: str
    label: str
    kind: UnitKind
    base: int = 1
    also: tuple[str, ...] = ()


_W, _V, _L, _P = UnitKind.WEIGHT, UnitKind.VOLUME, UnitKind.LENGTH, UnitKind.PIECE

UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("kg", "kg", _W, 1_000, ("kilogam", "kilôgam", "cân", "ký", "kí")),
        Unit("g", "g", _W, 1, ("gam", "gram", "gr")),
        Unit("hectogram", "lạng", _W, 100),
        Unit("yen", "yến", _W, 10_000),
        Unit("quintal", "tạ", _W, 100_000),
        Unit("tonne", "tấn", _W, 1_000_000),
        Unit("litre", "lít", _V, 1_000, ("l",)),
        Unit("ml", "ml", _V, 1, ("mililít",)),
        Unit("metre", "mét", _L, 1_000, ("m",)),
        Unit("piece", "chiếc", _P, 1, ("cái",)),
        Unit("fruit", "quả", _P, 1, ("trái",)),
        Unit("tray", "vỉ", _P),
        Unit("ten", "chục (10)", _P, 10, ("chục",)),
        Unit("dozen", "tá (12)", _P, 12, ("tá",)),
        Unit("pair", "đôi", _P, 2, ("cặp",)),
        Unit("set", "bộ", _P),
        Unit("animal", "con", _P),
        Unit("plant", "cây", _P),
        Unit("tuber", "củ", _P),
        Unit("bunch", "bó", _P),
        Unit("string", "xâu", _P),
        Unit("cake", "bánh", _P),
        Unit("sheet", "tấm", _P),
        Unit("roll", "cuộn", _P),
        Unit("bottle", "chai", _P),
        Unit("jar", "hũ", _P, 1, ("lọ",)),
        Unit("tin", "lon", _P),
        Unit("jug", "bình", _P),
        Unit("jerrycan", "can", _P),
        Unit("box", "hộp", _P),
        Unit("bag", "túi", _P, 1, ("bịch",)),
        Unit("packet", "gói", _P),
        Unit("sack", "bao", _P),
        Unit("carton", "thùng", _P),
        Unit("basket", "giỏ", _P),
        Unit("portion", "suất", _P, 1, ("phần",)),
    )
}

CONTAINERS = frozenset(
    {"tray", "bottle", "jar", "tin", "jug", "jerrycan", "box", "bag", "packet", "sack", "carton", "basket"}
)
"""Units that do not say by themselves how much they hold."""

UNIT_CHOICES = [(unit.code, unit.label) for unit in UNITS.values()]

_BY_WORD = {word.lower(): unit for unit in UNITS.values() for word in (unit.code, unit.label, *unit.also)}


def _unmistakable(words: Mapping[str, Unit]) -> dict[str, Unit]:
    """The words without their marks, but for those that would mean two units (bó, bộ)."""
    meant: dict[str, set[Unit]] = {}
    for word, unit in words.items():
        meant.setdefault(fold(word), set()).add(unit)
    return {bare: units.pop() for bare, units in meant.items() if len(units) == 1}


_BY_FOLDED = _unmistakable(_BY_WORD)

_INTEGER = re.compile(r"[0-9]+")
_DECIMAL_COMMA = re.compile(r"(?P<whole>[0-9]+),(?P<rest>[0-9]{1,3})")
_DECIMAL_DOT = re.compile(r"(?P<whole>[0-9]+)\.(?P<rest>[0-9]{1,2})")
_SMALL_DOT = re.compile(r"(?P<whole>0)\.(?P<rest>[0-9]{3})")
_GROUPED = re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?: [0-9]{3})+)")
_GROUPED_VI = re.compile(r"(?P<whole>[0-9]{1,3}(?:[. ][0-9]{3})+),(?P<rest>[0-9]{1,3})")
_GROUPED_EN = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)\.(?P<rest>[0-9]{1,3})")
_READINGS = (_DECIMAL_COMMA, _DECIMAL_DOT, _SMALL_DOT, _GROUPED, _GROUPED_VI, _GROUPED_EN)
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}|,[0-9]{2}0)")
_MEASURE = re.compile(r"(?P<amount>[0-9][0-9., ]*?)\s*(?P<unit>[^\W\d_].*)")


class NotAQuantity(DomainError):
    """The text is no quantity."""

    code = "not_a_quantity"
    message = _("Write a quantity like 2 or 2,5, with at most three digits after the comma.")


class AmbiguousQuantity(NotAQuantity):
    """``1.000`` may be one or a thousand."""

    code = "ambiguous_quantity"
    message = _("“%(typed)s” can be read in two ways. Write it as %(large)s or as %(small)s.")


class QuantityTooLarge(DomainError):
    code = "quantity_too_large"
    message = _("This quantity is too large. The most possible is %(maximum)s.")


class WrongStep(DomainError):
    code = "wrong_step"
    message = _("This is sold in steps of %(step)s. The nearest possible are %(below)s and %(above)s.")
    first_step = _("This is sold in steps of %(step)s. The nearest possible is %(above)s.")


class UnknownUnit(DomainError):
    code = "unknown_unit"
    message = _("“%(typed)s” is not a unit we know. Write for example kg, g, lít, chai, hộp, túi or bó.")


class CannotConvert(DomainError):
    code = "cannot_convert"
    message = _("%(before)s cannot be turned into %(after)s.")


@dataclass(frozen=True)
class BasePrice:
    """What a kilogram, a litre or a metre costs: `vnd` per `unit`."""

    vnd: int
    unit: Unit


def unit_label(code: str) -> str:
    """The word for a unit's code; a code that nobody knows stands for itself."""
    known = UNITS.get(code)
    return known.label if known else code


@lru_cache(maxsize=8_192)
def what_it_buys(unit: str, pack: str) -> str:
    """What one pays a price for, by the codes of an offer: ``hộp 100 g``, ``kg``; a pack of one unit is that unit."""
    try:
        amount, measured = parse_measure(pack)
    except DomainError:
        amount, measured = Decimal(0), None
    is_the_unit = measured is not None and measured.kind != UnitKind.PIECE and amount == 1 and measured.code == unit
    return unit_label(unit) if not pack or is_the_unit else f"{unit_label(unit)} {pack}"


def find_unit(text: str) -> Unit:
    """Find a unit by its code or its word, with or without marks: ``kg``, ``Hộp``, ``hop``, ``gam``.

    :raises UnknownUnit: if there is none
    """
    word = unicodedata.normalize("NFC", " ".join(text.split())).lower()
    unit = _BY_WORD.get(word) or _BY_FOLDED.get(fold(word))
    if unit is None:
        raise UnknownUnit(facts={"typed": text[:40]})
    return unit


def parse_quantity(text: str) -> Decimal:
    """Read a quantity typed by a person: ``2``, ``2,5``, ``2.5``, ``1.250,5``, ``0,125``.

    The comma is the decimal sign; a dot before one or two digits is taken for one. What may
    mean a thousand as well as one (``1.000``, ``1,250``) is refused, never guessed.

    :raises AmbiguousQuantity: if it can be read in two ways
    :raises QuantityTooLarge: beyond `MAX_QUANTITY`
    :raises NotAQuantity: for anything else, negative numbers included
    """
    typed = " ".join(unicodedata.normalize("NFKC", text[:100]).split())
    if _TWO_READINGS.fullmatch(typed):
        large, small = re.sub(r"[.,]", "", typed), Decimal(typed.replace(",", "."))
        facts = {"typed": typed, "large": large, "small": _ungrouped(small) if small % 1 else f"{small:.0f}"}
        raise AmbiguousQuantity(facts=facts)
    if _INTEGER.fullmatch(typed):
        return _at_most(Decimal(typed), MAX_QUANTITY)
    for reading in _READINGS:
        if found := reading.fullmatch(typed):
            parts = found.groupdict()
            whole = re.sub(r"[., ]", "", parts["whole"])
            return _at_most(Decimal(f"{whole}.{parts.get('rest') or '0'}").normalize() + 0, MAX_QUANTITY)
    raise NotAQuantity


def parse_measure(text: str) -> tuple[Decimal, Unit]:
    """Read an amount with its unit: ``100 g``, ``2,5kg``, ``500ml``.

    :raises NotAQuantity: if it does not begin with a quantity and end with a word
    :raises UnknownUnit: if the word is no unit
    """
    found = _MEASURE.fullmatch(" ".join(unicodedata.normalize("NFKC", text[:100]).split()))
    if not found:
        raise NotAQuantity
    return parse_quantity(found["amount"]), find_unit(found["unit"])


def format_quantity(quantity: Decimal, unit: Unit | None = None) -> str:
    """Write a quantity as people read it: ``2,5 kg``, ``1.250 kg``; the space is unbreakable."""
    whole, _dot, rest = f"{quantity:,.3f}".partition(".")
    rest = rest.rstrip("0")
    written = whole.replace(",", ".") + (f",{rest}" if rest else "")
    return f"{written}{NBSP}{unit.label}" if unit else written


def quantity_input(quantity: Decimal) -> str:
    """Write a quantity for an input field, so that `parse_quantity` reads the same: ``1250,5``."""
    return _ungrouped(quantity)


def grams_held(unit: str, pack: str) -> int | None:
    """How many grams one of an offer holds by its own words: a kg is one, a box of “100 g” says it. None where the
    words say no weight.
    """
    known = UNITS.get(unit)
    if known is not None and known.kind == UnitKind.WEIGHT:
        return known.base
    try:
        amount, measured = parse_measure(pack)
    except DomainError:
        return None
    return int(amount * measured.base) or None if measured.kind == UnitKind.WEIGHT else None


def sold_by_the_piece(unit: str, step: Decimal) -> bool:
    """Whether only whole numbers of it can be left: boxes or bundles that are not sold by half."""
    known = UNITS.get(unit)
    return known is not None and known.kind == UnitKind.PIECE and step == step.to_integral_value()


def is_multiple_of(quantity: Decimal, step: Decimal) -> bool:
    """Tell whether `quantity` is a whole number of steps.

    :raises ValueError: if the step is not above zero
    """
    if step <= 0:
        msg = "a step is above zero"
        raise ValueError(msg)
    return Fraction(quantity) % Fraction(step) == 0


def check_quantity(
    quantity: Decimal, *, step: Decimal, maximum: Decimal = MAX_QUANTITY, unit: Unit | None = None
) -> None:
    """Let a quantity pass that can be bought.

    :raises NotAQuantity: if it is not above zero
    :raises QuantityTooLarge: if it is above `maximum`
    :raises WrongStep: if it is no whole number of steps
    """
    if not quantity.is_finite() or quantity <= 0:
        raise NotAQuantity(_("Write a quantity above zero."))
    if quantity > maximum:
        raise QuantityTooLarge(facts={"maximum": format_quantity(maximum, unit)})
    if not is_multiple_of(quantity, step):
        below = int(Fraction(quantity) / Fraction(step)) * step
        amounts = {"step": step, "below": below, "above": below + step}
        facts = {name: format_quantity(amount, unit) for name, amount in amounts.items()}
        raise WrongStep("" if below else WrongStep.first_step, facts=facts)


def convert(amount: Decimal, before: Unit, after: Unit) -> Decimal:
    """Turn an amount of one unit into another of the same kind, exactly or to 3 decimals.

    :raises CannotConvert: between kinds, and between pieces (a box is not a bag)
    """
    if before == after:
        return amount
    if before.kind != after.kind or before.kind == UnitKind.PIECE:
        raise CannotConvert(facts={"before": before.label, "after": after.label})
    thousandths = Fraction(amount) * before.base * 1000 / after.base
    return (Decimal(int(thousandths + Fraction(1, 2))) / 1000).normalize() + 0


def base_price(price_vnd: int, pack_amount: Decimal, pack_unit: Unit) -> BasePrice | None:
    """The price of a whole kilogram, litre or metre of a pack, half a đồng rounded up.

    ``base_price(60_000, Decimal(100), UNITS["g"])`` is 600.000 đ per kg. None for pieces.

    :raises ValueError: if the price is negative or the amount is not above zero
    """
    if price_vnd < 0 or not pack_amount.is_finite() or pack_amount <= 0:
        msg = "a pack holds something and costs zero or more"
        raise ValueError(msg)
    per = {UnitKind.WEIGHT: "kg", UnitKind.VOLUME: "litre", UnitKind.LENGTH: "metre"}.get(pack_unit.kind)
    if per is None:
        return None
    whole = UNITS[per]
    return BasePrice(int(price_vnd * whole.base / (Fraction(pack_amount) * pack_unit.base) + Fraction(1, 2)), whole)


def _at_most(quantity: Decimal, maximum: Decimal) -> Decimal:
    if quantity > maximum:
        raise QuantityTooLarge(facts={"maximum": format_quantity(maximum)})
    return quantity


def _ungrouped(quantity: Decimal) -> str:
    whole, _dot, rest = f"{quantity:.3f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole},{rest}" if rest else whole
