"""Sales for tests of the tax part."""

from datetime import UTC, datetime

from chophien.lib.actor import SYSTEM
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller
from chophien.tax.actions.withholding import withhold
from chophien.tax.states import Mode, SoldLine, Withheld

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def a_household(**facts: object) -> Seller:
    return a_seller(**{"name": "Nhà Lan", "kind": SellerKind.INDIVIDUAL, **facts})


def a_line(amount_vnd: int = 1_000_000, category: str = "che", key: str = "1", listing: str = "") -> SoldLine:
    return SoldLine(key=key, amount_vnd=amount_vnd, category_slug=category, listing_code=listing)


def a_sale(
    seller: Seller, *lines: SoldLine, order: str = "CP-1", at: datetime = NOON, amount_vnd: int = 1_000_000
) -> Withheld:
    """A settled sale; with no lines given one of tea for `amount_vnd`."""
    return withhold(seller=seller, subject_code=order, lines=lines or [a_line(amount_vnd)], actor=SYSTEM, at=at)


def in_mode(mode: Mode) -> None:
    """From now on the market withholds so."""
    LegalParameter.objects.filter(key="tax.withholding_mode").update(value=mode.value)
    forget()
