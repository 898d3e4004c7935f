"""The four formats of a feed, each written piece by piece so that its length takes no memory.

JSON is JSON Feed 1.1 with our own facts under ``_chophien``; XML is the product feed that Google's and Meta's
catalogues read (RSS 2.0 with the ``g:`` names of Google's product data specification).
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from chophien.channels.imports.rows import as_written
from chophien.channels.selectors.feeds import FeedGoods, FeedVariant, cheapest
from chophien.channels.states import FeedFormat
from chophien.lib.dates import VIETNAM
from chophien.lib.quantity import unit_label, what_it_buys

TITLE_MOST, DESCRIPTION_MOST, BRAND_MOST = 150, 5000, 70
ILLUSTRATIVE = "gia-minh-hoa"
TYPES = {
    FeedFormat.JSON: "application/feed+json; charset=utf-8",
    FeedFormat.CSV: "text/csv; charset=utf-8",
    FeedFormat.RSS: "application/rss+xml; charset=utf-8",
    FeedFormat.GOOGLE: "application/xml; charset=utf-8",
}
COLUMNS = (
    "id", "title", "description", "link", "image_link", "availability", "availability_date",
    "price_vnd", "unit", "pack", "seller", "commune", "province", "category", "ocop_stars", "changed_at",
    "gia_minh_hoa",
)  # fmt: skip
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class FeedHead:
    """What a feed says of itself. Addresses are whole; `origin` names the feed in links that lead back."""

    title: str
    site: str
    home: str
    address: str
    origin: str
    written_at: datetime
    changed_at: datetime
    is_sample: bool
    notice: str
    """What whoever shows the goods has to know; empty for a real market."""

    def link(self, goods: FeedGoods) -> str:
        return f"{self.site}{goods.path}?kenh={self.origin}"

    def image(self, goods: FeedGoods) -> str:
        """The photo, or where there is none the card that is shared; always a picture that catalogues take."""
        return self.site + (goods.photo.url(1280) if goods.photo else f"/the-hang/{goods.code}.png")


def write_feed(ending: FeedFormat, head: FeedHead, goods: Iterable[FeedGoods]) -> Iterator[str]:
    """The feed in that format, a piece for each of the goods."""
    return _WRITERS[ending](head, goods)


def _json(head: FeedHead, goods: Iterable[FeedGoods]) -> Iterator[str]:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": head.home,
        "feed_url": head.address,
        "language": "vi",
        "_chophien": {"illustrative_prices": head.is_sample, "notice": head.notice, "currency": "VND"},
    }
    yield json.dumps(told, ensure_ascii=False)[:-1] + ', "items": ['
    for number, one in enumerate(goods):
        yield (",\n" if number else "\n") + json.dumps(_json_item(head, one), ensure_ascii=False)
    yield "\n]}\n"


def _json_item(head: FeedHead, goods: FeedGoods) -> dict[str, object]:
    return {
        "id": goods.code,
        "url": head.link(goods),
        "title": goods.title,
        "content_text": goods.description or goods.title,
        "image": head.image(goods),
        "date_published": goods.published_at.isoformat(),
        "date_modified": goods.changed_at.isoformat(),
        "authors": [{"name": goods.seller_name}],
        "tags": [goods.category],
        "_chophien": {
            "seller": {"code": goods.seller_code, "name": goods.seller_name},
            "commune": goods.commune,
            "province": goods.province,
            "ocop_stars": goods.stars or None,
            "in_season": goods.in_season,
            "available": goods.available,
            "availability": goods.availability,
            "coming_on": goods.coming_on.isoformat() if goods.coming_on else None,
            "price_is_illustrative": head.is_sample,
            "variants": [
                {
                    "code": one.code,
                    "title": one.title,
                    "price_vnd": one.price_vnd,
                    "unit": unit_label(one.unit),
                    "pack": one.pack,
                    "weight_g": one.weight_g,
                    "available": one.available,
                }
                for one in goods.variants
            ],
        },
    }


def _csv(head: FeedHead, goods: Iterable[FeedGoods]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    yield "\ufeff" + out.getvalue()
    for one in goods:
        out.seek(0)
        out.truncate()
        writer.writerow([as_written(str(cell)) for cell in _csv_row(head, one)])
        yield out.getvalue()


def _csv_row(head: FeedHead, goods: FeedGoods) -> list[object]:
    price = cheapest(goods)
    return [
        goods.code,
        goods.title,
        goods.description,
        head.link(goods),
        head.image(goods),
        goods.availability,
        _first_moment(goods.coming_on),
        price.price_vnd if price else "",
        unit_label(price.unit) if price else "",
        price.pack if price else "",
        goods.seller_name,
        goods.commune,
        goods.province,
        goods.category,
        goods.stars or "",
        goods.changed_at.isoformat(),
        1 if head.is_sample else 0,
    ]


def _rss(head: FeedHead, goods: Iterable[FeedGoods]) -> Iterator[str]:
    yield _rss_head(head, ' xmlns:atom="http://www.w3.org/2005/Atom"')
    yield f'<atom:link href={quoteattr(head.address)} rel="self" type="application/rss+xml"/>\n'
    for one in goods:
        price = cheapest(one)
        told = (
            [f"{price.price_vnd:,} đ".replace(",", ".") + f"/{what_it_buys(price.unit, price.pack)}"] if price else []
        )
        words = " · ".join([*told, one.seller_name, f"{one.commune}, {one.province}"])
        body = "\n\n".join(part for part in (words, head.notice, one.description) if part)
        yield (
            f"<item><title>{_x(one.title)}</title><link>{_x(head.link(one))}</link>"
            f'<guid isPermaLink="false">{_x(one.code)}</guid><pubDate>{format_datetime(one.published_at)}</pubDate>'
            f"<category>{_x(one.category)}</category><description>{_x(body)}</description></item>\n"
        )
    yield "</channel></rss>\n"


def _google(head: FeedHead, goods: Iterable[FeedGoods]) -> Iterator[str]:
    yield _rss_head(head, ' xmlns:g="http://base.google.com/ns/1.0"')
    for one in goods:
        for variant in one.variants:
            facts = _google_facts(head, one, variant)
            yield "<item>" + "".join(f"<g:{name}>{_x(said)}</g:{name}>" for name, said in facts if said) + "</item>\n"
    yield "</channel></rss>\n"


def _google_facts(head: FeedHead, goods: FeedGoods, variant: FeedVariant) -> list[tuple[str, str]]:
    size = variant.title or what_it_buys(variant.unit, variant.pack)
    title = f"{goods.title} - {size}" if len(goods.variants) > 1 else goods.title
    words = "\n\n".join(part for part in (head.notice, goods.description or goods.title) if part)
    return [
        ("id", variant.code),
        ("item_group_id", goods.code if len(goods.variants) > 1 else ""),
        ("title", title[:TITLE_MOST]),
        ("description", words[:DESCRIPTION_MOST]),
        ("link", head.link(goods)),
        ("image_link", head.image(goods)),
        ("availability", variant.availability),
        ("availability_date", _first_moment(variant.coming_on) if variant.availability == "preorder" else ""),
        ("price", f"{variant.price_vnd} VND"),
        ("condition", "new"),
        ("brand", goods.seller_name[:BRAND_MOST]),
        ("identifier_exists", "no"),
        ("product_type", goods.category),
        ("shipping_weight", f"{variant.weight_g} g" if variant.weight_g else ""),
        ("custom_label_0", goods.province),
        ("custom_label_1", goods.commune),
        ("custom_label_2", f"ocop-{goods.stars}" if goods.stars else ""),
        ("custom_label_3", ILLUSTRATIVE if head.is_sample else ""),
    ]


def _rss_head(head: FeedHead, names: str) -> str:
    about = head.notice or head.title
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"{names}>\n<channel>\n'
        f"<title>{_x(head.title)}</title>\n<link>{_x(head.home)}</link>\n<description>{_x(about)}</description>\n"
        f"<language>vi</language>\n<lastBuildDate>{format_datetime(head.changed_at)}</lastBuildDate>\n"
    )


def _first_moment(day: date | None) -> str:
    """The beginning of that day with its offset, as Google's product data asks for with goods to come."""
    return datetime.combine(day, time.min, tzinfo=VIETNAM).isoformat() if day else ""


def _x(text: str) -> str:
    """Text that may stand in XML: signs that XML does not know are left out."""
    return escape(_NO_XML.sub("", text))


_WRITERS: dict[FeedFormat, Callable[[FeedHead, Iterable[FeedGoods]], Iterator[str]]] = {
    FeedFormat.JSON: _json,
    FeedFormat.CSV: _csv,
    FeedFormat.RSS: _rss,
    FeedFormat.GOOGLE: _google,
}
