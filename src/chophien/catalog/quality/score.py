"""How well a listing tells of its goods: 0 to 100 points, and the one thing that would help most.

Words count once: whoever writes the same thing ten times, or repeats the name as the story, has told it once.
Arithmetic is in whole points and always rounds down, so that the points of the parts add up to the score.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import connection

from chophien.catalog.models import ListingVersion
from chophien.catalog.quality.score_rules import LabelField, ScoreRule, label_fields, score_rules
from chophien.lib.quantity import CONTAINERS
from chophien.lib.text import fold
from chophien.uploads.selectors import PhotoMeasure, photo_measures

WORD = re.compile(r"[^\W\d_]+")
TOO_LIGHT = 235
"""A photo whose mean luminance is above this is burnt out."""


@dataclass(frozen=True)
class Part:
    """What one rule gave. `lacks` names what is missing of a label; `waits` says that a photo is being prepared."""

    rule: ScoreRule
    points: int
    lacks: tuple[str, ...] = ()
    waits: bool = False

    @property
    def lost(self) -> int:
        return self.rule.points - self.points

    @property
    def fix(self) -> str:
        """What to do about it, as a sentence in the reader's language."""
        return self.rule.fix % {"fields": ", ".join(self.lacks)} if self.lacks else self.rule.fix


@dataclass(frozen=True)
class Score:
    """The points of a version with the parts they are made of, in the order of the rules."""

    edition: str
    parts: tuple[Part, ...]
    unmet: tuple[Part, ...]

    @property
    def points(self) -> int:
        """0 to 100."""
        return sum(part.points for part in self.parts)

    @property
    def next_fix(self) -> Part | None:
        """What helps most: first what keeps the goods from being sold, then what brings most points; none at the top.

        Of two that bring the same, the one that is asked for earlier.
        """
        if self.unmet:
            return self.unmet[0]
        open_parts = [part for part in self.parts if part.lost and not part.waits]
        return max(open_parts, key=lambda part: part.lost, default=None)


def score_of(version: ListingVersion, photos: Mapping[str, PhotoMeasure], *, at: datetime | date) -> Score:
    """Score a version by the rules in force at `at`; `photos` holds the measures of its photos that are ready."""
    rules = score_rules(at=at)
    path = version.category.path.split("/") if version.category else []
    parts = tuple(_part(rule, version, photos, path) for rule in rules)
    unmet = tuple(part for part in parts if part.rule.needed is not None and _is_unmet(part.rule, version))
    return Score(rules[0].edition, parts, unmet)


def unmet_needs(version: ListingVersion, *, at: datetime | date) -> dict[str, str]:
    """Field → sentence, for what goods must tell before they can be put on sale. A photo and a price are not enough."""
    return {rule.field: rule.fix for rule in score_rules(at=at) if rule.needed is not None and _is_unmet(rule, version)}


def _is_unmet(rule: ScoreRule, version: ListingVersion) -> bool:
    return rule.needed is not None and _told(rule, version) < rule.needed


def _part(rule: ScoreRule, version: ListingVersion, photos: Mapping[str, PhotoMeasure], path: Sequence[str]) -> Part:
    if not rule.concerns(path):
        return Part(rule, rule.points)
    if rule.key == "label":
        asked = label_fields(path)
        lacking = [one for one in asked if not _says(version, one)]
        share = Fraction(len(asked) - len(lacking), len(asked)) if asked else Fraction(1)
        return Part(rule, _points(rule, share), lacks=tuple(one.label for one in lacking))
    if rule.key == "unit":
        return Part(rule, _points(rule, _whole_offers(version)))
    if rule.key == "photos_count":
        return Part(rule, _points(rule, _between(rule, len(version.photo_codes))))
    if rule.key in PHOTO_SHARES:
        known = [photos[code] for code in version.photo_codes if code in photos]
        shares = [PHOTO_SHARES[rule.key](rule, one) for one in known]
        share = sum(shares, Fraction(0)) / len(version.photo_codes) if shares else Fraction(0)
        return Part(rule, _points(rule, share), waits=len(known) < len(version.photo_codes))
    return Part(rule, _points(rule, _between(rule, _told(rule, version))))


def _points(rule: ScoreRule, share: Fraction) -> int:
    return int(rule.points * share)


def _between(rule: ScoreRule, measure: int) -> Fraction:
    """Where the measure lies between nothing and everything."""
    return max(Fraction(0), min(Fraction(1), Fraction(measure - rule.none, rule.full - rule.none)))


def _told(rule: ScoreRule, version: ListingVersion) -> int:
    """How many letters the field holds in words that are said for the first time; of a story, not those of the name."""
    words = set(WORD.findall(fold(str(getattr(version, rule.field)))))
    if rule.key == "story":
        words -= set(WORD.findall(fold(version.title)))
    return sum(len(word) for word in words)


def _says(version: ListingVersion, field: LabelField) -> bool:
    return any(_answer(version, key) for key in field.keys)


def _answer(version: ListingVersion, key: str) -> bool:
    if key == "pack":
        return bool(version.offers) and all(_says_pack(offer) for offer in version.offers)
    if key in {"origin", "use", "storage"}:
        return bool(str(getattr(version, key)).strip())
    return version.attributes.get(key) not in (None, "")


def _whole_offers(version: ListingVersion) -> Fraction:
    """Which share of unit, pack and weight is said, over all sizes."""
    said = [
        one
        for offer in version.offers
        for one in (bool(offer["unit"]), bool(offer["unit"]) and _says_pack(offer), bool(offer["weight_g"]))
    ]
    return Fraction(sum(said), len(said)) if said else Fraction(0)


def _says_pack(offer: Mapping[str, object]) -> bool:
    """Whether one knows how much it is: a box says what it holds, a kilo or a piece needs no more words."""
    return offer["unit"] not in CONTAINERS or bool(str(offer["pack"]).strip())


def _sharp(rule: ScoreRule, photo: PhotoMeasure) -> Fraction:
    return _between(rule, photo.sharpness)


def _light(rule: ScoreRule, photo: PhotoMeasure) -> Fraction:
    return Fraction(0) if photo.light > TOO_LIGHT else _between(rule, photo.light)


def _size(rule: ScoreRule, photo: PhotoMeasure) -> Fraction:
    return _between(rule, min(photo.width, photo.height))


PHOTO_SHARES: Mapping[str, Callable[[ScoreRule, PhotoMeasure], Fraction]] = {
    "photos_sharp": _sharp,
    "photos_light": _light,
    "photos_size": _size,
}


def scores_of(versions: Collection[ListingVersion], *, at: datetime | date) -> dict[int, Score]:
    """The scores of some versions, their categories at hand, by the version. One statement."""
    measures = photo_measures({code for version in versions for code in version.photo_codes})
    return {version.pk: score_of(version, measures, at=at) for version in versions}


def keep_scores(
    versions: Collection[ListingVersion], *, with_versions: bool = True, at: datetime | date
) -> dict[int, int]:
    """Keep the scores of live versions beside their listings; the points by the listing. Three statements.

    They stay with the versions too, unless `with_versions` is off: when everything is scored anew by new rules, what
    a version brought on the day it came on sale stays what it was.
    """
    scores = scores_of(versions, at=at)
    points = {version.listing_id: scores[version.pk].points for version in versions}
    if points:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP.format(table="catalog_listing"), [list(points.keys()), list(points.values())])
            if with_versions:
                of_versions = [scores[version.pk].points for version in versions]
                keys = [version.pk for version in versions]
                cursor.execute(_KEEP.format(table="catalog_listingversion"), [keys, of_versions])
    return points


_KEEP = (
    "UPDATE {table} l SET score = v.points FROM unnest(%s::bigint[], %s::int[]) AS v(id, points)"
    " WHERE l.id = v.id AND l.score IS DISTINCT FROM v.points"
)
