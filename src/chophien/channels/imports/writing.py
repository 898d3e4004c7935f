"""Writing checked rows, a thousand at a time, each thousand in a transaction of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from chophien.catalog.actions.bulk import BulkListing, Written, write_listings
from chophien.catalog.actions.listings import ListingText, OfferText
from chophien.channels.imports.checking import GoodsRow
from chophien.lib.actor import Actor
from chophien.sellers.actions import NewSeller, ensure_sellers
from chophien.sellers.models import Seller
from chophien.supply.actions import set_stocks
from chophien.supply.selectors import available
from chophien.supply.states import MovementReason
from chophien.uploads.actions import take_photo

BATCH = 1000


def batches(rows: Sequence[GoodsRow]) -> Iterator[Sequence[GoodsRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def write_batch(
    rows: Sequence[GoodsRow], *, publish: bool, folder: Path | None, subject_code: str, actor: Actor, at: datetime
) -> Counter[str]:
    """Write the rows with their sellers, photos and stock; count created, changed and unchanged."""
    sellers = ensure_sellers(_sellers(rows), approve=publish, actor=actor, at=at)
    outcomes: Counter[str] = Counter()
    for layer in _one_listing_each(rows):
        bulk = [_bulk_listing(row, sellers, folder=folder, actor=actor, at=at) for row in layer]
        written = write_listings(bulk, publish=publish, actor=actor, at=at)
        wanted = {one.variant_id: row.stock for one, row in zip(written, layer, strict=True) if one.variant_id}
        moved = _changed_stock(wanted)
        set_stocks(quantities=moved, reason=MovementReason.IMPORTED, subject_code=subject_code, actor=actor, at=at)
        outcomes.update(_outcome(one, moved) for one in written)
    return outcomes


def _sellers(rows: Iterable[GoodsRow]) -> list[NewSeller]:
    named = {row.seller.code: row.seller for row in reversed(list(rows))}
    return [NewSeller(code=one.code, name=one.name, kind=one.kind, commune=one.commune) for one in named.values()]


def _one_listing_each(rows: Sequence[GoodsRow]) -> Iterator[list[GoodsRow]]:
    """Part the rows so that no listing stands twice in a part: its second variant comes in the second part."""
    left = list(rows)
    while left:
        seen: set[tuple[str, str]] = set()
        layer, later = [], []
        for row in left:
            key = (row.seller.code, row.sku)
            (later if key in seen else layer).append(row)
            seen.add(key)
        yield layer
        left = later


def _bulk_listing(
    row: GoodsRow, sellers: Mapping[str, Seller], *, folder: Path | None, actor: Actor, at: datetime
) -> BulkListing:
    photos = _photo(row, folder, actor=actor, at=at)
    text = ListingText(
        title=row.title,
        description=row.description,
        category=row.category,
        attributes={},
        season_from=row.season_from,
        season_to=row.season_to,
        photo_codes=photos,
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
        stars=row.stars,
        variant_code=row.variant_code,
        keep_photos=not photos,
    )


def _photo(row: GoodsRow, folder: Path | None, *, actor: Actor, at: datetime) -> list[str]:
    if not row.photo_file or folder is None:
        return []
    with (folder / Path(row.photo_file).name).open("rb") as source:
        return [take_photo(file=source, owner_code=row.seller.code, actor=actor, at=at).code]


def _changed_stock(wanted: Mapping[int, Decimal]) -> dict[int, Decimal]:
    left = available(wanted.keys())
    return {variant: quantity for variant, quantity in wanted.items() if left.get(variant) != quantity}


def _outcome(one: Written, moved: Mapping[int, Decimal]) -> str:
    return "changed" if one.outcome == "unchanged" and one.variant_id in moved else one.outcome
