"""Which shop somebody is at work for, and which goods of it they may touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.accounts.states import Role
from chophien.catalog.models import Certificate, Listing
from chophien.catalog.selectors import listings_of
from chophien.sellers.models import Seller
from chophien.sellers.selectors import Shop, sellers_managed_by, sellers_staffed_by, shops_of

CASHIERS = frozenset({Role.SELLER_MANAGER, Role.SELLER_ACCOUNTANT})
COUNTING = frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER})


@dataclass(frozen=True)
class Desk:
    """The shop somebody is at work for, their roles there, and all the shops they work for."""

    seller: Seller
    roles: frozenset[str]
    shops: Sequence[Shop]

    @property
    def manages(self) -> bool:
        """Whether the person may write and change goods."""
        return Role.SELLER_MANAGER in self.roles

    @property
    def sees_money(self) -> bool:
        """Whether the shop's money is any business of theirs."""
        return bool(self.roles & CASHIERS)

    @property
    def counts(self) -> bool:
        """Whether the person may say how much is left."""
        return bool(self.roles & COUNTING)


def desk_of(person: Person, *, wanted: str = "", remembered: str = "", at: datetime) -> Desk | None:
    """The desk of the shop that is asked for, else of the one remembered, else of the first by name.

    None for somebody who works for no shop, or not for the one asked for. Two statements.
    """
    shops = shops_of(person, at=at)
    by_code = {shop.seller.code: shop for shop in shops}
    if wanted and wanted not in by_code:
        return None
    found = by_code.get(wanted) or by_code.get(remembered) or next(iter(shops), None)
    return Desk(found.seller, frozenset(found.roles), shops) if found else None


def goods_staffed_by(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The goods of every shop that somebody works for, with all that their pages show."""
    return _complete(Listing.objects.filter(seller__in=sellers_staffed_by(person, at=at)))


def goods_managed_by(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The goods that somebody may change: the queryset to `catalog.policies.can_offer_goods`."""
    return _complete(Listing.objects.filter(seller__in=sellers_managed_by(person, at=at)))


def certificates_managed_by(person: Person, *, at: datetime) -> QuerySet[Certificate]:
    """The certificates that somebody may take back."""
    owners = sellers_managed_by(person, at=at)
    return Certificate.objects.filter(seller__in=owners).select_related("seller__commune__province")


def names_of_goods(seller: Seller) -> list[tuple[str, str]]:
    """Code and name of all goods of a shop that have a name, newest first, for choosing among them. Two statements."""
    named = [(one.code, version.title) for one in listings_of(seller) if (version := one.live or one.working)]
    return [(code, title) for code, title in named if title]


def _complete(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    return listings.select_related("seller__commune__province", "live__category", "working__category")
