"""The one template environment of all pages: strict, escaped, translated in the reader's language."""

from collections.abc import Callable, Hashable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static as static_address
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from chophien.lib import dates, money, phone, quantity
from chophien.web.announced import announced_now, cards_for
from chophien.web.icons import icon
from chophien.web.offered import is_offered
from chophien.web.styles import stylesheet
from chophien.web.tabs import closed_to
from chophien.web.unread import unread_of
from chophien.web.widgets import control_of

DRAWINGS = frozenset(
    {"tea", "honey", "coffee", "noodles", "rice", "fruit", "vegetable", "meat", "fish-sauce", "liquor", "herb"}
    | {"oil", "brocade", "basket", "plant", "tourism", "spice", "mushroom", "nut", "sweets", "other"}
)
GRAMS_IN_A_KILO = 1000
ADDRESSES_KEPT = 16_384


class Market:
    """What pages may know of this market's settings."""

    @property
    def sample(self) -> bool:
        """True when goods are real and prices only illustrate."""
        return bool(settings.SAMPLE_MARKET)

    @property
    def dev(self) -> bool:
        """True on a developer's own machine, where /dev/outbox exists."""
        return bool(settings.DEV)


def environment(**options: Any) -> Environment:
    """Build the environment that Django's Jinja2 backend asks for."""
    options["undefined"] = StrictUndefined
    env = Environment(  # noqa: S701 -- the backend passes autoescape=True in the options
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True, **options
    )
    env.policies["ext.i18n.trimmed"] = True
    install: Callable[..., None] = getattr(env, "install_gettext_callables")  # noqa: B009 -- added by the extension
    install(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    env.globals.update(
        url=url,
        static=static,
        drawing=drawing,
        icon=icon,
        language=get_language,
        stylesheet=stylesheet,
        market=Market(),
        control_of=control_of,
        announced_now=announced_now,
        cards_for=cards_for,
        unread_of=unread_of,
        closed_to=closed_to,
        is_offered=is_offered,
    )
    env.filters.update(FILTERS)
    return env


def url(name: str, *args: Hashable, **kwargs: Hashable) -> str:
    """The address of a page, like Django's `reverse`, kept once it was worked out.

    :raises NoReverseMatch: if there is no such page
    """
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    return _address(urlconf, get_script_prefix(), name, args, tuple(sorted(kwargs.items())))


def static(path: str) -> str:
    """The address of a static file, with the hash of its content in the name."""
    return _static_address(path)


def drawing(kind: str) -> str:
    """The address of the quiet drawing for a kind of goods; all of them are one file."""
    return f"{_static_address('web/drawings.svg')}#{kind if kind in DRAWINGS else 'other'}"


@lru_cache(maxsize=ADDRESSES_KEPT)
def _address(
    urlconf: str, prefix: str, name: str, args: tuple[Hashable, ...], kwargs: tuple[tuple[str, Hashable], ...]
) -> str:
    del prefix  # part of the key only: reverse() reads it itself
    return reverse(name, urlconf=urlconf, args=args or None, kwargs=dict(kwargs) or None)


@lru_cache(maxsize=1024)
def _static_address(path: str) -> str:
    return static_address(path)


def _number(value: float | Decimal) -> str:
    return f"{value:,}".replace(",", ".")


def _weight(grams: int) -> str:
    if grams < GRAMS_IN_A_KILO:
        return f"{grams}{money.NBSP}g"
    return f"{quantity.format_quantity(Decimal(grams) / GRAMS_IN_A_KILO)}{money.NBSP}kg"


def _date(value: date | datetime) -> str:
    return dates.format_date(_day_of(value))


def _day(value: date | datetime, today: date | None = None) -> str:
    return dates.format_day(_day_of(value), today=today)


def _phone(value: str) -> str:
    """A number as it is said; whoever has none is said to have none."""
    return phone.format_phone(value) if value.startswith("+") else gettext("no phone")


def _time(value: datetime) -> str:
    return f"{dates.local(value):%H:%M}"


def _day_of(value: date | datetime) -> date:
    return dates.local_date(value) if isinstance(value, datetime) else value


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.splitlines())


FILTERS: dict[str, Callable[..., Any]] = {
    "vnd": money.format_vnd,
    "number": _number,
    "quantity": quantity.format_quantity,
    "weight": _weight,
    "date_vi": _date,
    "day_vi": _day,
    "moment_vi": dates.format_moment,
    "time_vi": _time,
    "phone": _phone,
    "phone_masked": phone.mask_phone,
    "lines": _lines,
}
