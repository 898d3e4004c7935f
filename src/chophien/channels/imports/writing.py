"""Writing checked rows, a thousand at a time, each thousand in a transaction of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from chophien.catalog.actions.bulk import BulkListing, Written, write_listings
from chophien.catalog.actions.texts import ListingText, OfferText
from chophien.catalog.models import ListingVersion
from chophien.catalog.quality.score import unmet_needs
from chophien.channels.imports.checking import Fault, GoodsRow
from chophien.channels.imports.photos import Photos
from chophien.channels.states import Beside
from chophien.lib.actor import Actor
from chophien.sellers.actions.bulk import NewSeller, ensure_sellers
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.supply.actions import set_stocks
from chophien.supply.selectors import available
from chophien.supply.states import MovementReason
from chophien.uploads.errors import FileRefused

BATCH = 1000


def batches(rows: Sequence[GoodsRow]) -> Iterator[Sequence[GoodsRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


NOTHING_BESIDE = Beside()


@dataclass
class BatchReport:
    """What became of some rows: how many were created, changed, unchanged, and the pictures that could not be used."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)


def write_batch(
    rows: Sequence[GoodsRow],
    *,
    publish: bool,
    photos: Photos,
    beside: Mapping[str, Beside],
    subject_code: str,
    actor: Actor,
    at: datetime,
) -> BatchReport:
    """Write the rows with their sellers, photos and stock. Goods whose picture is refused come in without it.

    Goods of a shop that nobody approved are not published, whatever was asked for: they wait for review. So do goods
    that were to be published and do not tell what a buyer needs to know; a sentence in the report says what is missing.
    """
    sellers = ensure_sellers(_sellers(rows), approve=publish, actor=actor, at=at)
    report = BatchReport()
    for layer in _one_listing_each(rows):
        taken = [_photo(row, photos, report, actor=actor, at=at) for row in layer]
        bulk = [
            _bulk_listing(row, sellers, codes, beside.get(row.sku, NOTHING_BESIDE))
            for row, codes in zip(layer, taken, strict=True)
        ]
        tells = [not publish or _tells_enough(row, report, at=at) for row in layer]
        is_open = [
            publish and enough and one.seller.status == SellerStatus.APPROVED
            for one, enough in zip(bulk, tells, strict=True)
        ]
        written: list[Written] = []
        wanted: dict[int, Decimal] = {}
        for published in sorted(set(is_open)):
            part = [number for number, opened in enumerate(is_open) if opened == published]
            done = write_listings([bulk[number] for number in part], publish=published, actor=actor, at=at)
            left = [layer[number].stock for number in part]
            wanted |= {one.variant_id: stock for one, stock in zip(done, left, strict=True) if one.variant_id}
            written += done
        moved = _changed_stock(wanted)
        set_stocks(quantities=moved, reason=MovementReason.IMPORTED, subject_code=subject_code, actor=actor, at=at)
        report.outcomes.update(_outcome(one, moved) for one in written)
    return report


def _sellers(rows: Iterable[GoodsRow]) -> list[NewSeller]:
    named = {row.seller.code: row.seller for row in reversed(list(rows))}
    return [NewSeller(code=one.code, name=one.name, kind=one.kind, commune=one.commune) for one in named.values()]


def _one_listing_each(rows: Sequence[GoodsRow]) -> Iterator[list[GoodsRow]]:
    """Part the rows so that no listing stands twice in a part: its second variant comes in the second part."""
    left = list(rows)
    while left:
        seen: set[tuple[str, str]] = set()
        layer: list[GoodsRow] = []
        later: list[GoodsRow] = []
        for row in left:
            key = (row.seller.code, row.sku)
            (later if key in seen else layer).append(row)
            seen.add(key)
        yield layer
        left = later


def _bulk_listing(row: GoodsRow, sellers: Mapping[str, Seller], codes: list[str], beside: Beside) -> BulkListing:
    stars = row.stars and replace(row.stars, number=beside.decision_number, issuer=beside.decision_issuer)
    text = ListingText(
        title=row.title,
        description=row.description,
        category=row.category,
        attributes=beside.attributes,
        season_from=row.season_from,
        season_to=row.season_to,
        photo_codes=codes,
        offers=(),
    )
    offer = OfferText(
        price_vnd=row.price_vnd,
        unit=row.unit,
        pack=row.pack,
        weight_g=row.weight_g,
        step=row.step,
        min_quantity=row.step,
    )
    return BulkListing(
        seller=sellers[row.seller.code],
        sku=row.sku,
        text=text,
        offer=offer,
        stars=stars,
        variant_code=row.variant_code,
        keep_photos=not codes,
    )


def _photo(row: GoodsRow, photos: Photos, report: BatchReport, *, actor: Actor, at: datetime) -> list[str]:
    if not row.photo_file:
        return []
    try:
        return [photos.code(row.photo_file, owner_code=row.seller.code, actor=actor, at=at)]
    except FileRefused as refusal:
        report.faults.append(Fault(row.number, "photo_file", str(refusal)))
        return []


def _tells_enough(row: GoodsRow, report: BatchReport, *, at: datetime) -> bool:
    unmet = unmet_needs(ListingVersion(title=row.title, description=row.description), at=at)
    report.faults += [Fault(row.number, field, str(sentence)) for field, sentence in unmet.items()]
    return not unmet


def _changed_stock(wanted: Mapping[int, Decimal]) -> dict[int, Decimal]:
    left = available(wanted.keys())
    return {variant: quantity for variant, quantity in wanted.items() if left.get(variant) != quantity}


def _outcome(one: Written, moved: Mapping[int, Decimal]) -> str:
    return "changed" if one.outcome == "unchanged" and one.variant_id in moved else one.outcome
