"""A shop's price lists: for everybody, and for one buyer, who is told."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.catalog.actions.tiers import Tier, end_price_lists, set_tiers
from chophien.catalog.models import PriceTier, Variant
from chophien.lib.actor import Actor
from chophien.lib.errors import Sentence
from chophien.messages.actions.telling import tell
from chophien.sellers.models import Seller


@transaction.atomic
def set_price_list(
    *,
    variant: Variant,
    tiers: Sequence[Tier],
    buyer: Person | None,
    until: date | None,
    actor: Actor,
    at: datetime,
) -> list[PriceTier]:
    """Let a unit cost less from so many units on, for everybody or for one buyer, perhaps until a day.

    :raises NotPermitted, Invalid: as `catalog.actions.tiers.set_tiers`
    """
    kept = set_tiers(variant=variant, tiers=tiers, buyer=buyer, until=until, actor=actor, at=at)
    if buyer is not None and kept:
        _tell(buyer, variant.listing.seller, _("%(shop)s gives you prices of your own."), at=at)
    return kept


@transaction.atomic
def end_prices_of(*, seller: Seller, buyer: Person, actor: Actor, at: datetime) -> int:
    """A buyer pays what everybody pays again. Says for how many goods there was a price list.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    ended = end_price_lists(seller=seller, buyer=buyer, actor=actor, at=at)
    if ended:
        _tell(buyer, seller, _("Your own prices at %(shop)s have ended."), at=at)
    return ended


def _tell(buyer: Person, seller: Seller, text: Sentence, *, at: datetime) -> None:
    tell(
        kind="wholesale.news",
        person_code=buyer.code,
        text=text,
        facts={"shop": seller.name},
        link=reverse("wholesale:my-prices"),
        about=seller.code,
        at=at,
    )
