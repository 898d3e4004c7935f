"""Refusals about growing areas, in words for whoever stands in the field."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import format_date
from chophien.lib.errors import DomainError
from chophien.lib.geo.geojson import Position
from chophien.lib.geo.ground import coarse
from chophien.lib.quantity import find_unit, format_quantity

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
        super().__init__(facts={"km": format_quantity(Decimal(round(km))), "commune": commune})


class AreaTooLarge(DomainError):
    code = "area_too_large"
    message = _("An area has at most %(most)s ha. Draw several.")

    def __init__(self, most: int) -> None:
        super().__init__(facts={"most": format_quantity(Decimal(most))})


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


class LandGivenUp(DomainError):
    """Nothing was done on land from the day on which it was given up. `day` is None where nobody knows it any more."""

    code = "land_given_up"
    message = _("This land was given up. Nothing more is written into its diary.")
    since = _("This land was given up on %(day)s. Only what was done before that day is written into its diary.")

    def __init__(self, day: date | None) -> None:
        super().__init__(self.since if day else "", facts={"day": format_date(day)} if day else None)


class HarvestIsMuch(DomainError):
    """So much is not expected of such land; it is kept once somebody says that it is right."""

    code = "harvest_is_much"
    message = _(
        "With this, %(sum)s were harvested here within a year; %(size)s ha of it bring %(most)s at most."
        " Check the kilograms. If they are right, say so below and send it again."
    )
    of_a_point = _(
        "With this, %(sum)s were harvested here within a year, and only a point of this land is known."
        " Check the kilograms. If they are right, say so below and send it again."
    )

    def __init__(self, *, sum_g: int, most_g: int, hectares: Decimal | None) -> None:
        told = {"sum": _kilograms(sum_g), "most": _kilograms(most_g)}
        if hectares is None:
            super().__init__(self.of_a_point, facts=told)
        else:
            super().__init__(facts={**told, "size": format_quantity(hectares)})


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


class SaidItself(DomainError):
    """The household said no itself: nobody else turns that into a yes."""

    code = "said_itself"
    message = _("The household itself said that it does not want to be named. Only it can change that.")


class NoWitness(DomainError):
    """Nobody of the commune's office or its digital team has this code, or they work for the shop."""

    code = "no_witness"
    message = _("Choose an officer of the commune or a member of its digital team who does not work for the shop.")


class WitnessWaits(DomainError):
    code = "witness_waits"
    message = _("A witness was asked about this household already. Wait for the answer.")


class NamingCodeWrong(DomainError):
    code = "naming_code_wrong"
    message = _("This is not the code that the household got. Tries left: %(left)s.")


class NamingCodeOld(DomainError):
    code = "naming_code_old"
    message = _("This code can no longer be used. Send the household a new one.")


class TooManyNamingCodes(DomainError):
    code = "too_many_naming_codes"
    message = _("The household got enough codes for today. Try tomorrow, or let it say yes in another way.")


class HasNoPhone(DomainError):
    code = "has_no_phone"
    message = _("This household has no phone of its own here. Let it sign on paper, or say it before a witness.")


class AskedAlready(DomainError):
    code = "asked_already"
    message = _("You asked to see this area before. Wait for the answer.")


def _kilograms(grams: int) -> str:
    return format_quantity(Decimal(grams) / 1_000, find_unit("kg"))


def _degrees(place: Position) -> dict[str, object]:
    return {"lon": f"{place[0]:.5f}", "lat": f"{place[1]:.5f}"}
