"""Pages of the map, and what else its addresses answer."""

from tests.market.page import Page, words

MAPS = (
    Page("map", "atlas:map"),
    Page("map-province", "atlas:map", query={"tinh": "08"}),
    Page("map-asked", "atlas:map", query={"q": "mật ong ở Mèo Vạc tháng 11"}),
    Page("map-areas", "atlas:map", query={"lop": "vung-trong", "q": "chè, ≥ 5 ha, thu tháng 3"}),
    Page("map-big", "atlas:big-map", query={"lop": "vung-trong"}),
    Page("plots", "atlas:plots", lambda facts: {"slug": facts["shops"]["slug"]}, person="manager-2"),
    Page("sites", "atlas:sites", lambda facts: {"slug": facts["shops"]["slug"]}, person="manager-2"),
    Page("ogc", "atlas:ogc", query={"f": "html"}),
    Page("ogc-api", "atlas:ogc-api", query={"f": "html"}),
    Page("ogc-standards", "atlas:ogc-conformance", query={"f": "html"}),
    Page("ogc-collections", "atlas:ogc-collections", query={"f": "html"}),
    Page("ogc-collection", "atlas:ogc-collection", words(name="shops"), query={"f": "html"}),
    Page("ogc-items", "atlas:ogc-items", words(name="products"), query={"f": "html", "limit": "20"}),
)
NO_MAP_PAGES = ("atlas:tile", "atlas:borders", "atlas:ogc-item", "atlas:close-site")
"""What the script of the map fetches, one feature, and a step."""
