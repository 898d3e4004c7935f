"""The product page, worked out before the template sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from chophien.catalog.selectors import WAKE_DAYS
from chophien.catalog.states import CertificateKind
from chophien.delivery.errors import RatesMissing
from chophien.delivery.selectors import Area, Quote, tariff
from chophien.lib.dates import Season, SeasonState, format_date, local_date
from chophien.lib.lunar import say_month_day, say_season
from chophien.lib.money import format_vnd
from chophien.lib.quantity import UNITS, format_quantity, unit_label, what_it_buys
from chophien.sellers.states import SellerKind
from chophien.storefront.addresses import category_path
from chophien.storefront.categories import Branch, name_of, tree
from chophien.storefront.pricing import whole_price
from chophien.storefront.selectors import Coming, Goods, Offered, Paper, ProvinceToday
from chophien.switches.selectors import is_on
from chophien.switches.states import Feature

MOST_AT_ONCE = Decimal(999)
SUMMARY = 160
GRAMS_IN_A_KILO = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """One size or pack as the page offers it."""

    code: str
    label: str
    price_vnd: int
    per: str
    whole: str
    is_left: bool
    is_chosen: bool
    tiers: tuple[tuple[str, int], ...] = ()
    """From how many on (in words) a unit costs how many đồng."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How the quantity field counts, in units of what is bought."""

    least: str
    step: str
    most: str
    unit: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A certificate that is valid today; stars only for OCOP. `until` is month and year, or empty."""

    kind: str
    label: str
    stars: int
    until: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One certificate told in full."""

    label: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Resting:
    """Goods that cannot be bought today because of their season."""

    state: SeasonState
    month: int


@dataclass(frozen=True, slots=True)
class ComingView:
    """A harvest that can be ordered from now, as the page offers it. Price in đồng of what `per` says."""

    href: str
    begins_on: date
    ends_on: date
    price_vnd: int
    per: str
    left: str
    deposit_percent: int
    note: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything that the page of one listing shows."""

    goods: Goods
    branch: Branch | None
    crumbs: list[tuple[str, str]]
    drawing: str
    badges: list[Badge]
    choices: list[Choice]
    chosen: Choice | None
    amount: Amount | None
    can_buy: bool
    resting: Resting | None
    coming: ComingView | None
    promise: Quote | None
    buyer: ProvinceToday | None
    seller_kind: str
    months: list[bool]
    by_the_moon: str
    this_month: int
    details: list[tuple[str, str]]
    papers: list[PaperLine]

    @property
    def summary(self) -> str:
        """One line for search engines and for sharing."""
        text = " ".join(self.goods.description.split())
        return text if len(text) <= SUMMARY else text[: SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def product_page(goods: Goods, *, buyer: ProvinceToday | None, at: datetime) -> ProductPage:
    """The page of goods on sale as it stands at `at`, with shipping to the buyer's province."""
    day = local_date(at)
    branch = tree().by_pk.get(goods.category_id or 0)
    rows, found = goods.offered, goods.papers
    season = season_of(goods)
    sizes = choices(rows)
    row = chosen_of(rows)
    resting = resting_of(season, on=day)
    can_buy = resting is None and row is not None and row.is_left
    return ProductPage(
        goods=goods,
        branch=branch,
        crumbs=_crumbs(goods, branch),
        drawing=branch.node.drawing if branch else "other",
        badges=badges(found),
        choices=sizes,
        chosen=next((size for size in sizes if size.is_chosen), None),
        amount=amount_of(rows, row) if row else None,
        can_buy=can_buy,
        resting=resting,
        coming=_coming(goods.coming) if goods.coming and not can_buy and _takes_preorders(goods, at=at) else None,
        promise=promise(goods, row, buyer, at=at) if can_buy and row and buyer else None,
        buyer=buyer,
        seller_kind=str(SellerKind(goods.seller_kind).label),
        months=season.months() if season else [],
        by_the_moon=_by_the_moon(goods),
        this_month=day.month,
        details=details(goods, branch, row),
        papers=paper_lines(found),
    )


def _takes_preorders(goods: Goods, *, at: datetime) -> bool:
    return is_on(Feature.PREORDERS, at=at, province_code=goods.province_code)


def _coming(found: Coming) -> ComingView:
    return ComingView(
        href=reverse("orders:preorder", args=[found.code]),
        begins_on=found.begins_on,
        ends_on=found.ends_on,
        price_vnd=found.price_vnd,
        per=what_it_buys(found.unit, found.pack),
        left=format_quantity(found.left, UNITS.get(found.unit)),
        deposit_percent=found.deposit_percent,
        note=found.note,
    )


def _crumbs(goods: Goods, branch: Branch | None) -> list[tuple[str, str]]:
    above = [(name_of(node), category_path(node.slug)) for node in branch.line] if branch else []
    return [*above, (goods.title, "")]


def choices(rows: Sequence[Offered]) -> list[Choice]:
    """The sizes and packs; the first that is left is chosen, else the first."""
    chosen = next((row for row in rows if row.is_left), rows[0] if rows else None)
    return [
        Choice(
            code=row.code,
            label=row.title or what_it_buys(row.unit, row.pack),
            price_vnd=row.price_vnd,
            per=what_it_buys(row.unit, row.pack),
            whole=_whole(row),
            is_left=row.is_left,
            is_chosen=row is chosen,
            tiers=tuple((format_quantity(least, UNITS.get(row.unit)), vnd) for least, vnd in row.tiers),
        )
        for row in rows
    ]


def chosen_of(rows: Sequence[Offered]) -> Offered | None:
    """What the page counts shipping and quantity by: the first that is left, else the first."""
    return next((row for row in rows if row.is_left), rows[0] if rows else None)


def amount_of(rows: Sequence[Offered], chosen: Offered) -> Amount:
    """The quantity field for a choice among these; the server checks each size's own step when it is sent."""
    step = min(row.step for row in rows)
    least = min(row.min_quantity for row in rows)
    left = max((row.available or Decimal(0) for row in rows), default=Decimal(0))
    return Amount(
        least=_plain(least), step=_plain(step), most=_plain(min(left, MOST_AT_ONCE)), unit=unit_label(chosen.unit)
    )


def badges(found: Sequence[Paper]) -> list[Badge]:
    """The best certificate of each kind, OCOP first. One for certain land is none: who can say what the pack holds?"""
    best: dict[str, Paper] = {}
    for paper in found:
        if not paper.areas:
            best.setdefault(paper.kind, paper)
    ordered = sorted(best.values(), key=lambda paper: paper.kind != CertificateKind.OCOP)
    return [
        Badge(
            paper.kind,
            str(CertificateKind(paper.kind).label),
            (paper.stars or 0) if paper.kind == CertificateKind.OCOP else 0,
            f"{paper.valid_to:%m/%Y}" if paper.valid_to else "",
        )
        for paper in ordered
    ]


def paper_lines(found: Sequence[Paper]) -> list[PaperLine]:
    """All certificates with number, issuer and validity."""
    return [PaperLine(_paper_label(paper), _paper_facts(paper)) for paper in found]


def season_of(goods: Goods) -> Season | None:
    """The goods' season, or none when they are sold all year."""
    return Season(goods.season_from, goods.season_to) if goods.season_from and goods.season_to else None


def _by_the_moon(goods: Goods) -> str:
    """The season both ways, by the sun and by the moon; empty when its seller says it by the sun."""
    if not goods.season_lunar:
        return ""
    return say_season(goods.season_lunar, say_month_day(goods.season_from), say_month_day(goods.season_to))


def resting_of(season: Season | None, *, on: date) -> Resting | None:
    """Why goods rest on that day and in which month their season begins, or none when they can be had."""
    if season is None:
        return None
    state = season.state_on(on, WAKE_DAYS)
    return None if state == SeasonState.IN_SEASON else Resting(state, season.next_start(on).month)


def promise(goods: Goods, chosen: Offered, buyer: ProvinceToday, *, at: datetime) -> Quote | None:
    """What it costs to send the least quantity to the buyer's province, and until when it comes; none without rates."""
    weight_g = int((chosen.weight_g * chosen.min_quantity).to_integral_value(ROUND_CEILING))
    try:
        return tariff().quote(
            Area(goods.province_code, goods.region),
            Area(buyer.code, buyer.region),
            weight_g=weight_g,
            goods_vnd=int(chosen.price_vnd * chosen.min_quantity),
            free_from_vnd=goods.free_from_vnd,
            at=at,
        )
    except RatesMissing:
        return None


def details(goods: Goods, branch: Branch | None, row: Offered | None) -> list[tuple[str, str]]:
    """What is known of the goods: the seller's answers to the category's questions, origin, weight, code."""
    questions = branch.questions if branch else ()
    told = [(one.label, _answer(goods.attributes[one.key])) for one in questions if one.key in goods.attributes]
    weight = [(_("Weight when sent"), _weight(row.weight_g))] if row and row.weight_g else []
    return [
        *goods.told.rows(),
        *((label, answer) for label, answer in told if answer),
        (_("Comes from"), f"{goods.commune}, {goods.province}"),
        *weight,
        (_("Code of the goods"), goods.code),
    ]


def for_machines(page: ProductPage, *, address: str) -> dict[str, object]:
    """The page as schema.org's Product with its offers, for search engines."""
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": page.goods.title,
        "description": page.summary,
        "sku": page.goods.code,
        **({"category": page.branch.name} if page.branch else {}),
        "offers": [
            {
                "@type": "Offer",
                "sku": row.code,
                "price": row.price_vnd,
                "priceCurrency": "VND",
                "availability": f"https://schema.org/{_availability(page, row)}",
                "url": address,
                "seller": {"@type": "Organization", "name": page.goods.seller_name},
            }
            for row in page.goods.offered
        ],
    }


def _availability(page: ProductPage, row: Offered) -> str:
    """Goods between their seasons are not sold out: they come again, and may be ordered before."""
    if page.can_buy and row.is_left:
        return "InStock"
    if page.coming:
        return "PreOrder"
    return "BackOrder" if page.resting else "OutOfStock"


def _whole(row: Offered) -> str:
    found = whole_price(row.price_vnd, row.unit, row.pack)
    return f"{format_vnd(found.vnd)}/{found.unit.label}" if found else ""


def _plain(quantity: Decimal) -> str:
    written = f"{quantity:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _answer(said: object) -> str:
    if said is None:
        return ""
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    if isinstance(said, list):
        return ", ".join(str(one) for one in said)
    return str(said)


def _weight(grams: int) -> str:
    if grams < GRAMS_IN_A_KILO:
        return format_quantity(Decimal(grams), UNITS["g"])
    return format_quantity(Decimal(grams) / GRAMS_IN_A_KILO, UNITS["kg"])


def _paper_label(paper: Paper) -> str:
    label = str(CertificateKind(paper.kind).label)
    return f"{label} {'★' * paper.stars}" if paper.kind == CertificateKind.OCOP and paper.stars else label


def _paper_facts(paper: Paper) -> list[tuple[str, str]]:
    facts = [
        (_("Only what grew in"), "; ".join(paper.areas)),
        (_("Number"), paper.number),
        (_("Issued by"), paper.issuer),
        (_("Valid until"), format_date(paper.valid_to) if paper.valid_to else _("no end named")),
    ]
    return [(label, fact) for label, fact in facts if fact]
