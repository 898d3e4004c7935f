"""Pages of the map, and what else its addresses answer."""

from tests.market.page import Page

MAPS = (
    Page("map", "atlas:map"),
    Page("map-province", "atlas:map", query={"tinh": "08"}),
    Page("map-asked", "atlas:map", query={"q": "mật ong ở Mèo Vạc tháng 11"}),
    Page("map-areas", "atlas:map", query={"lop": "vung-trong", "q": "chè, ≥ 5 ha, thu tháng 3"}),
)
