"""What every act on a lot has in common: holding its row, and writing the step down."""

from collections.abc import Collection
from datetime import datetime

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lots.models import Lot, LotStep
from chophien.lots.states import LOT_FLOW, LotStatus
from chophien.sellers.selectors.helping import principal_of


def lock_lot(pk: int) -> Lot:
    """Fetch the lot and hold its row until the transaction ends."""
    return Lot.objects.select_for_update(of=("self",)).select_related("seller__commune__province").get(pk=pk)


def lock_lots(pks: Collection[int]) -> dict[int, Lot]:
    """The same for several, always in one order."""
    rows = Lot.objects.select_for_update(of=("self",)).select_related("seller__commune__province")
    return {one.pk: one for one in rows.filter(pk__in=pks).order_by("pk")}


def take_step(lot: Lot, step: str, *, actor: Actor, at: datetime, note: str = "") -> None:
    """Move the lot on where the step is one of its flow, and write it down. The caller holds the lot and saves it.

    :raises StepNotAllowed: if the flow does not allow it
    """
    before = lot.status
    if step in {"freeze", "close", "call_off"}:
        lot.status = LOT_FLOW.next(step, lot.status)
        if lot.status == LotStatus.FROZEN:
            lot.frozen_at = at
        else:
            lot.ended_at = at
        lot.save(update_fields=["status", "frozen_at", "ended_at"])
    behalf = principal_of(actor, lot.seller, at=at)
    LotStep.objects.create(
        lot=lot,
        step=step,
        from_status=before,
        to_status=lot.status,
        note=note,
        actor_code=actor.code,
        on_behalf_of=behalf,
        at=at,
    )
    facts = {"step": step, "lot": lot.code}
    record("lots.step", actor=actor, subject_code=lot.seller.code, at=at, on_behalf_of=behalf, facts=facts)
