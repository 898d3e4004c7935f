"""What a shop's own program may do: keys for it, and saying price and stock of many goods at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from chophien.accounts.actions.keys import NewKey, make_api_key, revoke_api_key
from chophien.accounts.models import ApiKey
from chophien.accounts.states import KeyOwner
from chophien.catalog.actions.listings import change_price
from chophien.channels import policies
from chophien.channels.selectors.shops import variants_of_shop
from chophien.channels.states import KeyScope
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError, Invalid
from chophien.sellers.models import Seller
from chophien.supply.actions import set_stocks
from chophien.supply.states import MovementReason


@dataclass(frozen=True)
class GoodsChange:
    """What a program says of one variant: how much is left, in units, and the price in đồng; none: as it is."""

    variant_code: str
    available: Decimal | None = None
    price_vnd: int | None = None


@transaction.atomic
def make_shop_key(
    *,
    seller: Seller,
    name: str,
    scopes: Collection[str],
    actor: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key with which the shop's own program speaks for it.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises BadScopes: if nothing that we know is to be opened
    :raises TooManyKeys: beyond what the rules allow
    """
    policies.can_connect(actor, seller, at=at).require()
    return make_api_key(
        name=name,
        scopes=[scope for scope in scopes if scope in KeyScope.values],
        owner_kind=KeyOwner.SELLER,
        owner_code=seller.code,
        actor=actor,
        at=at,
        expires_at=expires_at,
    )


@transaction.atomic
def revoke_shop_key(*, seller: Seller, key: ApiKey, actor: Actor, at: datetime) -> ApiKey:
    """Take one of the shop's keys back.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    policies.can_connect(actor, seller, at=at).require()
    return revoke_api_key(key=key, actor=actor, at=at)


@transaction.atomic
def change_goods(*, seller: Seller, changes: Sequence[GoodsChange], key_code: str, actor: Actor, at: datetime) -> int:
    """Say price and stock of some of the shop's variants, all of it or nothing. Returns how many were named.

    :raises NotPermitted: if the maker of the key no longer manages the shop
    :raises Invalid: naming each line that cannot be, by its place
    """
    policies.can_connect(actor, seller, at=at).require()
    known = variants_of_shop(seller, [one.variant_code for one in changes])
    faults = {
        f"items.{place}.variant_code": [_("The shop has no such goods.")]
        for place, one in enumerate(changes)
        if one.variant_code not in known
    }
    if len({one.variant_code for one in changes}) != len(changes):
        faults["items"] = [_("The same goods stand here twice.")]
    if faults:
        raise Invalid(faults)
    for place, one in enumerate(changes):
        if one.price_vnd is not None and one.price_vnd != known[one.variant_code].price_vnd:
            try:
                change_price(
                    listing=known[one.variant_code].listing,
                    variant_code=one.variant_code,
                    price_vnd=one.price_vnd,
                    actor=actor,
                    at=at,
                )
            except DomainError as refusal:
                raise Invalid({f"items.{place}.price_vnd": [str(refusal)]}) from None
    wanted = {known[one.variant_code].pk: one.available for one in changes if one.available is not None}
    if wanted:
        try:
            reason = MovementReason.COUNTED
            set_stocks(quantities=wanted, reason=reason, subject_code=key_code, actor=actor, at=at)
        except DomainError as refusal:
            raise Invalid({"items": [str(refusal)]}) from None
    return len(changes)
