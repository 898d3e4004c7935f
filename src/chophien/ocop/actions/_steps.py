"""One step of a dossier at a time, with its row."""

from datetime import datetime

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.ocop.models import Dossier, DossierStep
from chophien.ocop.states import DOSSIER_FLOW
from chophien.sellers.selectors.helping import principal_of


def lock(dossier: Dossier) -> Dossier:
    """Fetch the dossier and hold its row until the transaction ends."""
    rows = Dossier.objects.select_for_update(of=("self",))
    return rows.select_related("seller__commune__province", "listing__live", "listing__working").get(pk=dossier.pk)


def take(dossier: Dossier, step: str, *, actor: Actor, at: datetime, note: str = "") -> Dossier:
    """Take a step of the flow and write it down.

    :raises StepNotAllowed: if it cannot be taken from here
    """
    before = dossier.status
    dossier.status = DOSSIER_FLOW.next(step, before)
    dossier.save()
    write_step(dossier, step, before, actor=actor, at=at, note=note)
    return dossier


def write_step(dossier: Dossier, step: str, before: str, *, actor: Actor, at: datetime, note: str = "") -> None:
    """Keep who took a step, and tell the trail."""
    behalf = principal_of(actor, dossier.seller, at=at)
    DossierStep.objects.create(
        dossier=dossier,
        step=step,
        from_status=before,
        to_status=dossier.status,
        note=note,
        actor_code=actor.code,
        on_behalf_of=behalf,
        at=at,
    )
    record(
        "ocop.step",
        actor=actor,
        subject_code=dossier.code,
        on_behalf_of=behalf,
        facts={"step": step, "listing": dossier.listing.code},
        at=at,
    )
