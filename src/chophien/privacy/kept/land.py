"""Where the shops that a person manages grow what they sell, to the corner."""

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope
from chophien.growing.models import AreaShape
from chophien.privacy.kept.base import Rows


def growing_areas(person: Person) -> Rows:
    """Every border that was ever drawn for these shops, the earlier ones too."""
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
    return list(rows.values(*fields))
