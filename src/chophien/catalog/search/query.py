"""What is asked of the search, read from the address: the address holds all of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from chophien.catalog.states import CertificateKind
from chophien.lib.errors import DomainError, Sentence
from chophien.lib.money import MAX_VND, AmountTooLarge, parse_vnd
from chophien.lib.text import clean_line
from chophien.sellers.states import SellerKind

LONGEST_QUERY = 120
DEFAULT_LIMIT, MOST_LIMIT = 24, 60
MOST_STARS = 5
RELEVANCE, PRICE_ASC, PRICE_DESC, NEWEST = SORTS = ("relevance", "price_asc", "price_desc", "newest")

_SLUG = re.compile(r"[a-z0-9-]{1,60}")
_PROVINCE = re.compile(r"[0-9]{2}")
_SELLER = re.compile(r"[\w.-]{1,60}", re.ASCII)
_YES, _NO = frozenset({"1", "true", "on", "yes"}), frozenset({"0", "false", "off", "no"})
_FILTERS = ("category", "province", "seller", "price_min", "price_max", "ocop_min", "cert", "seller_kind", "in_season")

T = TypeVar("T")


class _Unreadable(ValueError):
    """The value says nothing that can be searched for."""


@dataclass(frozen=True)
class Problem:
    """A value in the address that was left out, with a sentence that says why."""

    field: str
    sentence: Sentence


@dataclass(frozen=True)
class SearchQuery:
    """A search: words, filters, order and place in the list. Prices in whole đồng, both ends included.

    `category` is a slug and means everything below it too, `province` a code of today, `seller` a seller's code,
    `cert` kinds of certificate that must all be valid today, `ocop_min` the least number of valid stars.
    """

    q: str = ""
    category: str = ""
    province: str = ""
    seller: str = ""
    price_min: int | None = None
    price_max: int | None = None
    ocop_min: int = 0
    cert: tuple[str, ...] = ()
    seller_kind: str = ""
    in_season: bool = False
    sort: str = RELEVANCE
    cursor: str = ""
    limit: int = DEFAULT_LIMIT
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of the filters that are set."""
        return tuple(name for name in _FILTERS if getattr(self, name) != getattr(BLANK, name))

    def but(self, **changes: Any) -> "SearchQuery":
        """The same search with something changed, from its first page on."""
        return replace(self, **{"cursor": "", "problems": (), **changes})

    def without(self, *names: str) -> "SearchQuery":
        """The same search without some of its filters."""
        return self.but(**{name: getattr(BLANK, name) for name in names})

    def parameters(self) -> list[tuple[str, str]]:
        """The search as it stands in an address; what is not set is left out. Read back it is the same search."""
        given: list[tuple[str, str]] = [(name, getattr(self, name)) for name in ("q", "category", "province", "seller")]
        given += [(name, "" if value is None else str(value)) for name, value in self._prices()]
        given.append(("ocop_min", str(self.ocop_min or "")))
        given += [("cert", kind) for kind in self.cert]
        given += [("seller_kind", self.seller_kind), ("in_season", "1" if self.in_season else "")]
        given.append(("sort", "" if self.sort == RELEVANCE else self.sort))
        given.append(("limit", "" if self.limit == DEFAULT_LIMIT else str(self.limit)))
        given.append(("cursor", self.cursor))
        return [(name, value) for name, value in given if value]

    def address(self) -> str:
        """What follows the question mark of an address."""
        return urlencode(self.parameters())

    def _prices(self) -> tuple[tuple[str, int | None], ...]:
        return ("price_min", self.price_min), ("price_max", self.price_max)


BLANK = SearchQuery()


def read_query(given: Mapping[str, object]) -> SearchQuery:
    """Read a search from an address's parameters, such as a request's ``GET``.

    Nothing is refused: what cannot be read is left out and noted in `problems`.
    """
    reader = _Reader(given)
    query = SearchQuery(
        q=reader.words(),
        category=reader.one("category", _slug, ""),
        province=reader.one("province", _province, ""),
        seller=reader.one("seller", _seller, ""),
        price_min=reader.one("price_min", _price, None),
        price_max=reader.one("price_max", _price, None),
        ocop_min=reader.one("ocop_min", _stars, 0),
        cert=reader.kinds(),
        seller_kind=reader.one("seller_kind", _seller_kind, ""),
        in_season=reader.one("in_season", _truth, default=False),
        sort=reader.one("sort", _sort, RELEVANCE),
        cursor=reader.text("cursor"),
        limit=reader.one("limit", _limit, DEFAULT_LIMIT),
    )
    if query.price_min is not None and query.price_max is not None and query.price_min > query.price_max:
        query = replace(query, price_min=query.price_max, price_max=query.price_min)
    return replace(query, problems=tuple(reader.problems))


class _Reader:
    """Reads one value after the other and keeps a sentence for each that makes no sense."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self.given = given
        self.problems: list[Problem] = []

    def many(self, name: str) -> list[str]:
        getlist = getattr(self.given, "getlist", None)
        values = getlist(name) if getlist else self.given.get(name, [])
        listed = values if isinstance(values, list | tuple) else [values]
        return [str(value) for value in listed if value is not None]

    def text(self, name: str) -> str:
        values = self.many(name)
        return values[-1].strip() if values else ""

    def words(self) -> str:
        typed = clean_line(self.text("q")[: 10 * LONGEST_QUERY])
        if len(typed) > LONGEST_QUERY:
            self.problems.append(Problem("q", _("Your search was long: we looked for its first words.")))
        kept = typed[:LONGEST_QUERY].strip()
        return kept + " " if kept and self.many("q")[-1][-1:] == " " else kept

    def kinds(self) -> tuple[str, ...]:
        nothing: list[str] = []
        listed = [self.read("cert", text, _cert, nothing) for text in self.many("cert") if text]
        return tuple(dict.fromkeys(kind for kinds in listed for kind in kinds))

    def one(self, name: str, read: Callable[[str], T], default: T) -> T:
        text = self.text(name)
        return self.read(name, text, read, default) if text else default

    def read(self, name: str, text: str, read: Callable[[str], T], default: T) -> T:
        try:
            return read(text)
        except (_Unreadable, DomainError):
            self.problems.append(Problem(name, _("One of the filters in the address makes no sense; it was left out.")))
            return default


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise _Unreadable
    return text


def _slug(text: str) -> str:
    return _matching(_SLUG, text)


def _province(text: str) -> str:
    return _matching(_PROVINCE, text)


def _seller(text: str) -> str:
    return _matching(_SELLER, text)


def _price(text: str) -> int:
    try:
        return parse_vnd(text[:60])
    except AmountTooLarge:
        return MAX_VND


def _stars(text: str) -> int:
    if text not in {"1", "2", "3", "4", "5"}:
        raise _Unreadable
    return int(text)


def _cert(text: str) -> list[str]:
    return [CertificateKind(kind).value for kind in _known(text.split(",")[:10], CertificateKind.values)]


def _seller_kind(text: str) -> str:
    [kind] = _known([text], SellerKind.values)
    return kind


def _known(texts: list[str], values: list[str]) -> list[str]:
    if not set(texts) <= set(values):
        raise _Unreadable
    return texts


def _truth(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise _Unreadable
    return text.lower() in _YES


def _sort(text: str) -> str:
    [sort] = _known([text], list(SORTS))
    return sort


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise _Unreadable
    return max(1, min(int(text[:9]), MOST_LIMIT))
