"""Where goods grew, as a small drawing: the outline of the province and the communes in it. Never a person's place."""

import math
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from chophien.lib.geo.drawing import Ring, Sheet, land_path
from chophien.places.models import Commune
from chophien.places.selectors import CREDIT, commune_shapes, shapes

WIDTH, HIGHEST, MARGIN = 300, 300, 6
LAND, BORDER, HERE = "#f1ebdf", "#877f73", "#9c2127"
LEAST_DEGREES = 0.05
__all__ = ["CREDIT", "commune_map"]


def commune_map(communes: Sequence[Commune]) -> Markup:
    """Draw the province of the first of these communes of today, with those of them that lie in it."""
    if not communes:
        return Markup()
    province = communes[0].province
    inside = [one for one in communes if one.province_id == province.pk]
    names = ", ".join(one.full_name for one in inside)
    said = _("Map: %(communes)s in %(province)s") % {"communes": names, "province": province.full_name}
    return _drawn(province.code, tuple(one.code for one in inside), said)


@lru_cache(maxsize=512)
def _drawn(province_code: str, commune_codes: tuple[str, ...], said: str) -> Markup:
    land, communes = shapes().get(province_code, ()), commune_shapes(province_code)
    if not land:
        return Markup()
    sheet, width = _sheet(land)
    here = "".join(land_path(communes.get(code, ()), sheet) for code in commune_codes)
    return Markup(  # noqa: S704 -- numbers, and a sentence that is escaped
        f'<svg class="commune-map" width="{width}" height="{sheet.height}" viewBox="0 0 {width} {sheet.height}" '
        f'role="img" aria-label="{escape(said)}"><path d="{land_path(land, sheet)}" fill="{LAND}" stroke="{BORDER}"/>'
        f'<path d="{here}" fill="{HERE}" stroke="{HERE}" stroke-width="3" stroke-linejoin="round"/></svg>'
    )


def _sheet(rings: Sequence[Ring]) -> tuple[Sheet, int]:
    """A sheet that holds these rings within 300 by 300, and its width."""
    lats = [lat for ring in rings for lat, _lon in ring]
    lons = [lon for ring in rings for _lat, lon in ring]
    narrowing = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide = max((max(lons) - min(lons)) * narrowing, LEAST_DEGREES)
    high = max(max(lats) - min(lats), LEAST_DEGREES)
    per_degree = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / high)
    height = math.ceil(high * per_degree) + 2 * MARGIN
    sheet = Sheet(min(lons), max(lats), per_degree, narrowing, height, MARGIN, MARGIN)
    return sheet, math.ceil(wide * per_degree) + 2 * MARGIN
