"""What is asked of the map: goods or crop, place, month, certificate, hectares. All of it stands in the address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from chophien.atlas.states import Layer
from chophien.catalog.search.places import GoodsAsked, slugs_below
from chophien.catalog.states import CertificateKind
from chophien.lib.text import clean_line

MOST_COMMUNES = 60
LONGEST_WORDS = 80
MOST_HECTARES = Decimal(100_000)
MONTHS = range(1, 13)
STARS = range(3, 6)
_PROVINCE, _COMMUNE = re.compile(r"[0-9]{2}"), re.compile(r"[0-9]{5}")


@dataclass(frozen=True)
class Question:
    """One question to the map. Empty fields do not narrow; `communes` and `province` are codes of today."""

    layer: Layer = Layer.GOODS
    province: str = ""
    communes: tuple[str, ...] = ()
    category: str = ""
    words: str = ""
    month: int = 0
    certificate: str = ""
    stars: int = 0
    least_ha: Decimal | None = None
    most_ha: Decimal | None = None

    @property
    def goods(self) -> GoodsAsked:
        """What of the question goods can answer."""
        kinds = (self.certificate,) if self.certificate else ()
        return GoodsAsked(self.category, self.words, self.month, kinds, self.stars)

    def parameters(self) -> list[tuple[str, str]]:
        """What the address holds of it, in one order."""
        given = [
            ("lop", "" if self.layer == Layer.GOODS else self.layer.value),
            ("tinh", "" if self.communes else self.province),
            ("xa", ",".join(self.communes)),
            ("nhom", self.category),
            ("tu", self.words),
            ("thang", str(self.month or "")),
            ("chung-nhan", self.certificate),
            ("sao", str(self.stars or "")),
            ("tu-ha", _plain(self.least_ha)),
            ("den-ha", _plain(self.most_ha)),
        ]
        return [(name, value) for name, value in given if value]

    def address(self, path: str) -> str:
        """The address of this question on a page."""
        said = self.parameters()
        return f"{path}?{urlencode(said)}" if said else path

    def but(self, **changes: object) -> "Question":
        """The same question with something changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # fields are named by the callers above


def read_question(given: Mapping[str, str]) -> Question:
    """The question of an address. What makes no sense is left out: a map is never refused for a wrong filter."""
    communes = tuple(dict.fromkeys(code for code in given.get("xa", "").split(",") if _COMMUNE.fullmatch(code)))
    province, category = given.get("tinh", ""), given.get("nhom", "")[:60]
    return Question(
        layer=Layer(given["lop"]) if given.get("lop") in Layer.values else Layer.GOODS,
        province=province if _PROVINCE.fullmatch(province) else "",
        communes=communes[:MOST_COMMUNES],
        category=category if slugs_below(category) else "",
        words=clean_line(given.get("tu", ""))[:LONGEST_WORDS].strip(),
        month=_one_of(given.get("thang", ""), MONTHS),
        certificate=given["chung-nhan"] if given.get("chung-nhan") in CertificateKind.values else "",
        stars=_one_of(given.get("sao", ""), STARS),
        least_ha=hectares_of(given.get("tu-ha", "")),
        most_ha=hectares_of(given.get("den-ha", "")),
    )


def hectares_of(text: str) -> Decimal | None:
    """Hectares as typed, with a comma or a point; None for what is no such number."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 < found <= MOST_HECTARES else None


def _one_of(text: str, allowed: range) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len("12") else 0
    return number if number in allowed else 0


def _plain(hectares: Decimal | None) -> str:
    return f"{hectares.normalize():f}" if hectares is not None else ""
