"""What a shop has declared about its tax, for the table of doors."""

from datetime import datetime, timedelta
from typing import Any

from chophien.accounts.models import Person
from chophien.lib.dates import local_date
from chophien.tax.actions.returns import make_return
from chophien.tax.models import Declaration


def about_tax(people: dict[str, Person], seller: str, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address."""
    declaration = Declaration.objects.create(
        code="CK-1",
        seller_code=seller,
        declared_for="category",
        subject_code="trai-cay",
        goods="Trái cây tươi",
        statement="…",
        person_code=people["manager"].code,
        signed_name="Lan",
        signed_at=at,
        first_on=local_date(at),
    )
    made = make_return(month=local_date(at).replace(day=1) - timedelta(days=1), actor=people["operator"], at=at)
    return {
        "officedesk:end-tax-declaration": {"code": declaration.code},
        "officedesk:return-filed": {"code": made.code},
        "officedesk:return-file": {"code": made.code, "kind": "return-xml"},
        "sellerdesk:end-declaration": {"code": declaration.code},
        "sellerdesk:tax-certificate": {"year": local_date(at).year},
    }
