"""Which land somebody may take away as plots with their exact borders."""

from datetime import datetime

from chophien.accounts.policies import has_role_over
from chophien.growing.models import GrowingArea, LandRequest
from chophien.growing.policies import can_map
from chophien.growing.selectors.areas import areas_of
from chophien.growing.states import AreaStatus, LandStatus
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.sellers.models import Seller
from chophien.sellers.policies import LOOKING_ON, may
from chophien.sellers.states import Deed

MOST_OF_OTHERS = 200


def plots_of(seller: Seller, *, actor: Actor, at: datetime) -> list[GrowingArea]:
    """The shop's areas of which `actor` may see the border: all for its own people; for officers those of their area,
    for buyers those that they were let see, of the first two hundred. Areas that are given up are none any more.

    As `growing.policies.can_see_exactly` says of each, asked once for each commune.
    """
    rows = areas_of(seller).exclude(status=AreaStatus.GIVEN_UP).select_related("seller", "commune__province")
    if can_map(actor, seller, at=at):
        return list(rows)
    areas = list(rows[:MOST_OF_OTHERS])
    overseen = {
        commune.pk
        for commune in {area.commune for area in areas}
        if has_role_over(actor, LOOKING_ON, seller_code=seller.code, commune=commune, at=at)
    }
    given = LandRequest.objects.filter(area__seller=seller, person__code=actor.code, status=LandStatus.GIVEN)
    let = set(given.filter(until__gte=local_date(at)).values_list("area_id", flat=True))
    return [area for area in areas if area.commune_id in overseen or area.pk in let]


def is_own(seller: Seller, *, actor: Actor, at: datetime) -> bool:
    """Whether `actor` is of the shop, or helps it list: no purpose is asked then, as in `land_for_purpose`. An operator
    maps for every shop and is of none.
    """
    return bool(may(actor, Deed.LIST, seller, at=at))
