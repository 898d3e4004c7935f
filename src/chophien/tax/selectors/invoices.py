"""Invoice data as they stand: the newest of a sale counts."""

from collections.abc import Sequence

from chophien.tax.models import InvoiceData


def invoice_of(subject_code: str) -> InvoiceData | None:
    """The data that count for a sale; None before it is completed."""
    rows = InvoiceData.objects.filter(subject_code=subject_code).select_related("replaces", "issued")
    return rows.order_by("-number").first()


def invoices_of(subject_code: str) -> Sequence[InvoiceData]:
    """All that were ever written of a sale, the first one first."""
    return list(InvoiceData.objects.filter(subject_code=subject_code).order_by("number"))
