"""What a seller writes about goods, as it goes into a version."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from chophien.catalog.models import Category

LISTING_PREFIX, VARIANT_PREFIX = "SP", "HG"
CODE_LENGTH = 10  # 1.8 million million codes: a clash is not to be expected among the goods of a country


@dataclass(frozen=True)
class OfferText:
    """One size or pack of a listing as its seller writes it. Price in whole đồng, weight in grams, packed.

    `code` is empty for a new one.
    """

    price_vnd: int
    unit: str
    pack: str
    weight_g: int
    title: str = ""
    step: Decimal = Decimal(1)
    min_quantity: Decimal = Decimal(1)
    code: str = ""

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "step": str(self.step), "min_quantity": str(self.min_quantity)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "OfferText":
        return cls(
            price_vnd=int(str(stored["price_vnd"])),
            unit=str(stored["unit"]),
            pack=str(stored["pack"]),
            weight_g=int(str(stored["weight_g"])),
            title=str(stored["title"]),
            step=Decimal(str(stored["step"])),
            min_quantity=Decimal(str(stored["min_quantity"])),
            code=str(stored["code"]),
        )


@dataclass(frozen=True)
class ListingText:
    """What a seller writes about goods. `season_from` and `season_to` are MM-DD or both empty: all year.

    `season_lunar` is set where they are the days, this year or next, of a season by the moon (`lib.lunar`).
    """

    title: str
    description: str
    category: Category | None
    attributes: Mapping[str, object]
    season_from: str
    season_to: str
    photo_codes: Sequence[str]
    offers: Sequence[OfferText]
    special: str = ""
    use: str = ""
    storage: str = ""
    origin: str = ""
    fact_codes: Sequence[str] = ()
    season_lunar: str = ""
