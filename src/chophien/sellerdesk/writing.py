"""Between what stands in a listing's version and what its people write on the three steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from chophien.catalog.actions.texts import ListingText, OfferText
from chophien.catalog.models import Attribute, Category, ListingVersion

ATTRIBUTE = "attribute_"
EMPTY = ListingText("", "", None, {}, "", "", (), ())


@dataclass(frozen=True)
class SizeText:
    """One size or pack as it is written in the third step, with what is left of it (none: not said) and what the
    page showed to be left.
    """

    offer: OfferText
    left: Decimal | None
    seen: Decimal | None = None


@dataclass(frozen=True)
class SeasonText:
    """When goods are there: two MM-DD by the sun, or two empty: all year; `lunar` when the moon says it."""

    first: str = ""
    last: str = ""
    lunar: str = ""


def text_of(version: ListingVersion | None) -> ListingText:
    """What a version says, to be written on from; empty when there is none."""
    if version is None:
        return EMPTY
    return ListingText(
        title=version.title,
        description=version.description,
        category=version.category,
        attributes=dict(version.attributes),
        season_from=version.season_from,
        season_to=version.season_to,
        photo_codes=list(version.photo_codes),
        offers=[OfferText.from_json(stored) for stored in version.offers],
        special=version.special,
        use=version.use,
        storage=version.storage,
        origin=version.origin,
        fact_codes=list(version.fact_codes),
        season_lunar=version.season_lunar,
    )


def with_story(
    text: ListingText,
    *,
    title: str,
    description: str,
    category: Category | None,
    answers: Mapping[str, object],
    questions: Sequence[Attribute],
    more: Mapping[str, str],
) -> ListingText:
    """The same goods with another story. Answers to questions that this category does not ask are left out.

    `more` holds what else is told: special, use, storage, origin.
    """
    asked = {question.key for question in questions}
    kept = {key: answer for key, answer in answers.items() if key in asked and answer not in (None, "")}
    return replace(
        text,
        title=title,
        description=description,
        category=category,
        attributes=kept,
        special=more.get("special", text.special),
        use=more.get("use", text.use),
        storage=more.get("storage", text.storage),
        origin=more.get("origin", text.origin),
    )


def with_fact(text: ListingText, *, code: str, field: str, sentence: str) -> ListingText:
    """The same goods with a fact put behind what the field says. It is the seller's own text from now on.

    The link to the fact is kept; put in twice it stands there once.
    """
    if code in text.fact_codes:
        return text
    said = str(getattr(text, field))
    joined = f"{said.rstrip()} {sentence}" if said.strip() else sentence
    written: dict[str, Any] = {field: joined, "fact_codes": [*text.fact_codes, code]}
    return replace(text, **written)


def without_fact(text: ListingText, *, code: str) -> ListingText:
    """The same goods without the link to a fact; what was made of its words stays."""
    return replace(text, fact_codes=[one for one in text.fact_codes if one != code])


def is_price_only(before: Sequence[OfferText], after: Sequence[OfferText]) -> bool:
    """Whether nothing but prices differs, so that no operator has to look."""
    return [replace(one, price_vnd=0) for one in before] == [replace(one, price_vnd=0) for one in after]
