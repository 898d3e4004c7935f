"""One typed line understood: “chè, VietGAP, ≥ 5 ha, thu tháng 3” is a crop, a certificate, a size and a month.

Words are read with and without marks. What is known is taken out step by step: month, hectares, certificate; of what is
left the parts that are places, then goods. What remains in the end are words to look for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chophien.atlas.asking import LONGEST_WORDS, MONTHS, STARS, Question, hectares_of
from chophien.atlas.states import Layer
from chophien.catalog.search.places import category_named
from chophien.catalog.states import CertificateKind
from chophien.lib.text import clean_line
from chophien.places.selectors import PROVINCE, PlaceHit, places_named

LONGEST_LINE = 200
_NUMBER = r"([0-9]{1,6}(?:[.,][0-9]{1,4})?)"
_HA = r"\s*(?:ha\b|héc[\s-]?ta|hec[\s-]?ta)(?:\s*(?:trở lên|tro len))?"
_RANGE = re.compile(rf"(?:\b(?:từ|tu)\s+)?{_NUMBER}\s*(?:-|–|đến|den|tới|toi)\s*{_NUMBER}{_HA}", re.IGNORECASE)
_MOST = re.compile(
    rf"(?:≤|<=|<|\b(?:dưới|duoi|không quá|khong qua|tối đa|toi da|đến|den))\s*{_NUMBER}{_HA}", re.IGNORECASE
)
_LEAST = re.compile(
    rf"(?:≥|>=|>|\b(?:từ|tu|trên|tren|hơn|hon|ít nhất|it nhat|tối thiểu|toi thieu))?\s*{_NUMBER}{_HA}", re.IGNORECASE
)
_MONTH = re.compile(
    r"(?:\b(?:thu hoạch|thu hoach|thu hái|thu hai|thu|vụ|vu|mùa|mua|trong|vào|vao)\s+)*\bth(?:á|a)ng\s*([0-9]{1,2})\b",
    re.IGNORECASE,
)
_CERTIFICATES: tuple[tuple[re.Pattern[str], CertificateKind], ...] = (
    (re.compile(r"\bglobal\s?g\.?\s?a\.?\s?p\b\.?", re.IGNORECASE), CertificateKind.GLOBALGAP),
    (re.compile(r"\bviet\s?gap\b", re.IGNORECASE), CertificateKind.VIETGAP),
    (re.compile(r"\b(?:hữu cơ|huu co|organic)\b", re.IGNORECASE), CertificateKind.ORGANIC),
    (
        re.compile(r"\b(?:chỉ dẫn địa lý|chi dan dia ly)\b", re.IGNORECASE),
        CertificateKind.GEOGRAPHICAL_INDICATION,
    ),
)
_OCOP = re.compile(r"\bocop(?:\s*([3-5])\s*(?:sao\b|\*|★))?", re.IGNORECASE)
_PARTS = re.compile(r"[,;]|\b(ở|tại|o|tai)\s", re.IGNORECASE)
_FILLERS = re.compile(r"\b(?:có|co|chứng nhận|chung nhan|đạt|dat|vùng trồng|vung trong)\b", re.IGNORECASE)
_AREAS = re.compile(r"\b(?:vùng trồng|vung trong|thu hoạch|thu hoach)\b", re.IGNORECASE)


@dataclass
class _Line:
    """What is left of the line; what was understood is cut out of it, with a comma where it stood."""

    text: str

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.text)
        if found:
            self.text = f"{self.text[: found.start()]},{self.text[found.end() :]}"
        return found


def understand(text: str, *, before: Question) -> Question:
    """The question that a typed line asks; what it does not say stays as it was asked `before`."""
    line = _Line(clean_line(text)[:LONGEST_LINE])
    found = before
    if _AREAS.search(line.text):
        found = found.but(layer=Layer.AREAS)
    found = _sizes(line, found)
    month = line.take(_MONTH)
    if month and int(month[1]) in MONTHS:
        found = found.but(month=int(month[1]))
    found = _certificates(line, found)
    line.text = _FILLERS.sub(" ", line.text)
    return _places_and_goods(line.text, found)


def _sizes(line: _Line, found: Question) -> Question:
    both = line.take(_RANGE)
    if both:
        return found.but(layer=Layer.AREAS, least_ha=hectares_of(both[1]), most_ha=hectares_of(both[2]))
    most, least = line.take(_MOST), line.take(_LEAST)
    if most:
        found = found.but(layer=Layer.AREAS, most_ha=hectares_of(most[1]))
    if least:
        found = found.but(layer=Layer.AREAS, least_ha=hectares_of(least[1]))
    return found


def _certificates(line: _Line, found: Question) -> Question:
    for pattern, kind in _CERTIFICATES:
        if line.take(pattern):
            found = found.but(certificate=kind.value)
    ocop = line.take(_OCOP)
    if ocop:
        stars = int(ocop[1]) if ocop[1] else STARS[0]
        found = found.but(stars=stars)
    return found


def _places_and_goods(text: str, found: Question) -> Question:
    parts = [(part, said_where) for part, said_where in _parted(text) if part]
    words: list[str] = []
    place = 0
    while place < len(parts):
        part, said_where = parts[place]
        together = ", ".join(one for one, _where in parts[place:])
        slug = "" if said_where else category_named(part)
        if slug and not found.category:
            found = found.but(category=slug)
        elif len(parts) - place > 1 and (hits := places_named(together)):
            return _worded(_placed(found, hits), words)
        elif hits := places_named(part):
            found = _placed(found, hits)
        else:
            rest, hits = _ends_with_a_place(part)
            if hits:
                found = _placed(found, hits)
            slug = category_named(rest)
            if slug and not found.category:
                found = found.but(category=slug)
            elif rest:
                words.append(rest)
        place += 1
    return _worded(found, words)


def _parted(text: str) -> Iterator[tuple[str, bool]]:
    """The parts between commas, and whether “ở” or “tại” stands before."""
    start, said_where = 0, False
    for cut in _PARTS.finditer(text):
        yield text[start : cut.start()].strip(), said_where
        start, said_where = cut.end(), cut[1] is not None
    yield text[start:].strip(), said_where


def _ends_with_a_place(part: str) -> tuple[str, list[PlaceHit]]:
    """``mật ong Mèo Vạc``: goods, then a place of two words at least, for many words are names of communes too."""
    words = part.split()
    for start in range(1, len(words) - 1):
        hits = places_named(" ".join(words[start:]))
        if hits:
            return " ".join(words[:start]), hits
    return part, []


def _placed(found: Question, hits: list[PlaceHit]) -> Question:
    if hits[0].kind == PROVINCE:
        return found.but(province=hits[0].code, communes=())
    return found.but(province="", communes=tuple(hit.code for hit in hits))


def _worded(found: Question, words: list[str]) -> Question:
    return found.but(words=" ".join(words)[:LONGEST_WORDS].strip()) if words else found
