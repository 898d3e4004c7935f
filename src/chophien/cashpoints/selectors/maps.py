"""The map of how far cash points reach, drawn as SVG: land, communes with and without a point, the points.

Each mark has a shape of its own, so that nobody needs to tell colours apart: a dot, a cross, a diamond.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from chophien.cashpoints.selectors.coverage import Coverage
from chophien.lib.geo.drawing import WIDTH, land_path, pair, sheet_for, steps
from chophien.places.selectors import shapes

LAND, BORDER, NEAR, FAR, POINT, INK = "#f1ebdf", "#877f73", "#22663f", "#9c2127", "#e2a214", "#1d1b18"
OF_COUNTRY, OF_PROVINCE = (5, 3, 7), (11, 9, 16)
"""Half the width of a dot, a cross and a diamond, in thousandths of the map's width."""
ISLANDS = (("Hoàng Sa", 16.03578, 112.55553), ("Trường Sa", 9.5, 113.5))
"""Where the names of the two archipelagos stand: law asks that a map of the country shows them."""


def coverage_map(found: Coverage, *, province_code: str = "") -> Markup:
    """Draw the whole country, or one province with what lies in it."""
    land = shapes()
    rings = land.get(province_code, ()) if province_code else [ring for each in land.values() for ring in each]
    sheet = sheet_for(rings, [(one.lat, one.lon) for one in found.communes])
    dot, cross, diamond = OF_PROVINCE if province_code else OF_COUNTRY
    near = [sheet.spot(one.lat, one.lon) for one in found.communes if one.covered]
    far = [sheet.spot(one.lat, one.lon) for one in found.communes if not one.covered]
    spots = [sheet.spot(one.lat, one.lon) for one in found.points]
    shown = [spot for spot in spots if 0 <= spot[0] <= WIDTH and 0 <= spot[1] <= sheet.height]
    said = _("Map: %(with)s communes with a cash point within %(km)s km, %(without)s without, %(points)s") % {
        "with": len(near),
        "without": len(far),
        "km": found.within_km,
        "points": ngettext("%(num)s cash point", "%(num)s cash points", len(shown)) % {"num": len(shown)},
    }
    land_drawn = f'<path d="{land_path(rings, sheet)}" fill="{LAND}" stroke="{BORDER}" stroke-width="2"'
    drawn = [
        f'<svg width="100%" viewBox="0 0 {WIDTH} {sheet.height}" role="img" aria-label="{escape(said)}">',
        f'{land_drawn} stroke-linejoin="round"/>',
        _crosses(far, cross),
        _dots(near, dot),
        _diamonds(shown, diamond),
    ]
    if not province_code:
        drawn += [_name(name, *sheet.spot(lat, lon)) for name, lat, lon in ISLANDS]
    return Markup("".join(drawn) + "</svg>")  # noqa: S704 -- numbers, and words that were escaped


def legend_mark(kind: str) -> Markup:
    """One mark of the map by itself, for the words beside it: ``near``, ``far`` or ``point``."""
    size, middle = 50, [(100, 100)]
    mark = {"near": _dots, "far": _crosses, "point": _diamonds}[kind](middle, size)
    return Markup(f'<svg class="i" viewBox="0 0 200 200" aria-hidden="true">{mark}</svg>')  # noqa: S704 -- numbers only


def _dots(spots: Sequence[tuple[int, int]], size: int) -> str:
    path = "".join(f"m{pair(x, y).strip()}h0" for x, y in steps(spots))
    return f'<path d="{path}" fill="none" stroke="{NEAR}" stroke-width="{2 * size}" stroke-linecap="round"/>'


def _crosses(spots: Sequence[tuple[int, int]], size: int) -> str:
    wide = 2 * size
    cross = f"l{wide} {wide}m0-{wide}l-{wide} {wide}m{size}-{size}"
    path = "".join(f"m{pair(x, y).strip()}m-{size}-{size}{cross}" for x, y in steps(spots))
    return f'<path d="{path}" fill="none" stroke="{FAR}" stroke-width="{max(2, size // 2)}"/>'


def _diamonds(spots: Sequence[tuple[int, int]], size: int) -> str:
    diamond = f"m0-{size}l{size} {size}-{size} {size}-{size}-{size}zm0 {size}"
    path = "".join(f"m{pair(x, y).strip()}{diamond}" for x, y in steps(spots))
    return f'<path d="{path}" fill="{POINT}" stroke="{INK}" stroke-width="{max(2, size // 4)}"/>'


def _name(name: str, x: int, y: int) -> str:
    return f'<text x="{x}" y="{y + 44}" font-size="34" text-anchor="middle" fill="{INK}">{escape(name)}</text>'
