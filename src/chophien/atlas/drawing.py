"""The map of the country, of a province or of communes as SVG: land with a shade for how much lies there, and numbers.

The archipelagos of the East Sea stand in a frame of their own, as printed maps of Viet Nam have them: the mainland is
drawn twice as large so. What is drawn is told in the list beside it; the drawing is for the eye and the finger.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from chophien.lib.geo.drawing import WIDTH, Ring, Sheet, land_path, sheet_for

SHADES = ("#f6f1e6", "#dbe8d5", "#aacfa9", "#6ba877", "#3d8057")
"""Nothing, little … much. The last two carry white numbers."""
BORDER, INK, PALE, CHOSEN, SEA = "#877f73", "#1d1b18", "#ffffff", "#b5292f", "#e4edf2"
LIGHT_ON_DARK = 3
FRAME = (107.95, 20.6, 109.46, 18.7)
"""West, north, east, south of the frame on the sheet of the mainland: open sea there."""
ARCHIPELAGOS = (109.3, 17.2, 118.0, 6.7)
"""What the frame shows, west, north, east, south."""
FAR_EAST = 109.5
NAMES = (("Hoàng Sa", 14.6, 114.4), ("Trường Sa", 12.3, 114.4))


@dataclass(frozen=True, slots=True)
class Land:
    """A place to draw: its rings, where its number stands, how much, where it leads, and what it is called."""

    rings: Sequence[Ring]
    lat: float | None
    lon: float | None
    number: int
    href: str
    name: str
    chosen: bool = False


def country_map(lands: Iterable[Land]) -> Markup:
    """All provinces. About 13 KB as it travels."""
    drawn = list(lands)
    mainland = [ring for land in drawn for ring in land.rings if not _is_far(ring)]
    sheet = sheet_for(mainland)
    frame, inset = _frame(sheet)
    parts = [f'<path d="{frame}" fill="{SEA}" stroke="{BORDER}" stroke-width="2"/>']
    top = _top(drawn)
    for land in drawn:
        near = land_path([ring for ring in land.rings if not _is_far(ring)], sheet)
        far = land_path([ring for ring in land.rings if _is_far(ring)], inset)
        parts.append(_linked(land, near + far, top))
    parts += [_number(land, sheet, top, size=30) for land in drawn if land.number]
    for name, lat, lon in NAMES:
        x, y = inset.spot(lat, lon)
        parts.append(f'<text x="{x}" y="{y}" font-size="24">{escape(name)}</text>')
    return _sheet(parts, sheet.height)


def places_map(
    lands: Iterable[Land], *, around: Iterable[Land] = (), cells: Iterable[tuple[float, float, int]] = ()
) -> Markup:
    """Communes, with pale neighbours around them. `cells` are squares of a kilometre: longitude, latitude, how many."""
    drawn, pale = list(lands), list(around)
    sheet = sheet_for([ring for land in drawn for ring in land.rings])
    top = _top(drawn)
    parts = [_linked(land, land_path(land.rings, sheet), top) for land in (*pale, *drawn)]
    parts += [_number(land, sheet, top, size=26) for land in drawn if land.number]
    parts += [_cell(sheet, lon, lat, number) for lon, lat, number in cells]
    return _sheet(parts, sheet.height)


def _sheet(parts: Iterable[str], height: int) -> Markup:
    opened = (
        f'<svg class="atlas" viewBox="0 0 {WIDTH} {height}" aria-hidden="true" stroke-linejoin="round"'
        f' text-anchor="middle" fill="{INK}" font-weight="700">'
    )
    return Markup(opened + "".join(parts) + "</svg>")  # noqa: S704 -- numbers, and words that were escaped


def _linked(land: Land, path: str, top: int) -> str:
    if not path:
        return ""
    told = f"{land.name}: {land.number}"
    border = f'stroke="{CHOSEN}" stroke-width="6"' if land.chosen else f'stroke="{BORDER}" stroke-width="1.5"'
    shape = f'<path d="{path}" fill="{SHADES[_shade(land.number, top)]}" {border}><title>{escape(told)}</title></path>'
    return f'<a href="{escape(land.href)}" tabindex="-1">{shape}</a>' if land.href else shape


def _number(land: Land, sheet: Sheet, top: int, *, size: int) -> str:
    if land.lat is None or land.lon is None:
        return ""
    x, y = sheet.spot(land.lat, land.lon)
    light = f' fill="{PALE}"' if _shade(land.number, top) >= LIGHT_ON_DARK else ""
    return (
        f'<text x="{x}" y="{y + size // 3}" font-size="{size}" pointer-events="none"{light}>{short(land.number)}</text>'
    )


def short(number: int) -> str:
    """``1,2k`` for numbers that would not fit on a commune."""
    if number < 1_000:
        return str(number)
    thousands = f"{number / 1_000:.1f}" if number < 10_000 else str(number // 1_000)
    return _("%(number)sk") % {"number": thousands.replace(".0", "").replace(".", ",")}


def _shade(number: int, top: int) -> int:
    """By the number's length rather than its size: one province with much does not make all others look empty."""
    if not number:
        return 0
    share = math.log(number + 1) / math.log(top + 1)
    return min(len(SHADES) - 1, 1 + int(share * (len(SHADES) - 1)))


def _top(lands: Iterable[Land]) -> int:
    return max([land.number for land in lands], default=0) or 1


def _is_far(ring: Ring) -> bool:
    return ring[0][1] > FAR_EAST


def _frame(sheet: Sheet) -> tuple[str, Sheet]:
    """The frame's path on the sheet of the mainland, and the sheet of what is drawn in it."""
    left, top = sheet.spot(FRAME[1], FRAME[0])
    right, bottom = sheet.spot(FRAME[3], FRAME[2])
    west, north, east, south = ARCHIPELAGOS
    scale = min((bottom - top) / (north - south), (right - left) / ((east - west) * sheet.narrowing))
    return f"M{left} {top}H{right}V{bottom}H{left}z", Sheet(west, north, scale, sheet.narrowing, 0, left, top)


def _cell(sheet: Sheet, lon: float, lat: float, number: int) -> str:
    x, y = sheet.spot(lat, lon)
    half = max(6, round(sheet.per_degree * 500 / 111_320))
    told = escape(_("Growing areas in this square kilometre: %(number)s") % {"number": number})
    square = f'<rect x="{x - half}" y="{y - half}" width="{2 * half}" height="{2 * half}" rx="4" fill="{SHADES[4]}"'
    return f'{square} fill-opacity=".75" stroke="{PALE}" stroke-width="2"><title>{told}</title></rect>'
