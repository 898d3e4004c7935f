"""Stamps that seem to have been copied: found by the rules, looked into by people."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from chophien.audit.actions import record
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.lots.models import Pack
from chophien.scans import policies
from chophien.scans.copying import Life, Seen, look
from chophien.scans.errors import ReasonMissing
from chophien.scans.models import Scan, Stamp, StampBatch, Suspicion, SuspicionStep
from chophien.scans.selectors.copy_rules import copy_rules, most_of_a_network
from chophien.scans.states import SUSPICION_FLOW, StampStatus, SuspicionStatus
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "NG", 7
LOOKED_AT_MOST = 2_000
REASON_LEAST, REASON_MOST = 5, 300


def look_again(*, stamp_id: int, at: datetime) -> Suspicion | None:
    """Count the points of a stamp anew, in the caller's transaction; whoever has enough of them waits for people.

    What was found to be well is opened again only when its points have doubled since.
    """
    stamp = Stamp.objects.select_related("batch__seller", "lot").get(pk=stamp_id)
    needed, by_reason = copy_rules(at=at)
    rows = Scan.objects.filter(stamp=stamp).order_by("-at", "-pk")[:LOOKED_AT_MOST]
    scans = [Seen(one.at, one.device, one.province_code, one.by_shop, one.network) for one in rows]
    found = look(life_of(stamp), scans, by_reason, most=most_of_a_network(at=at))
    if found.points < needed:
        return None
    held, is_new = Suspicion.objects.select_for_update().get_or_create(
        stamp=stamp,
        defaults={
            "code": new_code(PREFIX, SYMBOLS),
            "score": found.points,
            "reasons": list(found.reasons),
            "networks": found.networks,
            "opened_at": at,
        },
    )
    if is_new:
        _tell(held, stamp.batch, at=at)
        return held
    again = held.status == SuspicionStatus.DISMISSED and found.points >= 2 * held.score
    if held.status == SuspicionStatus.DISMISSED and not again:
        return held
    held.score, held.reasons, held.networks = found.points, list(found.reasons), found.networks
    held.save(update_fields=["score", "reasons", "networks"])
    if again:
        _step(held, "reopen", actor=SYSTEM, reason="", behalf="", at=at)
        _tell(held, stamp.batch, at=at)
    return held


def life_of(stamp: Stamp) -> Life:
    """What the rules are told of a stamp beside its scans."""
    return Life(
        is_active=stamp.status == StampStatus.ACTIVE,
        activated_at=stamp.activated_at,
        voided_at=stamp.voided_at,
        opened_at=stamp.opened_at,
        best_before=last_day_of(stamp),
    )


def last_day_of(stamp: Stamp) -> date | None:
    """Until when the goods of a stamp are good: the latest day of the packs of its lot, else the lot's own."""
    if stamp.lot is None:
        return None
    packs = Pack.objects.filter(lot=stamp.lot, variant=stamp.batch.variant_id, best_before__isnull=False)
    latest = packs.order_by("-best_before").values_list("best_before", flat=True).first()
    return latest or stamp.lot.best_before


@transaction.atomic
def settle(*, suspicion: Suspicion, step: str, reason: str, actor: Actor, at: datetime) -> Suspicion:
    """Say what was found out: `check` (somebody looks into it), `confirm` (it is copied), `dismiss` (all is well).

    :raises NotPermitted: if `actor` neither manages the shop nor oversees its place
    :raises ReasonMissing: if it is decided without a reason
    :raises StepNotAllowed: if it was decided in the meantime
    """
    rows = Suspicion.objects.select_for_update(of=("self",)).select_related("stamp__batch__seller__commune__province")
    held = rows.get(pk=suspicion.pk)
    seller = held.stamp.batch.seller
    policies.can_look_into(actor, seller, at=at).require()
    said = clean_line(reason)[:REASON_MOST]
    if step != "check" and len(said) < REASON_LEAST:
        raise ReasonMissing
    behalf = principal_of(actor, seller, at=at)
    _step(held, step, actor=actor, reason=said, behalf=behalf, at=at)
    facts = {"step": step, "stamp": held.stamp.serial}
    record("scans.suspicion", actor=actor, subject_code=seller.code, at=at, on_behalf_of=behalf, facts=facts)
    return held


def _step(held: Suspicion, step: str, *, actor: Actor, reason: str, behalf: str, at: datetime) -> None:
    before = held.status
    held.status = SUSPICION_FLOW.next(step, held.status)
    held.decided_at = at if held.status in {SuspicionStatus.COPIED, SuspicionStatus.DISMISSED} else None
    held.save(update_fields=["status", "decided_at"])
    SuspicionStep.objects.create(
        suspicion=held,
        step=step,
        from_status=before,
        to_status=held.status,
        reason=reason,
        actor_code=actor.code,
        on_behalf_of=behalf,
        at=at,
    )


def _tell(held: Suspicion, batch: StampBatch, *, at: datetime) -> None:
    text = _("A stamp of yours is scanned unusually often. It may have been copied: please look.")
    link = f"/ban-hang/tem/nghi/{held.code}/"
    tell_staff(seller=batch.seller, kind="stamp.suspect", text=text, link=link, about=held.code, at=at)
