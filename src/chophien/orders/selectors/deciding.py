"""Everything the page before the order button shows."""

from dataclasses import dataclass
from datetime import date, datetime

from chophien.delivery.selectors import Area
from chophien.orders.models import Cart
from chophien.orders.selectors.carts import CartView, cart_view
from chophien.orders.selectors.orders import regulations_in_force
from chophien.places.errors import NoSuchPlace
from chophien.places.models import Commune, Province
from chophien.places.selectors import COMMUNE, PlaceHit, commune, communes_of, province, provinces_today, search_places
from chophien.regulations.models import RegulationVersion
from chophien.rules import selectors as rules

LOOK_MOST, FOUND_MOST = 100, 8


@dataclass(frozen=True)
class Decision:
    """A cart with shipping to a province, if one was chosen, and what the buyer agrees to.

    Shipping depends on the province alone, so that it is known before the commune is.
    """

    cart: CartView
    provinces: tuple[Province, ...]
    communes: tuple[Commune, ...]
    province: Province | None
    regulation: RegulationVersion
    hold_minutes: int

    @property
    def is_priced(self) -> bool:
        """Whether the total is the final one."""
        return self.province is not None and self.cart.shipping_vnd is not None

    @property
    def promised_to(self) -> date | None:
        """The last day on which something of it comes."""
        days = [group.quote.promised_to for group in self.cart.groups if group.quote]
        return max(days, default=None)


@dataclass(frozen=True)
class Destination:
    """The province that somebody said their goods shall come to."""

    province: Province
    area: Area


def destination(province_code: str) -> Destination | None:
    """Where goods go by a province's code as a browser remembers it; none when it is no province of today."""
    try:
        found = province(province_code)
    except NoSuchPlace:
        return None
    return Destination(found, Area(found.code, found.macro_region))


def decision(cart: Cart | None, *, province_code: str, at: datetime) -> Decision:
    """What the buyer decides on. Without a cart everything but the goods is there. At most seven statements."""
    provinces = tuple(provinces_today())
    chosen = next((one for one in provinces if one.code == province_code), None)
    area = Area(chosen.code, chosen.macro_region) if chosen else None
    return Decision(
        cart=cart_view(cart, at=at, buyer_area=area) if cart else CartView(code="", groups=()),
        provinces=provinces,
        communes=tuple(communes_of(chosen.code)) if chosen else (),
        province=chosen,
        regulation=regulations_in_force(at=at),
        hold_minutes=rules.whole("orders.transfer_hold_minutes", at=at),
    )


def found_places(text: str) -> list[PlaceHit]:
    """Communes of today by any name of today or yesterday, for somebody who cannot find theirs in the list."""
    return search_places(text[:LOOK_MOST], limit=FOUND_MOST, kind=COMMUNE)


def province_of_commune(code: str) -> str:
    """The code of the province a commune of today lies in; empty when there is no such commune."""
    try:
        return commune(code).province.code
    except NoSuchPlace:
        return ""
