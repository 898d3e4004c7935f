"""Reads about labels that were printed."""

from chophien.catalog.models import Variant
from chophien.labels.models import LabelPrint

SHOWN = 8


def prints_of(variant: Variant) -> list[LabelPrint]:
    """The last printings of a size's labels, newest first. One statement."""
    rows = LabelPrint.objects.filter(variant=variant).select_related("pack__lot")
    return list(rows.order_by("-printed_at", "-pk")[:SHOWN])
