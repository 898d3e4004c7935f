"""What a dated rule says, in words for everybody: the amount and its unit, or the parts of a rule that has several."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import format_date
from chophien.rules.selectors import Rule

UNITS: Mapping[str, "str | Promise"] = {
    "address": pgettext_lazy("unit", "addresses"),
    "call": pgettext_lazy("unit", "calls"),
    "day": _("days"),
    "digit": pgettext_lazy("unit", "digits"),
    "dong": _("đồng"),
    "filter": pgettext_lazy("unit", "filters"),
    "hectare": pgettext_lazy("unit", "hectares"),
    "hour": _("hours"),
    "household": pgettext_lazy("unit", "households"),
    "item": pgettext_lazy("unit", "items"),
    "key": pgettext_lazy("unit", "keys"),
    "kg": pgettext_lazy("unit", "kg"),
    "kilobyte": pgettext_lazy("unit", "KB"),
    "kilogram per hectare": pgettext_lazy("unit", "kg a hectare"),
    "km": pgettext_lazy("unit", "km"),
    "label": pgettext_lazy("unit", "labels"),
    "line": _("kinds of goods"),
    "metre": pgettext_lazy("unit", "metres"),
    "minute": _("minutes"),
    "month": _("months"),
    "network": pgettext_lazy("unit", "networks"),
    "percent": "%",
    "point": _("points"),
    "request": pgettext_lazy("unit", "requests"),
    "row": pgettext_lazy("unit", "rows"),
    "scan": pgettext_lazy("unit", "scans"),
    "second": pgettext_lazy("unit", "seconds"),
    "seller": pgettext_lazy("unit", "shops"),
    "stamp": pgettext_lazy("unit", "stamps"),
    "star": pgettext_lazy("unit", "stars"),
    "time": _("times"),
    "try": pgettext_lazy("unit", "tries"),
    "vnd": _("đồng"),
    "voucher": pgettext_lazy("unit", "vouchers"),
    "working_day": _("working days"),
    "year": _("years"),
}
"""How a unit is said after its number. What is no amount (a day, a word, a contract) has none."""
WEEKDAYS = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)
PARTS: Mapping[str, "str | Promise"] = {
    "over": pgettext_lazy("figure", "more than %(amount)s"),
    "points": pgettext_lazy("figure", "%(amount)s points"),
    "minutes": pgettext_lazy("figure", "within %(amount)s minutes"),
    "days": pgettext_lazy("figure", "after %(amount)s days"),
    "devices": pgettext_lazy("figure", "%(amount)s devices"),
    "scans": pgettext_lazy("figure", "%(amount)s scans"),
}
"""Parts of a rule that are said with their number."""
WORDS: Mapping[str, "str | Promise"] = {
    "A": pgettext_lazy("figure", "Part A"),
    "B": pgettext_lazy("figure", "Part B"),
    "C": pgettext_lazy("figure", "Part C"),
    "*": pgettext_lazy("figure", "others"),
    "always": pgettext_lazy("figure", "always"),
    "never": pgettext_lazy("figure", "never"),
    "week": pgettext_lazy("figure", "each week"),
    "month": pgettext_lazy("figure", "each month"),
    "refund": pgettext_lazy("figure", "all money goes back"),
    "wait": pgettext_lazy("figure", "the order waits"),
    "https: http:": pgettext_lazy("figure", "every page"),
    "ca-cao": pgettext_lazy("figure", "cocoa"),
    "ca-phe": pgettext_lazy("figure", "coffee"),
    "che": pgettext_lazy("figure", "tea"),
    "duoc-lieu": pgettext_lazy("figure", "medicinal plants"),
    "gao-nep": pgettext_lazy("figure", "sticky rice"),
    "gao-te": pgettext_lazy("figure", "rice"),
    "hat": pgettext_lazy("figure", "nuts"),
    "mac-ca": pgettext_lazy("figure", "macadamia"),
    "mat-ong": pgettext_lazy("figure", "honey"),
    "ngu-coc": pgettext_lazy("figure", "maize and beans"),
    "que-hoi": pgettext_lazy("figure", "cinnamon and star anise"),
    "sam": pgettext_lazy("figure", "ginseng"),
    "tra-hoa": pgettext_lazy("figure", "flower tea"),
    "bot-tinh-bot": pgettext_lazy("figure", "flour and starch"),
    "lap-suon": pgettext_lazy("figure", "dried sausage"),
    "mang": pgettext_lazy("figure", "bamboo shoots"),
    "mien-dong": pgettext_lazy("figure", "canna noodles"),
    "nghe": pgettext_lazy("figure", "turmeric"),
    "thit-gac-bep": pgettext_lazy("figure", "smoked meat"),
    "thuy-san-che-bien": pgettext_lazy("figure", "processed fish"),
    "tinh-dau": pgettext_lazy("figure", "essential oil"),
    "tra-thao-moc": pgettext_lazy("figure", "herbal tea"),
    "trai-cay-say": pgettext_lazy("figure", "dried fruit"),
    "after_best_before": pgettext_lazy("figure", "scanned long after its last day"),
    "after_opening": pgettext_lazy("figure", "scanned after somebody opened the pack"),
    "many_devices": pgettext_lazy("figure", "scanned with many devices"),
    "many_provinces": pgettext_lazy("figure", "scanned in many provinces"),
    "many_scans": pgettext_lazy("figure", "scanned very often"),
    "not_active": pgettext_lazy("figure", "scanned though it was on no pack"),
    "two_places": pgettext_lazy("figure", "scanned in two provinces soon after another"),
    "very_many_devices": pgettext_lazy("figure", "scanned with very many devices"),
    "address": pgettext_lazy("figure", "address of the producer"),
    "batch": pgettext_lazy("figure", "batch"),
    "brand": pgettext_lazy("figure", "brand"),
    "certificates": pgettext_lazy("figure", "certificates"),
    "gtin": pgettext_lazy("figure", "number of the goods"),
    "made_on": pgettext_lazy("figure", "day it was made"),
    "name": pgettext_lazy("figure", "name of the goods"),
    "origin": pgettext_lazy("figure", "origin"),
    "picture": pgettext_lazy("figure", "picture"),
    "portal": pgettext_lazy("figure", "the State's portal"),
    "producer": pgettext_lazy("figure", "producer"),
    "serial": pgettext_lazy("figure", "number of the pack"),
    "shelf_life": pgettext_lazy("figure", "how long it keeps"),
    "steps": pgettext_lazy("figure", "steps from the field on"),
    "trace_code": pgettext_lazy("figure", "traceability code"),
    "warnings": pgettext_lazy("figure", "warnings"),
}
"""Words that stand in rules instead of amounts."""


def said(rule: Rule) -> str:
    """The whole value of a rule as a reader says it: "30 days", "Part A: 40; Part B: 25 points", "Tuesday"."""
    value, unit = rule.value, str(UNITS.get(rule.unit, "")) if _counts(rule.value) else ""
    if rule.unit == "date":
        return format_date(date.fromisoformat(str(value)))
    if rule.unit == "month_day":
        month, day = str(value).split("-")
        return f"{day}/{month}"
    if rule.unit == "weekday" and isinstance(value, int):
        return str(WEEKDAYS[value - 1])
    if value in ({}, [], ""):
        return gettext("none yet")
    joint = "" if unit == "%" else "\N{NO-BREAK SPACE}"
    return f"{_value(value)}{joint}{unit}" if unit else _value(value)


def _counts(value: object) -> bool:
    """Whether a unit belongs after it: amounts, alone or by name; not words, nor parts that say their own."""
    if isinstance(value, Mapping):
        return all(name not in PARTS and _counts(part) for name, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(_counts(one) for one in value)
    return isinstance(value, int)


def _value(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return _several(value)
    return f"{value:,}".replace(",", ".")


def _several(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(
            f"{_word(name)}: {_parts(part)}" if name not in PARTS else _part(name, part) for name, part in value.items()
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_value(one) for one in value)
    return _word(str(value))


def _parts(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_part(name, part) for name, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " – ".join(_value(one) for one in value)
    return _value(value)


def _part(name: str, amount: object) -> str:
    return str(PARTS[name]) % {"amount": _value(amount)} if name in PARTS else f"{_word(name)} {_value(amount)}"


def _word(name: str) -> str:
    return f"{name} ★" if name.isdecimal() else str(WORDS.get(name, name))
