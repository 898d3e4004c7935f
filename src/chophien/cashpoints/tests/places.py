"""Cash points for tests: open, with an agent and a till, as little as is valid."""

from datetime import UTC, datetime
from itertools import count

from chophien.accounts.tests.factories import JOINED, PersonFactory
from chophien.cashpoints.models import AgentPost, CashOrder, Point, Till
from chophien.cashpoints.states import CashKind, CashStatus, Way
from chophien.lib.codes import new_code
from chophien.places.models import TODAY, Commune
from chophien.places.tests.factories import a_commune

DONG_VAN = "00721"
PAID_AT = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
_NUMBERS = count(1)


def commune_of_today(code=DONG_VAN):
    """A commune as the reference data has it, with its point inside."""
    return Commune.objects.select_related("province").get(vintage=TODAY, code=code)


def a_point(commune=DONG_VAN, *, name="", agent=None, till=True, **facts):
    """A point that serves: somebody sits there and has a till; `agent=False` and `till=False` leave them out."""
    number = next(_NUMBERS)
    facts.setdefault("opened_at", JOINED)
    facts.setdefault("opened_by", "system")
    point = Point.objects.create(
        code=facts.pop("code", f"DM-TEST-{number:03d}"),
        name=name or f"Bưu điện văn hóa số {number}",
        commune=a_commune(commune) if isinstance(commune, str) else commune,
        address=facts.pop("address", "Cạnh Ủy ban xã"),
        **facts,
    )
    if agent is not False:
        AgentPost.objects.create(point=point, person=agent or PersonFactory(), begins_at=JOINED, given_by="system")
    if till:
        Till.objects.create(point=point, code=f"QT-TEST-{number:03d}", name="1", opened_at=JOINED, opened_by="system")
    return point


def cash_that_was_paid(amount_vnd=1_500_000, *, point=None, at=PAID_AT, **facts):
    """Earned money that was handed over at a point's till; for a seller who is only named."""
    number = next(_NUMBERS)
    point = point or a_point()
    return CashOrder.objects.create(
        code=new_code("TM", 8),
        kind=CashKind.OUT,
        status=facts.pop("status", CashStatus.PAID),
        till=point.tills.get(),
        seller_code=facts.pop("seller_code", "GH-TEST"),
        person=facts.pop("person", None),
        customer_code=f"ND-CUSTOMER-{number}",
        amount_vnd=amount_vnd,
        counts_on=at.date(),
        simulated=facts.pop("simulated", True),
        key=f"key-{number}",
        asked_by="ND-AGENT",
        asked_at=at,
        expires_at=at,
        confirmed_at=at,
        confirmed_way=Way.CODE,
        paid_at=at,
        paid_by=facts.pop("paid_by", "ND-AGENT"),
        **facts,
    )
