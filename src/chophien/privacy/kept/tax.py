"""What the tax law and bookkeeping have the market keep of shops that the person manages."""

from django.db.models import Q, QuerySet

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope
from chophien.privacy.kept.base import Rows
from chophien.settlement.models import Batch, Payout, Rhythm, WriteOff
from chophien.tax.models import Declaration, InvoiceData, SellerYear, Withholding
from chophien.treasury.models import OwnTransfer


def invoices(person: Person) -> Rows:
    """What invoices of the person's orders say."""
    rows = InvoiceData.objects.filter(person_code=person.code).order_by("pk")
    return list(rows.values("code", "subject_code", "number", "reason", "facts", "made_at"))


def paid_out(person: Person) -> Rows:
    """What was sent to the accounts of the person's shops, how often they want it, and what the person signed for the
    market.
    """
    codes = _shops_of(person)
    payouts = Payout.objects.filter(seller_code__in=codes).order_by("pk")
    rhythms = Rhythm.objects.filter(seller_code__in=codes).order_by("pk")
    own = Batch.objects.filter(Q(drawn_up_by=person.code) | Q(signed_by=person.code) | Q(approved_by=person.code))
    of_market = OwnTransfer.objects.filter(
        Q(drawn_up_by=person.code) | Q(approved_by=person.code) | Q(ended_by=person.code)
    )
    borne = WriteOff.objects.filter(
        Q(payout__seller_code__in=codes)
        | Q(seller_code__in=codes)
        | Q(drawn_up_by=person.code)
        | Q(approved_by=person.code)
        | Q(cancelled_by=person.code)
    )
    return [
        *payouts.values("code", "amount_vnd", "account_tail", "owner_name", "status", "answered_at", "reference"),
        *rhythms.values("seller_code", "period"),
        *own.order_by("pk").values("code", "drawn_up_at", "signed_at", "approved_at", "status"),
        *of_market.order_by("pk").values("code", "drawn_up_at", "approved_at", "ended_at", "status"),
        *borne.order_by("pk").values(
            "payout__code", "seller_code", "amount_vnd", "drawn_up_at", "approved_at", "status"
        ),
    ]


def taxed(person: Person) -> Rows:
    """Revenue by year, what was withheld from which sale, and what was declared to be own produce."""
    codes = _shops_of(person)
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


def _shops_of(person: Person) -> QuerySet[Grant, str]:
    """The codes of the shops that the person manages."""
    managed = Grant.objects.filter(
        person=person, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, ends_at__isnull=True
    )
    return managed.values_list("scope_code", flat=True)
