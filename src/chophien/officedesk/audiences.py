"""Whom an announcement addresses: by roles, shops and orders, in the country, a province or a commune."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Value

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import SELLER_ROLES, Role, Scope
from chophien.messages.models import Announcement
from chophien.messages.states import Audience
from chophien.officedesk.selectors import OVERSEEING
from chophien.orders.models import OrderGroup
from chophien.places.models import TODAY, Commune
from chophien.sellers.models import Seller

HELPING = frozenset({Role.HELPER})


def people_of(announcement: Announcement, *, at: datetime) -> QuerySet[Person]:
    """Everybody with an open account whom it addresses, in the order of their ids.

    In a place these are who sells, helps or oversees there, and who has had goods sent there.
    """
    people = Person.objects.filter(is_active=True).order_by("pk")
    audience, is_everywhere = announcement.audience, not announcement.province_code
    if is_everywhere and audience in {Audience.EVERYBODY, Audience.BUYERS}:
        return people
    meant = Q()
    if audience in {Audience.SELLERS, Audience.EVERYBODY}:
        meant |= _holds(SELLER_ROLES, _shops(announcement), at=at)
    if audience in {Audience.HELPERS, Audience.EVERYBODY}:
        meant |= _holds(HELPING, _area(announcement), at=at)
    if audience in {Audience.OFFICERS, Audience.EVERYBODY}:
        meant |= _holds(OVERSEEING, _area(announcement), at=at)
    if audience in {Audience.BUYERS, Audience.EVERYBODY}:
        meant |= Q(Exists(_parcels(announcement).filter(person=OuterRef("pk"))))
    return people.filter(meant)


def addressed(announcements: Sequence[Announcement], person_code: str, at: datetime) -> Collection[int]:
    """The ids of those that address this person. One statement for any number of them."""
    found = [
        people_of(one, at=at)
        .filter(code=person_code)
        .order_by()
        .annotate(said=Value(one.pk, output_field=BigIntegerField()))
        .values_list("said", flat=True)
        for one in announcements
    ]
    if not found:
        return ()
    first, *others = found
    return set(first.union(*others, all=True))


def _holds(roles: Collection[str], where: Q, *, at: datetime) -> Q:
    grants = Grant.objects.filter(person=OuterRef("pk"), role__in=roles, given_at__lte=at)
    return Q(Exists(grants.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at)).filter(where)))


def _shops(one: Announcement) -> Q:
    shops = Seller.objects.filter(_place(one, province="commune__province__code", commune="commune__code"))
    return Q(scope_kind=Scope.SELLER, scope_code__in=shops.values("code")) if one.province_code else Q()


def _area(one: Announcement) -> Q:
    """A role over the place itself, or over a commune in it."""
    if one.commune_code:
        return Q(scope_kind=Scope.COMMUNE, scope_code=one.commune_code)
    if not one.province_code:
        return Q()
    communes = Commune.objects.filter(province__code=one.province_code, province__vintage=TODAY)
    return Q(scope_kind=Scope.PROVINCE, scope_code=one.province_code) | Q(
        scope_kind=Scope.COMMUNE, scope_code__in=communes.values("code")
    )


def _parcels(one: Announcement) -> QuerySet[OrderGroup]:
    return OrderGroup.objects.filter(_place(one, province="province_code", commune="commune_code"))


def _place(one: Announcement, *, province: str, commune: str) -> Q:
    if one.commune_code:
        return Q(**{commune: one.commune_code})
    return Q(**{province: one.province_code}) if one.province_code else Q()
