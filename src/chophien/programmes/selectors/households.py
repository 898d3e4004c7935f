"""The households of a helper, and what they need: for pages."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import reach_of
from chophien.accounts.states import Role
from chophien.messages.models import Visit
from chophien.messages.selectors import visits_due
from chophien.places.models import TODAY, Commune
from chophien.programmes import households
from chophien.programmes.facts import Fact, facts_of
from chophien.programmes.states import TaskKind
from chophien.sellers.models import Seller


def households_of(helper: Person, *, at: datetime) -> QuerySet[Seller]:
    """The households a helper sees: see `programmes.households`."""
    return households.households_of(helper, at=at)


def communes_helped(helper: Person, *, at: datetime) -> list[Commune]:
    """The communes somebody helps in, by name; empty for who is no helper."""
    codes = reach_of(helper.code, roles={Role.HELPER}, at=at).communes
    rows = Commune.objects.filter(code__in=codes, vintage=TODAY).select_related("province")
    return list(rows.order_by("sort_key", "pk")) if codes else []


def causes_of(sellers: Sequence[Seller], *, helper: Person, at: datetime) -> list[Fact]:
    """What these households need now; other helpers' mandates that end are no business of this one."""
    return [
        fact
        for fact in facts_of(sellers, at=at)
        if fact.kind != TaskKind.MANDATE_EXPIRING or fact.facts["helper"] == helper.code
    ]


def news_for(seller: Seller) -> list[Visit]:
    """What a household must be told face to face, because no message has reached it."""
    return list(visits_due(seller_codes=[seller.code]))
