"""Who asked to see where exactly an area lies, and who may."""

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.growing.models import GrowingArea, LandRequest
from chophien.sellers.models import Seller


def wishes_for(seller: Seller) -> QuerySet[LandRequest]:
    """What buyers asked about the shop's land, what waits first."""
    rows = LandRequest.objects.filter(area__seller=seller).select_related("area__seller__commune", "person")
    return rows.order_by("answered_at", "-asked_at", "-pk")


def wishes_about(area: GrowingArea) -> QuerySet[LandRequest]:
    """What buyers asked about one area, the newest first."""
    rows = LandRequest.objects.filter(area=area).select_related("area__seller__commune", "person")
    return rows.order_by("-asked_at", "-pk")


def wish_of(person: Person, area: GrowingArea) -> LandRequest | None:
    """The person's newest wish to see an area."""
    rows = LandRequest.objects.filter(area=area, person=person).select_related("area__seller__commune", "person")
    return rows.order_by("-asked_at", "-pk").first()
