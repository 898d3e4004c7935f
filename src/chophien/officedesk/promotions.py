"""The market's vouchers as its offices see them: what was spent of each budget, and by which orders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from chophien.accounts.models import Person
from chophien.catalog.selectors import CategoryNode, categories
from chophien.places.models import Province
from chophien.places.selectors import communes_of, provinces_today
from chophien.promotions.models import Redemption, Voucher
from chophien.promotions.selectors.offices import redemptions_of, shops_of_province, vouchers_of_office
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import households_found

MOST, SHOPS_AT_ONCE, DIGITS_MOST = 200, 12, 12


@dataclass(frozen=True)
class VoucherPage:
    """One voucher of the market or a programme, what is left of it, and the orders that used it, the newest first."""

    voucher: Voucher
    redemptions: Sequence[Redemption]

    @property
    def left_vnd(self) -> int:
        """What of the budget is not spent, in đồng."""
        return self.voucher.budget_vnd - self.voucher.spent_vnd


def vouchers_page(person: Person, *, at: datetime) -> Sequence[Voucher]:
    """All vouchers of the market and of programmes that somebody looks after, the newest first. Two statements."""
    return list(vouchers_of_office(person, at=at)[:MOST])


def voucher_page(person: Person, code: str, *, at: datetime) -> VoucherPage | None:
    """One of them with its orders. Five statements."""
    found = vouchers_of_office(person, at=at).filter(code=code)
    voucher = found.prefetch_related("categories", "sellers").first()
    if voucher is None:
        return None
    return VoucherPage(voucher, list(redemptions_of(voucher)[:MOST]))


def categories_to_choose() -> list[tuple[str, str]]:
    """Every branch of the tree by key, named with what is above it."""
    return [(str(node.pk), words) for top in categories() for node, words in _below(top, "")]


def provinces_to_choose() -> list[tuple[str, str]]:
    """The provinces of today, by code."""
    return [(one.code, one.full_name) for one in provinces_today()]


def communes_to_choose(province: Province) -> list[tuple[str, str]]:
    """The communes of a province, by code."""
    return [(one.code, one.full_name) for one in communes_of(province.code)]


@dataclass(frozen=True)
class ShopsToChoose:
    """Shops to tick, those that are ticked first, and how many more the words mean."""

    rows: Sequence[tuple[str, str]]
    more: int


def shops_to_choose(province: Province | None, words: str, ticked: Collection[str]) -> ShopsToChoose:
    """The ticked shops of a province, or of the country, and a dozen others that the words mean. Three statements.

    Without words, more than a dozen are only counted.
    """
    shops = shops_of_province(province.code if province else "")
    keys = {int(key) for key in ticked if key.isascii() and key.isdigit() and len(key) <= DIGITS_MOST}
    kept = list(shops.filter(pk__in=keys)) if keys else []
    meant = households_found(shops, words).exclude(pk__in=keys)
    number = meant.count()
    found = list(meant[:SHOPS_AT_ONCE]) if words.strip() or number <= SHOPS_AT_ONCE else []
    rows = [(str(one.pk), _shop_in_words(one, province)) for one in (*kept, *found)]
    return ShopsToChoose(rows, number - len(found))


def _shop_in_words(shop: Seller, province: Province | None) -> str:
    place = shop.commune.full_name if province else f"{shop.commune.full_name}, {shop.commune.province.full_name}"
    return f"{shop.name} · {place}"


def _below(node: CategoryNode, above: str) -> list[tuple[CategoryNode, str]]:
    words = f"{above} › {node.name_vi}" if above else node.name_vi
    return [(node, words), *(pair for child in node.children for pair in _below(child, words))]
