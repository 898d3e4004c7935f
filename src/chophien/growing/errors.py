"""Refusals about growing areas, in words for whoever stands in the field."""

from collections.abc import Sequence

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

    Strangers learn no more of somebody's land than the map shows everybody: the middle of its kilometre. `is_near`
    tells that somebody else's land lies within a few steps, whosever it overlaps.
    """

    code = "area_overlaps"
    message = _("%(percent)s%% of this area lies on land that is on the map already, near %(lat)s, %(lon)s.")
    roughly = _(
        "About %(percent)s%% of this area lies on somebody else's land that is on the map already,"
        " within a kilometre of %(lat)s, %(lon)s."
    )

    def __init__(self, place: Position, share: float, *, is_own: bool, is_near: bool = True) -> None:
        percent = max(1, round(share * 100)) if is_own else max(TENTH, round(share * TENTH) * TENTH)
        self.is_own, self.is_near = is_own, is_near
        self.place = place if is_own else coarse(place)
        super().__init__("" if is_own else self.roughly, facts={**_degrees(self.place), "percent": percent})


class TooManyTries(DomainError):
    """Who draws border after border onto somebody else's land could find out where it ends."""

    code = "too_many_tries"
    message = _(
        "Several borders lay on somebody else's land or close to it. Mark your place with a point for now,"
        " and ask the commune's officer to look at the border with you."
    )


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


class WrittenOtherwise(DomainError):
    code = "written_otherwise"
    message = _("This was sent before with other words. Look at the diary.")


class CorrectedAlready(DomainError):
    code = "corrected_already"
    message = _("This line was corrected already. Correct the newer one.")


class InputForbidden(DomainError):
    """An authority took this substance off the list."""

    code = "input_forbidden"
    message = _("“%(name)s” has %(active)s in it, which may not be used: %(title)s.")

    def __init__(self, *, name: str, active: str, title: str) -> None:
        super().__init__(facts={"name": name, "active": active, "title": title})


class IsPesticide(DomainError):
    """What was written as fertiliser or care stands on the list of pesticides: it has days to wait for."""

    code = "is_pesticide"
    message = _("“%(name)s” is a pesticide by the list. Write it as a pesticide, so that its waiting days count.")

    def __init__(self, name: str) -> None:
        super().__init__(facts={"name": name})


class InputNotListed(DomainError):
    """No line of the list in force has this name. `likely` are names that are spelt alike."""

    code = "input_not_listed"
    message = _("“%(name)s” is not on the list of permitted pesticides (%(title)s). Write its name as on the bottle.")

    def __init__(self, *, name: str, title: str, likely: Sequence[str] = ()) -> None:
        super().__init__(facts={"name": name, "title": title})
        self.likely = list(likely)


class NoInputList(DomainError):
    """Nothing can be checked: no list of permitted pesticides counts on that day."""

    code = "no_input_list"
    message = _("The list of permitted pesticides has not been entered here yet. Ask the officer; keep the bottle.")


class SeasonsOverlap(DomainError):
    code = "seasons_overlap"
    message = _("Another season of this crop lies in these days already.")


class HouseholdTwice(DomainError):
    code = "household_twice"
    message = _("This household is listed on the area already.")


class AskedAlready(DomainError):
    code = "asked_already"
    message = _("You asked to see this area before. Wait for the answer.")


def _degrees(place: Position) -> dict[str, object]:
    return {"lon": f"{place[0]:.5f}", "lat": f"{place[1]:.5f}"}
