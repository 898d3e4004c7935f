"""How far cash points reach: the map and the list of communes without one, of the country or of one province."""

import csv

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.cashpoints.selectors.contracts import contract_at
from chophien.cashpoints.selectors.coverage import coverage_seen_by
from chophien.cashpoints.selectors.maps import coverage_map, legend_mark
from chophien.lib.text import cell_text
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office

BYTE_ORDER_MARK = "\ufeff"
FARTHEST, MOST_SHOPS = "xa", "gian-hang"
EVERY = "tat-ca"
SHOWN = 30


@require_safe
@_office.overseeing
def coverage(request: SignedInRequest, office: Office) -> HttpResponse:
    """The map of this desk's area, its provinces in figures, and the communes that wait longest for a point."""
    return _page(request, office, "")


@require_safe
@_office.overseeing
def province(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """One province of this desk's area."""
    return _page(request, office, code)


@require_safe
@_office.overseeing
def coverage_file(request: SignedInRequest, office: Office) -> HttpResponse:
    """The communes of the area without a point, as a table to take along."""
    del office
    found = coverage_seen_by(request.user, at=timezone.now())
    provinces = {one.code: one.name for one in found.provinces}
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="xa-chua-co-diem-tien-mat.csv"'
    table = csv.writer(response)
    table.writerow(
        [
            _("Province"),
            _("Commune"),
            _("Commune (code)"),
            _("Nearest cash point"),
            _("Kilometres to it"),
            _("Households that sell"),
            _("Shops"),
        ]
    )
    for one in found.by_distance():
        names = [cell_text(provinces[one.province_code]), cell_text(one.name)]
        km = "" if one.km is None else f"{one.km:.1f}"
        table.writerow([*names, one.code, one.point_code, km, one.households, one.sellers])
    return response


def _page(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    at, order = timezone.now(), request.GET.get("xep", FARTHEST)
    found = coverage_seen_by(request.user, at=at, province_code=code)
    if code and not found.communes:
        raise Http404
    one = code or (found.provinces[0].code if len(found.provinces) == 1 else "")
    rows = found.by_shops() if order == MOST_SHOPS else found.by_distance()
    here = ("coverage-province", code) if code else ("coverage",)
    context = {
        "found": found,
        "province": found.provinces[0] if one else None,
        "inside": bool(code),
        "map": coverage_map(found, province_code=one),
        "marks": {kind: legend_mark(kind) for kind in ("near", "far", "point")},
        "rows": rows if one and request.GET.get("xem") == EVERY else rows[:SHOWN],
        "every": _office.address(*here, xep=order if order == MOST_SHOPS else "", xem=EVERY),
        "uncovered": len(rows),
        "names": {each.code: each.name for each in found.provinces},
        "places": {each.code: each.name for each in found.points},
        "orders": [
            (_("The farthest first"), _office.address(*here, xep=FARTHEST), order != MOST_SHOPS),
            (_("Most households that sell first"), _office.address(*here, xep=MOST_SHOPS), order == MOST_SHOPS),
        ],
        "trial": contract_at(at) is None,
    }
    return _office.page(request, "coverage.html", office, context)
