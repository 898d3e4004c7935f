"""Which shop somebody is at work for, and which goods of it they may touch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.states import Role
from chophien.catalog.models import Certificate, Listing
from chophien.catalog.selectors import listings_of
from chophien.sellers.models import Seller
from chophien.sellers.policies import CASHIERS
from chophien.sellers.selectors.helping import helped_name, mandated_sellers
from chophien.sellers.selectors.shops import Shop, desks_of, sellers_managed_by, sellers_staffed_by
from chophien.sellers.states import Deed

COUNTING = frozenset({Role.SELLER_MANAGER, Role.SELLER_PACKER})


@dataclass(frozen=True)
class Desk:
    """The shop somebody is at work for, as what, and all the shops they work for or help.

    Who works there has `roles`; a helper has the `deeds` that the household lets them do, and no role.
    """

    seller: Seller
    roles: frozenset[str]
    shops: Sequence[Shop]
    deeds: frozenset[str] = frozenset()
    helper_name: str = ""

    @property
    def helps(self) -> bool:
        """Whether the person is here in the household's name, by its mandate."""
        return bool(self.deeds)

    @property
    def helping(self) -> str:
        """``Bà Sùng (anh Páo giúp)`` for a helper, else empty."""
        return helped_name(self.seller.name, self.helper_name) if self.helps else ""

    @property
    def manages(self) -> bool:
        """Whether the shop itself is the person's to change: its papers, people, account and everything else."""
        return Role.SELLER_MANAGER in self.roles

    @property
    def lists(self) -> bool:
        """Whether the person may write and change goods: who manages the shop, or a helper who may list."""
        return self.manages or Deed.LIST in self.deeds

    @property
    def serves(self) -> bool:
        """Whether the person sees the shop's orders."""
        return bool(self.roles) or bool(self.deeds & {Deed.ACCEPT, Deed.HAND_OVER})

    @property
    def sees_money(self) -> bool:
        """Whether the shop's money is any business of theirs."""
        return bool(self.roles & CASHIERS)

    @property
    def answers(self) -> bool:
        """Whether the person answers the shop's buyers."""
        return bool(self.roles & COUNTING) or Deed.ANSWER in self.deeds

    @property
    def counts(self) -> bool:
        """Whether the person may say how much is left."""
        return bool(self.roles & COUNTING) or Deed.LIST in self.deeds


def desk_of(
    person: Person,
    *,
    wanted: str = "",
    remembered: str = "",
    at: datetime,
    fits: Callable[[Desk], bool] = lambda _desk: True,
) -> Desk | None:
    """The desk of the shop that is asked for, else of the one remembered, else of the first by name.

    Where no shop is asked for, one whose desk `fits` goes before all others: who packs for one shop and keeps the
    money of another is led to the other's money. None for somebody who works for no shop and helps none, or not the
    one asked for. Two statements, a helper three.
    """
    shops = desks_of(person, at=at)
    desks = {one.seller.code: Desk(one.seller, frozenset(one.roles), shops, one.deeds, person.name) for one in shops}
    if wanted:
        return desks.get(wanted)
    first = desks.get(remembered) or next(iter(desks.values()), None)
    if first is None or fits(first):
        return first
    return next((desk for desk in desks.values() if fits(desk)), first)


def goods_staffed_by(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The goods of every shop that somebody works for or helps, with all that their pages show."""
    theirs = Q(seller__in=sellers_staffed_by(person, at=at)) | Q(seller__in=mandated_sellers(person, at=at))
    return _complete(Listing.objects.filter(theirs))


def goods_managed_by(person: Person, *, at: datetime) -> QuerySet[Listing]:
    """The goods that somebody may change: the queryset to `catalog.policies.can_offer_goods`."""
    return _complete(Listing.objects.filter(_listed_by(person, at=at)))


def certificates_managed_by(person: Person, *, at: datetime) -> QuerySet[Certificate]:
    """The certificates that somebody may take back."""
    return Certificate.objects.filter(_listed_by(person, at=at)).select_related("seller__commune__province")


def names_of_goods(seller: Seller) -> list[tuple[str, str]]:
    """Code and name of all goods of a shop that have a name, newest first, for choosing among them. Two statements."""
    named = [(one.code, version.title) for one in listings_of(seller) if (version := one.live or one.working)]
    return [(code, title) for code, title in named if title]


def _listed_by(person: Person, *, at: datetime) -> Q:
    """What belongs to a shop whose goods somebody may change, as its manager or by mandate."""
    helped = mandated_sellers(person, at=at, deed=Deed.LIST)
    return Q(seller__in=sellers_managed_by(person, at=at)) | Q(seller__in=helped)


def _complete(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    return listings.select_related("seller__commune__province", "live__category", "working__category")
