"""Shops as the market, their people and those who watch over them find them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Prefetch, Q, QuerySet, When

from chophien.accounts.models import Grant, Person
from chophien.accounts.selectors import grants_of, grants_over, in_force, reach_of
from chophien.accounts.states import SELLER_ROLES, Role, Scope
from chophien.lib.text import fold
from chophien.sellers.mandates import mandates_of_helper
from chophien.sellers.models import Seller, SellerDocument
from chophien.sellers.policies import DECIDING, LOOKING_ON, MANAGING
from chophien.sellers.states import SellerKind, SellerStatus

COOPERATIVES_SHOWN = 5
COMMUNE, PROVINCE = "commune__code", "commune__province__code"


@dataclass(frozen=True)
class Shop:
    """A shop somebody works for, and the roles they have there."""

    seller: Seller
    roles: tuple[str, ...]
    deeds: frozenset[str] = frozenset()
    """What a household lets the person do for it; empty for those who work there themselves."""

    @property
    def is_managed(self) -> bool:
        """Whether the person may change the shop."""
        return Role.SELLER_MANAGER in self.roles

    @property
    def role_names(self) -> list[str]:
        """The roles in words."""
        return [str(Role(role).label) for role in self.roles]


def lock_seller(pk: int) -> Seller:
    """Fetch the shop and hold its row until the transaction ends."""
    return Seller.objects.select_for_update(of=("self",)).select_related("commune__province").get(pk=pk)


def public_sellers() -> QuerySet[Seller]:
    """The shops everybody may see."""
    return Seller.objects.filter(status=SellerStatus.APPROVED)


def seller_by_slug(slug: str) -> Seller | None:
    """The public shop with this address, with its place, or none."""
    return public_sellers().select_related("commune__province").filter(slug=slug).order_by("pk").first()


def sellers_by_code(codes: Collection[str]) -> dict[str, Seller]:
    """Shops by their code, however they stand; for naming those whom other rows mention."""
    return {seller.code: seller for seller in Seller.objects.filter(code__in=codes)}


def sellers_visible_to(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that somebody works for, looks after as an officer or decides about, open or not."""
    reach = reach_of(person.code, roles=SELLER_ROLES | LOOKING_ON, at=at)
    return Seller.objects.filter(reach.q(province=PROVINCE, commune=COMMUNE, seller="code"))


def sellers_decided_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that an operator may decide about: the queryset to `can_decide_about_shop`, own shops left out."""
    reach = reach_of(person.code, roles=DECIDING, at=at)
    own = grants_of(person.code, at=at).filter(role__in=SELLER_ROLES).values("scope_code")
    return Seller.objects.filter(reach.q(province=PROVINCE)).exclude(code__in=own)


def sellers_to_review(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The operators' queue with places and papers: what was sent in first comes first. Two queries."""
    waiting = sellers_decided_by(person, at=at).filter(status=SellerStatus.IN_REVIEW)
    papers = SellerDocument.objects.order_by("kind", "pk")
    return (
        waiting.select_related("commune__province")
        .prefetch_related(Prefetch("documents", queryset=papers))
        .order_by("submitted_at", "pk")
    )


def sellers_managed_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that somebody may change: the queryset to `can_manage_shop`."""
    reach = reach_of(person.code, roles=MANAGING, at=at)
    return Seller.objects.filter(reach.q(seller="code")).select_related("commune__province")


def cooperatives_near(seller: Seller) -> list[Seller]:
    """Open cooperatives of the household's province, those of its commune first: as their member it may sell too."""
    kinds = [SellerKind.COOPERATIVE, SellerKind.COOPERATIVE_GROUP]
    there = Seller.objects.filter(status=SellerStatus.APPROVED, kind__in=kinds)
    near = there.filter(commune__province=seller.commune.province_id).exclude(pk=seller.pk)
    here_first = Case(When(commune=seller.commune_id, then=0), default=1)
    return list(near.select_related("commune__province").order_by(here_first, "folded_name", "pk")[:COOPERATIVES_SHOWN])


def sellers_staffed_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that somebody works for in any role, however they stand."""
    reach = reach_of(person.code, roles=SELLER_ROLES, at=at)
    return Seller.objects.filter(reach.q(seller="code")).select_related("commune__province")


def shops_of(person: Person, *, at: datetime) -> list[Shop]:
    """The shops that somebody works for with their roles there, by name; suspended and closed ones too. Two queries."""
    return _shops_worked_for(_roles_of(person, SELLER_ROLES, at=at))


def desks_of(person: Person, *, at: datetime) -> list[Shop]:
    """The shops somebody works for, then the households that let them help, by name. Two queries, three for helpers."""
    roles = _roles_of(person, SELLER_ROLES | {Role.HELPER}, at=at)
    helps = any(Role.HELPER in held for held in roles.values())
    own = _shops_worked_for({code: held for code, held in roles.items() if Role.HELPER not in held})
    if not helps:
        return own
    known = {shop.seller.pk for shop in own}
    mandates = mandates_of_helper(person.code, at=at).exclude(seller__in=known)
    helped = mandates.select_related("seller__commune__province").order_by("seller__folded_name", "pk")
    return [*own, *(Shop(one.seller, (), frozenset(one.deeds)) for one in helped)]


def _roles_of(person: Person, roles: Collection[str], *, at: datetime) -> dict[str, list[str]]:
    """The roles somebody holds, by the code of what they are held over."""
    held: dict[str, list[str]] = {}
    grants = grants_of(person.code, at=at).filter(role__in=roles)
    for code, role in grants.order_by("role").values_list("scope_code", "role"):
        held.setdefault(code, []).append(role)
    return held


def _shops_worked_for(roles: Mapping[str, Sequence[str]]) -> list[Shop]:
    if not roles:
        return []
    sellers = Seller.objects.filter(code__in=roles).select_related("commune__province")
    return [Shop(seller, tuple(roles[seller.code])) for seller in sellers.order_by("folded_name", "pk")]


def staff_of(seller: Seller, *, at: datetime) -> QuerySet[Grant]:
    """Who works for the shop, with the people themselves."""
    return grants_over(scope=Scope.SELLER, scope_code=seller.code, at=at).filter(role__in=SELLER_ROLES)


def managers_of(seller: Seller, *, at: datetime) -> list[Person]:
    """Who manages the shop, the longest-standing first: those who speak for it."""
    held = staff_of(seller, at=at).filter(role=Role.SELLER_MANAGER).order_by("given_at", "pk")
    return [grant.person for grant in held]


def first_managers(seller_codes: Collection[str], *, at: datetime) -> Mapping[str, Person]:
    """Who speaks for each of these shops, by its code. One query."""
    held = Grant.objects.filter(
        in_force(at),
        person__is_active=True,
        role=Role.SELLER_MANAGER,
        scope_kind=Scope.SELLER,
        scope_code__in=seller_codes,
    )
    rows = held.select_related("person").order_by("-given_at", "-pk")
    return {grant.scope_code: grant.person for grant in rows}


def speaks_for(person: Person, seller: Seller, *, at: datetime) -> bool:
    """Whether somebody is who speaks for the shop: its longest-standing manager."""
    return first_managers([seller.code], at=at).get(seller.code) == person


def unfinished_shops_of(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that somebody has begun and that are not open yet."""
    return sellers_managed_by(person, at=at).filter(status__in=[SellerStatus.DRAFT, SellerStatus.NEEDS_CHANGES])


def households_found(sellers: QuerySet[Seller], text: str) -> QuerySet[Seller]:
    """Those of `sellers` that a name or code means."""
    typed = text.strip()
    return sellers.filter(Q(folded_name__contains=fold(typed)) | Q(code__iexact=typed)) if typed else sellers


def names_of_shops(codes: Collection[str]) -> dict[str, str]:
    """The names of these shops, by code. One statement."""
    return dict(Seller.objects.filter(code__in=codes).values_list("code", "name"))
