"""What the tax law has the market keep of shops that the person manages."""

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope
from chophien.privacy.kept.base import Rows
from chophien.tax.models import Declaration, SellerYear, Withholding


def taxed(person: Person) -> Rows:
    """Revenue by year, what was withheld from which sale, and what was declared to be own produce."""
    codes = Grant.objects.filter(
        person=person, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, ends_at__isnull=True
    ).values("scope_code")
    years = SellerYear.objects.filter(seller_code__in=codes).order_by("pk")
    rows = Withholding.objects.filter(seller_code__in=codes).order_by("pk")
    own = Declaration.objects.filter(seller_code__in=codes) | Declaration.objects.filter(person_code=person.code)
    return [
        *years.values("seller_code", "year", "revenue_vnd"),
        *rows.values("subject_code", "cause", "base_vnd", "vat_vnd", "pit_vnd", "why", "month"),
        *own.order_by("pk").values(
            "code", "seller_code", "goods", "statement", "signed_name", "signed_at", "first_on", "ended_on"
        ),
    ]
