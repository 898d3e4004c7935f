"""Whose events are whose: a shop's are its own, a key's are those of whoever it speaks for."""

from chophien.accounts.models import ApiKey
from chophien.accounts.states import KeyOwner
from chophien.sellers.models import Seller


def owner_of(seller: Seller) -> str:
    """The owner of a shop's events."""
    return of_shop(seller.code)


def of_shop(seller_code: str) -> str:
    """The same by the shop's code."""
    return f"{KeyOwner.SELLER.value}:{seller_code}"[:100]


def owner_of_key(key: ApiKey) -> str:
    """The owner of what comes in by a key."""
    return f"{key.owner_kind}:{key.owner_code}"[:100]
