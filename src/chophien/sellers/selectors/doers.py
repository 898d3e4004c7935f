"""How the desks name who did something for a shop."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from chophien.accounts.selectors import people_by_code
from chophien.sellers.selectors.helping import names_of_doers

Act = tuple[str, str]
"""Who did it, and the shop in whose name; empty for whoever works there."""


def doers_of(acts: Collection[Act]) -> Mapping[Act, str]:
    """Both names where a helper acted, else the person's own; nobody's act is the market's.

    One statement, two more where a helper had a hand.
    """
    helped = names_of_doers(acts)
    people = people_by_code({actor for actor, _shop in acts if actor})

    def name(actor: str) -> str:
        person = people.get(actor)
        if person is not None:
            return person.name or person.code
        return _("the market") if actor else ""

    return {act: helped.get(act) or name(act[0]) for act in acts}
