"""Names and addresses as they are frozen into an order, and where its pages are."""

from collections.abc import Iterable

from chophien.catalog.selectors import Offer
from chophien.orders.models import Order, OrderGroup
from chophien.sellers.models import Seller

TITLE_MOST, ADDRESS_MOST = 240, 400


def is_code_like(text: str) -> bool:
    """Whether some text from outside can be looked up as a code at all: plain letters and signs, nothing hidden."""
    return bool(text) and text.isascii() and text.isprintable()


def line_title(offer: Offer) -> str:
    """What was bought, with its variant: ``Mật ong bạc hà – chai 500 ml``."""
    return _joined([offer.title, offer.variant_title], " – ")[:TITLE_MOST]


def address_of_seller(seller: Seller) -> str:
    """Where a seller is, from the hamlet up. The commune comes with its province."""
    commune = seller.commune
    return _joined([seller.hamlet, commune.full_name, commune.province.full_name], ", ")[:ADDRESS_MOST]


def address_of_buyer(group: OrderGroup) -> str:
    """Where the parcel goes, as the names were when it was ordered."""
    return _joined([group.hamlet, group.commune_name, group.province_name], ", ")


def commune_of_buyer(group: OrderGroup) -> str:
    """Where it went, without the door."""
    return _joined([group.commune_name, group.province_name], ", ")


def buyer_link(order: Order) -> str:
    """The path of the order's page for a buyer who has signed in."""
    return f"/don/{order.code}/"


def seller_link(order: Order) -> str:
    """The path of the order's page on the seller's desk."""
    return f"/ban-hang/don/{order.code}/"


def _joined(parts: Iterable[str], between: str) -> str:
    return between.join(part for part in parts if part)
