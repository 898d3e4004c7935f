"""What labels do when something happens below."""

from datetime import datetime

from django.dispatch import receiver

from chophien.labels.selectors.days import shelf_days_now
from chophien.lots.actions.days import follow_from_packing
from chophien.lots.events import lot_packed
from chophien.lots.models import Pack


@receiver(lot_packed, dispatch_uid="labels.lot_packed")
def on_lot_packed(*, pack: Pack, at: datetime, **_signal: object) -> None:
    if pack.best_before is None:
        follow_from_packing(pack=pack, days=shelf_days_now(pack.variant_id), at=at)
