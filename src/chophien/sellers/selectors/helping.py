"""Who helps whom: mandates, the households of a helper, both names of an act, call-backs."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from chophien.accounts.models import Person
from chophien.accounts.policies import covers
from chophien.accounts.selectors import people_by_code, reach_of
from chophien.accounts.states import SELLER_ROLES, Role
from chophien.lib.actor import Actor
from chophien.lib.codes import token_matches
from chophien.sellers.mandates import mandates_in_force, mandates_of_helper
from chophien.sellers.models import Callback, Mandate, Seller, SellerStep
from chophien.sellers.policies import DECIDING, LOOKING_ON, MANAGING
from chophien.sellers.selectors.shops import COMMUNE, PROVINCE, managers_of
from chophien.sellers.states import CallbackStatus, Deed, SellerStatus


def lock_mandate(pk: int) -> Mandate:
    """Fetch the mandate and hold its row until the transaction ends."""
    rows = Mandate.objects.select_for_update(of=("self",))
    return rows.select_related("seller__commune__province", "helper").get(pk=pk)


def mandated_sellers(actor: Actor, *, at: datetime, deed: Deed | None = None) -> QuerySet[Seller]:
    """The households for which somebody may act by mandate now; with `deed` those that let them do it."""
    mandates = mandates_of_helper(actor.code, at=at, deed=deed)
    return Seller.objects.filter(pk__in=mandates.values("seller"))


def mandates_of_households(sellers: Collection[int], *, at: datetime) -> QuerySet[Mandate]:
    """The mandates of these households that count now, with their helpers, the longest-standing first."""
    lasting = mandates_in_force(at=at).filter(seller__in=sellers)
    return lasting.select_related("helper").order_by("given_at", "pk")


def helpers_of(seller_code: str, *, at: datetime, deed: Deed | None = None) -> list[Person]:
    """Who may help this household now, each once; with `deed` those who may do it. One query."""
    mandates = mandates_in_force(at=at).filter(seller__code=seller_code).select_related("helper").order_by("pk")
    if deed is not None:
        mandates = mandates.filter(deeds__contains=[deed])
    return list({one.helper.pk: one.helper for one in mandates}.values())


def sellers_answered_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops for which somebody answers buyers, by a role there or by a household's mandate: the queryset to
    `policies.may` with `Deed.ANSWER`, the operators of the area aside.
    """
    roles = [Role.SELLER_MANAGER, Role.SELLER_PACKER]
    codes = reach_of(person.code, roles=roles, at=at).sellers
    helped = mandates_of_helper(person.code, at=at, deed=Deed.ANSWER)
    answered = Seller.objects.filter(Q(code__in=codes) | Q(pk__in=helped.values("seller")))
    return answered.select_related("commune__province").order_by("folded_name", "pk")


def principal_of(actor: Actor, seller: Seller, *, at: datetime) -> str:
    """The shop's code when `actor` acts for it only as its helper, else empty: what goes into `on_behalf_of`.

    It asks who somebody is, not what they may: a mandate that was taken back a moment ago still tells whose act it
    is. Whether they may is the verdict of `policies.may`.
    """
    if actor.is_system or not isinstance(actor, Person):
        return ""
    reach = reach_of(actor.code, roles=SELLER_ROLES | DECIDING, at=at)
    if covers(replace(reach, communes=frozenset()), seller_code=seller.code, commune=seller.commune):
        return ""
    helped = Mandate.objects.filter(seller=seller, helper__code=actor.code, given_at__isnull=False)
    return seller.code if helped.exists() else ""


def mandates_of(seller: Seller) -> QuerySet[Mandate]:
    """All that was ever asked of a household or given by it, with the helpers, newest first."""
    return Mandate.objects.filter(seller=seller).select_related("helper", "consent").order_by("-asked_at", "-pk")


def mandates_asked_by(person: Person) -> QuerySet[Mandate]:
    """All that a helper ever asked for or was given, with the households, newest first."""
    theirs = Mandate.objects.filter(helper=person).select_related("seller__commune__province", "consent")
    return theirs.order_by("-asked_at", "-pk")


def mandates_overseen_by(person: Person, *, at: datetime) -> QuerySet[Mandate]:
    """The mandates of the households in somebody's area as officer or operator, newest first."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = Mandate.objects.filter(reach.q(province=f"seller__{PROVINCE}", commune=f"seller__{COMMUNE}"))
    return area.select_related("seller__commune__province", "helper", "consent").order_by("-asked_at", "-pk")


def mandate_by_link(code: str, token: str) -> Mandate | None:
    """The mandate that a household's own link opens, compared in constant time; none when it opens nothing."""
    rows = Mandate.objects.select_related("seller__commune__province", "helper").exclude(access_digest="")
    found = rows.filter(code=code).first()
    return found if found is not None and token_matches(token, found.access_digest) else None


def has_own_phone(mandate: Mandate, *, at: datetime) -> bool:
    """Whether a code can be sent to whoever says yes for the household: its first manager, on another phone than the
    helper's.
    """
    own = [one for one in managers_of(mandate.seller, at=at) if one.pk != mandate.helper.pk]
    return bool(own and own[0].mobile and own[0].phone != mandate.helper.phone)


def households_to_ask(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops in a helper's communes that could be asked: open ones, and those the helper began for a household."""
    reach = reach_of(person.code, roles={Role.HELPER}, at=at)
    begun = SellerStep.objects.filter(step="start", actor_code=person.code).values("seller")
    near = Seller.objects.filter(commune__code__in=reach.communes)
    known = near.filter(Q(status=SellerStatus.APPROVED) | Q(pk__in=begun)).exclude(status=SellerStatus.CLOSED)
    return known.select_related("commune__province").order_by("folded_name", "pk")


def helps_somewhere(person: Person, *, at: datetime) -> bool:
    """Whether somebody is a community helper of any commune."""
    return bool(reach_of(person.code, roles={Role.HELPER}, at=at))


def sellers_carded_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops for which somebody may have a card printed: the queryset to `policies.can_issue_card`."""
    reach = reach_of(person.code, roles=MANAGING | LOOKING_ON, at=at)
    helped = mandates_of_helper(person.code, at=at).values("seller")
    own = Seller.objects.filter(reach.q(province=PROVINCE, commune=COMMUNE, seller="code"))
    return Seller.objects.filter(Q(pk__in=own) | Q(pk__in=helped)).select_related("commune__province")


def helped_name(shop: str, helper: str) -> str:
    """``Bà Sùng (anh Páo giúp)``: whose act it was, and whose hand."""
    return _("%(shop)s (%(helper)s helping)") % {"shop": shop, "helper": helper or _("a helper")}


def helping_for(actor: Actor, seller: Seller, *, at: datetime) -> str:
    """``Bà Sùng (anh Páo giúp)`` while `actor` is at work in the household's name, else empty."""
    if not isinstance(actor, Person) or not principal_of(actor, seller, at=at):
        return ""
    return helped_name(seller.name, actor.name)


def names_of_doers(acts: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """How to name who did something, for pairs of actor and on-behalf-of; only those done by a helper. Two queries."""
    helped = {(actor, shop) for actor, shop in acts if shop}
    if not helped:
        return {}
    people = people_by_code({actor for actor, _shop in helped})
    codes = {shop for _actor, shop in helped}
    shops = dict(Seller.objects.filter(code__in=codes).values_list("code", "name"))
    return {
        (actor, shop): helped_name(shops.get(shop, shop), people[actor].name if actor in people else "")
        for actor, shop in helped
    }


def callbacks_open_to(person: Person, *, at: datetime) -> QuerySet[Callback]:
    """The households of somebody's area that are to be called about what their helper did, longest waiting first."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    path = "mandate__seller__"
    area = Callback.objects.filter(reach.q(province=path + PROVINCE, commune=path + COMMUNE))
    waiting = area.filter(status__in=[CallbackStatus.OPEN, CallbackStatus.UNREACHED])
    rows = waiting.exclude(mandate__helper=person)
    return rows.select_related("mandate__seller__commune__province", "mandate__helper").order_by("drawn_at", "pk")
