"""What the market that all pages are looked at in has of seasons: the sample's harvest, an order of it, who waits."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from chophien.accounts.models import Person
from chophien.catalog.models import Listing
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.preorders import follow, move_harvest, place_preorder
from chophien.orders.selectors.preorders import to_follow
from chophien.orders.wishes import Wish
from chophien.seasons.actions.reminders import remind_me
from chophien.seasons.models import Harvest


def of_seasons(buyer: Person, resting: str, address: dict[str, str], *, at: datetime) -> dict[str, Any]:
    """The code of the sample's harvest, of an order of it whose buyer is asked, and a reminder's token."""
    harvest = Harvest.objects.select_related("variant").order_by("pk")[0]
    wish = Wish(contact_name=buyer.name, contact_phone=buyer.phone, payment="", consent=True, **address)
    key = "market-of-pages"
    placed = place_preorder(
        harvest=harvest, quantity=Decimal(5), wish=wish, idempotency_key=key, actor=buyer, person=buyer, at=at
    )
    later = timedelta(days=7)
    days = {"begins_on": harvest.begins_on - later, "ends_on": harvest.ends_on - later}
    move_harvest(harvest=harvest, **days, actor=SYSTEM, at=at, reason="nắng sớm")
    for order in to_follow(at=at, harvest_id=harvest.pk):
        follow(order=order, actor=SYSTEM, at=at)
    listing = Listing.objects.get(code=resting)
    reminder = remind_me(listing=listing, phone=buyer.phone, person=buyer, at=at)
    return {"harvest": harvest.code, "asked": placed.orders[0].code, "reminder": reminder.token}
