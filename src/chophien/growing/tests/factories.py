"""Land for tests: squares around Đồng Văn."""

from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count

from chophien.growing.actions.mapping import AreaFacts, Drawn, add_area
from chophien.growing.actions.naming import agree_by_paper
from chophien.growing.actions.seasons import SeasonFacts, add_season
from chophien.growing.models import AreaHousehold, AreaSeason, GrowingArea
from chophien.growing.states import DrawnBy
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.dates import local_date
from chophien.places.tests.factories import a_commune
from chophien.sellers.models import Seller
from chophien.uploads.tests.factories import PDF

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
LON, LAT = 105.36, 23.28
_NUMBERS = count(1)


def a_square(lon: float = LON, lat: float = LAT, side: float = 0.002) -> dict[str, object]:
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def drawn(land: dict[str, object] | None = None, **facts: object) -> Drawn:
    facts = {"client_id": f"may-{next(_NUMBERS)}", "drawn_by": DrawnBy.MAP, "recorded_at": NOON, **facts}
    return Drawn(land=a_square() if land is None else land, **facts)


def an_area(
    seller: Seller, *, land: dict[str, object] | None = None, actor: Actor = SYSTEM, **facts: object
) -> GrowingArea:
    told = {"name": "Nương trên", "crop": "che", "commune": a_commune("00721"), **facts}
    return add_area(seller=seller, facts=AreaFacts(**told), drawn=drawn(land), actor=actor, at=NOON)


def a_season(
    area: GrowingArea, starts_on: date, ends_on: date, *, crop: str = "che", actor: Actor = SYSTEM
) -> AreaSeason:
    return add_season(area=area, facts=SeasonFacts(crop, starts_on, ends_on, 900_000), actor=actor, at=NOON)


def agreed_on_paper(household: AreaHousehold, *, actor: Actor = SYSTEM, at: datetime = NOON) -> AreaHousehold:
    """The household signed that it wants to be named, and the paper was sent in."""
    return agree_by_paper(household=household, file=BytesIO(PDF), said_on=local_date(at), actor=actor, at=at)
