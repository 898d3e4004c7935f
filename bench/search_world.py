"""A market of any size for the benchmarks: the names of real goods recombined with real places, always the same.

Goods are those of the sample market, each offered again and again by invented producers in other communes, in other
grades and packs. Written with COPY, in one transaction, straight into the tables.
"""

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from chophien.catalog.models import Category
from chophien.lib.text import fold, slugify_vi
from chophien.places.models import TODAY, Commune

GOODS = Path(__file__).resolve().parents[1] / "src" / "chophien" / "samplemarket" / "data" / "goods.csv"
START = datetime(2024, 1, 1, 1, tzinfo=UTC)
GRADES = (
    "", "", "", "", "thượng hạng", "loại 1", "hữu cơ", "cao cấp", "truyền thống", "rừng", "bản địa", "sạch", "đặc biệt",
    "hút chân không", "hộp quà", "vụ mới", "nhà làm", "VietGAP", "nguyên chất", "sấy lạnh",
)  # fmt: skip
PACKS = ("100 g", "200 g", "250 g", "300 g", "500 g", "1 kg", "2 kg", "5 kg", "500 ml", "1 lít")
FORMS = (
    ("HTX", "cooperative"), ("Hợp tác xã nông nghiệp", "cooperative"), ("Tổ hợp tác", "cooperative_group"),
    ("Công ty TNHH", "enterprise"), ("Hộ kinh doanh", "household_business"), ("Cơ sở", "household_business"),
)  # fmt: skip
SURNAMES = (
    "Nguyễn",
    "Sùng",
    "Vàng",
    "Giàng",
    "Lò",
    "Hoàng",
    "Nông",
    "Triệu",
    "Bàn",
    "Y",
    "Rơ Châm",
    "H'",
    "Đinh",
    "Lý",
    "Cư",
)
GIVEN = (
    "Páo",
    "Mỷ",
    "Lan",
    "Hoa",
    "Dính",
    "Súa",
    "Thị Mai",
    "Văn Sơn",
    "Blen",
    "Ksor",
    "Chí Thanh",
    "Mùi",
    "A Lềnh",
    "Thu Hà",
)
STORIES = (
    "Hàng do bà con ở {place} làm ra, {process}. Mỗi mẻ đều được {check} trước khi đóng gói.",
    "{place} có khí hậu mát quanh năm, đất tốt, nước suối sạch; nhờ vậy {name} có vị riêng khó lẫn.",
    "Chúng tôi {process} theo cách ông bà để lại. Nên {keep} và dùng trong {months} tháng.",
    "Giao hàng toàn quốc, gói kỹ. Hợp làm quà biếu, dùng hằng ngày trong gia đình. {extra}",
)
PROCESSES = (
    "thu hái bằng tay",
    "phơi nắng tự nhiên",
    "sấy trên gác bếp",
    "chế biến thủ công",
    "không dùng thuốc trừ sâu",
)
CHECKS = ("chọn lọc kỹ", "kiểm tra độ ẩm", "phân loại bằng tay", "cân đủ")
KEEPS = ("để nơi khô ráo thoáng mát", "cất trong ngăn mát", "buộc kín miệng túi", "tránh ánh nắng")
EXTRAS = (
    "Có thể nấu cùng thịt lợn, gà đồi hoặc pha với mật ong.", "Ngon khi uống nóng buổi sáng.",
    "Trẻ em và người già đều dùng được.",
    "Hái từ những cây trên một trăm năm tuổi.", "Nhà vườn mở cửa đón khách tham quan vào mùa.",
)  # fmt: skip


@dataclass(frozen=True)
class _Good:
    title: str
    story: str
    category: str
    price: int
    unit: str
    pack: str
    weight: int
    season: tuple[str, str]


@dataclass(frozen=True)
class _Shop:
    pk: int
    place: str


def build_world(
    *, products: int, sellers: int = 4_000, seed: int = 20_260_901, on: date = date(2026, 11, 24)
) -> list[int]:
    """Fill the market with so many listings on sale; return their numbers. Places and categories must be there."""
    rng = random.Random(seed)
    goods, categories = _goods(), dict(Category.objects.values_list("slug", "pk"))
    with transaction.atomic():
        shops = _write_sellers(rng, sellers)
        first = _next_id("catalog_listing")
        _write_listings(rng, goods, categories, shops, first=first, count=products)
        _write_certificates(rng, first=first, count=products, shops=shops, on=on)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return list(range(first, first + products))


def _goods() -> list[_Good]:
    with GOODS.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    return [
        _Good(row["title"], row["description"], row["category"], int(row["price_vnd"]), row["unit"], row["pack"],
              int(row["weight_g"]), (row["season_from"], row["season_to"]))
        for row in rows
    ]  # fmt: skip


def _write_sellers(rng: random.Random, count: int) -> list[_Shop]:
    communes = list(
        Commune.objects.filter(vintage=TODAY)
        .order_by("code")
        .values_list("pk", "name", "province__name", "province__code")
    )
    highland = [
        row
        for row in communes
        if row[3] in {"04", "08", "11", "12", "14", "15", "19", "20", "25", "38", "40", "48", "52", "66", "68"}
    ]
    first = _next_id("sellers_seller")
    rows, shops = [], []
    for number in range(count):
        commune_id, commune, province, _code = rng.choice(highland if rng.random() < 0.8 else communes)
        if rng.random() < 0.25:
            name, kind = f"{rng.choice(SURNAMES)} {rng.choice(GIVEN)}", "individual"
        else:
            form, kind = rng.choice(FORMS)
            name = f"{form} {rng.choice(GIVEN)} {commune}" if rng.random() < 0.5 else f"{form} {commune}"
        code = f"bench-{number}"
        rows.append((first + number, code, f"{slugify_vi(name)}-{number}", name, fold(name)[:160], kind, "approved", "",
                     commune_id, "", "", "", None, START, START, None))  # fmt: skip
        shops.append(_Shop(first + number, f"{commune}, {province}"))
    _copy("sellers_seller", "id code slug name folded_name kind status phone commune_id hamlet landmark about"
          " free_shipping_from_vnd created_at approved_at suspension_due_at", rows)  # fmt: skip
    return shops


def _write_listings(
    rng: random.Random,
    goods: Sequence[_Good],
    categories: dict[str, int],
    shops: Sequence[_Shop],
    *,
    first: int,
    count: int,
) -> None:
    listings, versions, variants, stocks = [], [], [], []
    for pk in range(first, first + count):
        good, shop = rng.choice(goods), rng.choice(shops)
        title = _title(rng, good, shop)
        published = START + timedelta(seconds=rng.randrange(90_000_000))
        code = f"SP-{pk:08d}"
        listings.append((pk, code, "", slugify_vi(title), shop.pk, "draft", None, None, published, published, False))
        versions.append((pk, pk, 1, "approved", title, _story(rng, good, shop), categories[good.category], "{}",
                         *good.season, "[]", "[]", "bench", published, published, "bench", published, "",
                         "", "", "", "", "", "[]", ""))  # fmt: skip
        price = max(5_000, int(good.price * rng.uniform(0.5, 2.2)) // 1_000 * 1_000)
        pack = good.pack if rng.random() < 0.6 else rng.choice(PACKS)
        variants.append((pk, f"HG-{pk:08d}", pk, "", price, good.unit, pack, good.weight, 1, 1, 0, True))
        stocks.append((pk, pk, 0 if rng.random() < 0.08 else rng.randrange(1, 500)))
    _copy("catalog_listing", "id code sku slug seller_id status live_id working_id created_at first_published_at"
          " dormant_by_seller", listings)  # fmt: skip
    _copy("catalog_listingversion", "id listing_id number status title description category_id attributes season_from"
          " season_to photo_codes offers written_by written_at submitted_at decided_by decided_at decision_reason"
          " on_behalf_of special use storage origin fact_codes season_lunar",
          versions)  # fmt: skip
    _copy(
        "catalog_variant",
        "id code listing_id title price_vnd unit pack weight_g step min_quantity sort is_active",
        variants,
    )
    _copy("supply_stock", "id variant_id available", stocks)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_listing SET live_id = id, status = 'published' WHERE id >= %s", [first])


def _title(rng: random.Random, good: _Good, shop: _Shop) -> str:
    parts = [good.title]
    if grade := rng.choice(GRADES):
        parts.append(grade)
    if rng.random() < 0.5:
        parts.append(shop.place.split(",", maxsplit=1)[0])
    return " ".join(parts)[:140]


def _story(rng: random.Random, good: _Good, shop: _Shop) -> str:
    told = rng.sample(STORIES, rng.randrange(1, 4))
    facts = {
        "place": shop.place, "name": good.title, "process": rng.choice(PROCESSES), "check": rng.choice(CHECKS),
        "keep": rng.choice(KEEPS), "months": rng.randrange(3, 25), "extra": rng.choice(EXTRAS),
    }  # fmt: skip
    return " ".join([good.story, *(part.format(**facts) for part in told)])


def _write_certificates(rng: random.Random, *, first: int, count: int, shops: Sequence[_Shop], on: date) -> None:
    certificates, links = [], []
    pk = link = _next_id("catalog_certificate")
    seller_of = _sellers_of(first)
    for listing in range(first, first + count):
        if rng.random() < 0.45:
            ends = on + timedelta(days=rng.randrange(-200, 1_000))
            stars = rng.choices((3, 4, 5), weights=(70, 27, 3))[0]
            certificates.append(_certificate(pk, seller_of[listing], "ocop", stars, ends, covers=False))
            links.append((link, pk, listing))
            pk, link = pk + 1, link + 1
    for shop in shops:
        if rng.random() < 0.15:
            kind = rng.choice(("vietgap", "organic", "globalgap", "food_safety", "geographical_indication"))
            certificates.append(
                _certificate(pk, shop.pk, kind, None, on + timedelta(days=rng.randrange(-100, 900)), covers=True)
            )
            pk += 1
    _copy("catalog_certificate", "id code seller_id kind stars number issuer valid_from valid_to criteria_version"
          " covers_all_goods file_code verified_by verified_at withdrawn_reason", certificates)  # fmt: skip
    _copy("catalog_certificate_listings", "id certificate_id listing_id", links)


def _certificate(
    pk: int, seller_id: int, kind: str, stars: int | None, ends: date, *, covers: bool
) -> tuple[object, ...]:
    begins = ends - timedelta(days=1_095)
    return (pk, f"CN-{pk:08d}", seller_id, kind, stars, str(pk), "", begins, ends, "", covers, "", "bench", START, "")


def _sellers_of(first: int) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, seller_id FROM catalog_listing WHERE id >= %s", [first])
        return dict(cursor.fetchall())


def _next_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(max(id), 0) + 1 FROM {table}")
        return int(cursor.fetchone()[0])


def _copy(table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
