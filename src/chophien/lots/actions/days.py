"""The last day of packs: what is printed on their labels is what counts, and stays."""

from datetime import date

from chophien.lots.actions._steps import lock_lot
from chophien.lots.models import Pack


def hold_pack(pack: Pack) -> Pack:
    """The pack as it is now, held after its lot until the caller's transaction ends."""
    lock_lot(pack.lot_id)
    return Pack.objects.select_for_update(of=("self",)).select_related("lot").get(pk=pack.pk)


def keep_last_day(*, pack: Pack, best_before: date) -> None:
    """The day that stands on the labels of a pack is its own from now on: what expires first is drawn by it, and the
    page behind its code tells it. A pack that has its day keeps it. The caller holds the pack; follows from printing
    labels, whose policies decide.
    """
    if pack.best_before is None:
        pack.best_before = best_before
        pack.save(update_fields=["best_before"])
