"""A shop's page, worked out before the template sees it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from chophien.catalog.search.query import SearchQuery
from chophien.lib.dates import local, local_date
from chophien.lib.money import format_vnd
from chophien.seasons.selectors.harvests import season_months
from chophien.sellers.states import SellerKind
from chophien.storefront import finding, selectors
from chophien.storefront.addresses import shop_path
from chophien.storefront.cards import Card
from chophien.storefront.product import Badge, badges
from chophien.storefront.selectors import Shop
from chophien.storefront.sharing import card_path


@dataclass(frozen=True, slots=True)
class ShopPage:
    shop: Shop
    kind: str
    badges: list[Badge]
    facts: list[tuple[str, str]]
    cards: list[Card]
    count: str
    next_url: str
    is_later: bool
    eager: int
    months: list[bool]
    this_month: int

    @property
    def summary(self) -> str:
        """One line for search engines and for sharing."""
        return f"{self.shop.name} · {self.shop.commune}, {self.shop.province}"

    @property
    def picture(self) -> str:
        """The card of the first goods, which stands for the shop where somebody shares it; empty without goods."""
        if not self.cards:
            return ""
        return card_path(f"SP-{self.cards[0].href.rstrip('/').rpartition('SP-')[2]}")


def shop_page(shop: Shop, *, cursor: str, at: datetime) -> ShopPage:
    """Who sells, since when and where, with a stretch of their goods. Three statements."""
    found = finding.find(SearchQuery(seller=shop.code, cursor=cursor), at=at)
    return ShopPage(
        shop=shop,
        kind=str(SellerKind(shop.kind).label),
        badges=badges(selectors.shop_papers(shop.pk, on=local_date(at))),
        facts=_facts(shop),
        cards=found.cards,
        count=found.count,
        next_url=f"{shop_path(shop.slug)}?cursor={found.next_query.cursor}" if found.next_query else "",
        is_later=bool(cursor),
        eager=0 if cursor else 2,
        months=season_months(shop.pk) if not cursor else [],
        this_month=local_date(at).month,
    )


def _facts(shop: Shop) -> list[tuple[str, str]]:
    facts = [(_("Where"), f"{shop.commune}, {shop.province}")]
    if shop.approved_at is not None:
        since = local(shop.approved_at)
        told = _("month %(month)s/%(year)s") % {"month": since.month, "year": since.year}
        facts.append((_("On the market since"), told))
    if shop.free_from_vnd is not None:
        facts.append((_("Free shipping"), _("from %(amount)s on") % {"amount": format_vnd(shop.free_from_vnd)}))
    return facts
