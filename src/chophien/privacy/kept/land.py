"""Where the shops that a person manages grow what they sell, to the corner."""

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope
from chophien.growing.models import AreaHousehold, AreaShape, HouseholdWord, LandRequest, NamingCode, WitnessAsk
from chophien.lots.models import Grower
from chophien.privacy.kept.base import Rows


def growing_areas(person: Person) -> Rows:
    """Every border that was ever drawn for these shops, the earlier ones too; where the person is a household on an
    area of others, and what it said about its name; what the person was asked as a witness; and whose land the person
    asked to see.
    """
    codes = Grant.objects.filter(
        person=person, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, ends_at__isnull=True
    ).values("scope_code")
    rows = AreaShape.objects.filter(area__seller__code__in=codes).order_by("pk")
    fields = (
        "area__code",
        "area__name",
        "area__crop",
        "area__variety",
        "land",
        "drawn_by",
        "recorded_at",
        "is_current",
    )
    growers = Grower.objects.filter(person=person).values("code")
    households = AreaHousehold.objects.filter(grower_code__in=growers).exclude(grower_code="").order_by("pk")
    words = HouseholdWord.objects.filter(household__in=households) | HouseholdWord.objects.filter(witness=person)
    asks, sent = WitnessAsk.objects.filter(witness=person), NamingCode.objects.filter(person=person)
    said = ("household__owner_name", "naming", "way", "said_on", "is_shown", "witness_name", "at")
    wishes = LandRequest.objects.filter(person=person).order_by("pk")
    return [
        *rows.values(*fields),
        *households.values("area__name", "owner_name", "hamlet", "naming", "witness_name", "said_on", "since", "until"),
        *words.order_by("pk").values(*said),
        *asks.order_by("pk").values("household__owner_name", "said_on", "status", "asked_at", "answered_at"),
        *sent.order_by("pk").values("household__area__name", "sent_at", "used_at"),
        *wishes.values("area__code", "area__name", "purpose", "status", "asked_at", "until"),
    ]
