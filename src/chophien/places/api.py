"""Provinces and communes of today, for forms and for other sites."""

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chophien.lib.errors import Invalid
from chophien.places import selectors
from chophien.places.errors import NoSuchPlace

router = Router()


class PlaceOut(Schema):
    code: str
    name: str
    full_name: str
    old_names: list[str]


class PlacesOut(Schema):
    items: list[PlaceOut]


class CommunesIn(Schema):
    province: str = Field("", max_length=2, description="two-digit code of the province")
    q: str = Field("", max_length=100, description="a name, with or without marks")


@router.get("/provinces", response=PlacesOut, summary="The 34 provinces and cities of today")
def provinces(request: HttpRequest) -> dict[str, object]:
    old = selectors.old_names_of_provinces()
    rows = selectors.provinces_today()
    return {"items": [_place(row.code, row.name, row.full_name, old.get(row.code, [])) for row in rows]}


@router.get("/communes", response=PlacesOut, summary="Communes of a province, or found by a name of today or before")
def communes(request: HttpRequest, wanted: Query[CommunesIn]) -> dict[str, object]:
    try:
        rows = selectors.communes_named(wanted.q, province_code=wanted.province)
        is_known = bool(rows) or not wanted.province or selectors.is_province_today(wanted.province)
    except NoSuchPlace:
        is_known = False
    if not is_known:
        raise Invalid({"province": [str(NoSuchPlace.message)]})
    old = selectors.old_names_of_communes([row.code for row in rows])
    return {"items": [_place(row.code, row.name, row.full_name, old.get(row.code, [])) for row in rows]}


def _place(code: str, name: str, full_name: str, old_names: list[str]) -> dict[str, object]:
    return {"code": code, "name": name, "full_name": full_name, "old_names": old_names}
