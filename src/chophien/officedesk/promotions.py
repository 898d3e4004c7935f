"""The market's vouchers as its operators see them: what was spent of each budget, and by which orders."""

from collections.abc import Sequence
from dataclasses import dataclass

from chophien.catalog.selectors import CategoryNode, categories
from chophien.places.selectors import provinces_today
from chophien.promotions.models import Redemption, Voucher
from chophien.promotions.selectors.running import vouchers_of_the_market

MOST = 200


@dataclass(frozen=True)
class VoucherPage:
    """One voucher of the market, and the orders that used it, the newest first."""

    voucher: Voucher
    redemptions: Sequence[Redemption]


def vouchers_page() -> Sequence[Voucher]:
    """All vouchers of the market and of programmes, the newest first. One statement."""
    return list(vouchers_of_the_market()[:MOST])


def voucher_page(code: str) -> VoucherPage | None:
    """One of them with its orders. Two statements."""
    voucher = vouchers_of_the_market().filter(code=code).first()
    if voucher is None:
        return None
    return VoucherPage(voucher, list(Redemption.objects.filter(voucher=voucher).order_by("-at", "-pk")[:MOST]))


def categories_to_choose() -> list[tuple[str, str]]:
    """Every branch of the tree by key, named with what is above it."""
    return [(str(node.pk), words) for top in categories() for node, words in _below(top, "")]


def provinces_to_choose() -> list[tuple[str, str]]:
    """The provinces of today, by code."""
    return [(one.code, one.full_name) for one in provinces_today()]


def _below(node: CategoryNode, above: str) -> list[tuple[CategoryNode, str]]:
    words = f"{above} › {node.name_vi}" if above else node.name_vi
    return [(node, words), *(pair for child in node.children for pair in _below(child, words))]
