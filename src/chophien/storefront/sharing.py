"""How goods look where somebody shares a link to them: a card of 1200 × 630, made once and kept; and for machines."""

import json
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image, UnidentifiedImageError

from chophien.lib.money import format_vnd
from chophien.lib.quantity import what_it_buys
from chophien.reviews.selectors.ratings import Rating
from chophien.storefront.product import ProductPage, chosen_of
from chophien.storefront.selectors import Goods

TEMPLATE = Path(__file__).parent / "typst" / "card.typ"
WIDTH, HEIGHT, PPI = 1200, 630, 144.0
CARD_TITLE_MOST = 110
MACHINE_PHOTOS = 4


def card_path(code: str) -> str:
    return f"/the-hang/{code}.png"


def share_card(goods: Goods) -> bytes:
    """The card of goods as a PNG: the photo, what it is, what it costs, whose it is. Drawn anew when that changes."""
    with override("vi"):
        told = _told(goods)
    photo = goods.photos[0].url(WIDTH) if goods.photos else ""
    digest = sha256(json.dumps([told, photo, TEMPLATE.stat().st_mtime_ns]).encode()).hexdigest()[:24]
    kept = _folder() / f"{goods.code}-{digest}.png"
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        return _drawn(goods, told, photo, kept)


def machine_more(page: ProductPage, *, site: str, rating: Rating) -> dict[str, object]:
    """What schema.org's Product says besides its offers: pictures, brand, and what buyers gave it."""
    photos = [site + photo.url(1280) for photo in page.goods.photos[:MACHINE_PHOTOS]]
    told: dict[str, object] = {
        "image": photos or [site + card_path(page.goods.code)],
        "brand": {"@type": "Brand", "name": page.goods.seller_name},
    }
    if rating.average is not None:
        told["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(rating.average),
            "reviewCount": rating.count,
            "bestRating": 5,
            "worstRating": 1,
        }
    return told


def _told(goods: Goods) -> dict[str, str]:
    row = chosen_of(goods.offered)
    title = goods.title if len(goods.title) <= CARD_TITLE_MOST else goods.title[:CARD_TITLE_MOST].rstrip() + "…"
    return {
        "market": "Chợ Phiên",
        "title": title,
        "price": f"{format_vnd(row.price_vnd)}/{what_it_buys(row.unit, row.pack)}" if row else "",
        "seller": goods.seller_name,
        "place": f"{goods.commune}, {goods.province}",
        "notice": _("Demonstration: prices only illustrate.") if settings.SAMPLE_MARKET else "",
    }


def _drawn(goods: Goods, told: dict[str, str], photo: str, kept: Path) -> bytes:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "card.typ").write_bytes(TEMPLATE.read_bytes())
        name = _photo_beside(photo, root)
        inputs = {"data": json.dumps({**told, "photo": name})}
        drawn = typst.compile(
            str(root / "card.typ"), root=folder, format="png", ppi=PPI, sys_inputs=inputs, ignore_system_fonts=True
        )
    data = bytes(drawn)
    for old in kept.parent.glob(f"{goods.code}-*.png"):
        old.unlink(missing_ok=True)
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".part")
    unfinished.write_bytes(data)
    unfinished.replace(kept)
    return data


def _photo_beside(photo: str, root: Path) -> str:
    """Lay the public copy of the photo beside the card as a JPEG; empty when there is none that can be read."""
    if not photo:
        return ""
    source = Path(settings.MEDIA_ROOT) / photo.removeprefix("/anh/")
    try:
        with Image.open(source) as picture:
            picture.convert("RGB").save(root / "photo.jpg", quality=88)
    except (OSError, UnidentifiedImageError):
        return ""
    return "photo.jpg"


def _folder() -> Path:
    media = Path(settings.MEDIA_ROOT)
    return media.with_name(f"{media.name}-cards")
