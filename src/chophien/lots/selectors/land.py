"""Whose land goods of a lot grew on."""

from chophien.growing.selectors.areas import areas_of
from chophien.lib.text import clean_line
from chophien.sellers.models import Seller


def is_land_of(seller: Seller, area_code: str) -> bool:
    """Whether it names land of the shop: nobody's goods grew on the land of others."""
    return areas_of(seller).filter(code=clean_line(area_code)).exists()
