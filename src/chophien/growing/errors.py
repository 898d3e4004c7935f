"""Refusals about growing areas, in words for whoever stands in the field."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.geo.geojson import Position
from chophien.lib.geo.ground import coarse

TENTH = 10


class BorderCrosses(DomainError):
    """`place` is where, as (longitude, latitude)."""

    code = "border_crosses"
    message = _("The border crosses itself near %(lat)s, %(lon)s. Move that corner.")

    def __init__(self, place: Position) -> None:
        super().__init__(facts=_degrees(place))
        self.place = place


class AreaOverlaps(DomainError):
    """Another area lies there already: of the same shop it is told where, of another one only roughly.

    Strangers learn no more of somebody's land than the map shows everybody: the middle of its kilometre.
    """

    code = "area_overlaps"
    message = _("%(percent)s%% of this area lies on land that is on the map already, near %(lat)s, %(lon)s.")
    roughly = _(
        "About %(percent)s%% of this area lies on somebody else's land that is on the map already,"
        " within a kilometre of %(lat)s, %(lon)s."
    )

    def __init__(self, place: Position, share: float, *, is_own: bool) -> None:
        percent = max(1, round(share * 100)) if is_own else max(TENTH, round(share * TENTH) * TENTH)
        self.place = place if is_own else coarse(place)
        super().__init__("" if is_own else self.roughly, facts={**_degrees(self.place), "percent": percent})


class FarFromCommune(DomainError):
    """The place is further from the middle of the commune than any of its fields can be."""

    code = "far_from_commune"
    message = _("This place is %(km)s km from the middle of %(commune)s. Check the commune, or the place.")

    def __init__(self, *, km: float, commune: str) -> None:
        super().__init__(facts={"km": round(km), "commune": commune})


class AreaTooLarge(DomainError):
    code = "area_too_large"
    message = _("An area has at most %(most)s ha. Draw several.")

    def __init__(self, most: int) -> None:
        super().__init__(facts={"most": most})


class AreaTooSmall(DomainError):
    code = "area_too_small"
    message = _("The border encloses no land. Walk around the whole field.")


class FixesTooCoarse(DomainError):
    """The phone did not know well enough where it was."""

    code = "fixes_too_coarse"
    message = _("The phone was sure of %(good)s places only. Walk again under the open sky, slowly.")

    def __init__(self, good: int) -> None:
        super().__init__(facts={"good": good})


class CodeTaken(DomainError):
    code = "code_taken"
    message = _("This code is given to another area already.")


def _degrees(place: Position) -> dict[str, object]:
    return {"lon": f"{place[0]:.5f}", "lat": f"{place[1]:.5f}"}
