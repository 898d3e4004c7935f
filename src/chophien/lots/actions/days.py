"""The last day of packs: told for the pack itself, printed on its labels, or following from how long the goods keep.

What is told or printed stays. What follows from the goods' shelf life moves with it until something of the pack goes
out; from then on no other day can be printed either. Every change leaves a step in the lot: which pack, which day, who.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Variant
from chophien.lib.actor import Actor
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import Invalid
from chophien.lots.actions._steps import lock_lot, lock_lots, take_step
from chophien.lots.models import Draw, Pack

STEP = "day"


def hold_pack(pack: Pack) -> Pack:
    """The pack as it is now, held after its lot until the caller's transaction ends."""
    lock_lot(pack.lot_id)
    return Pack.objects.select_for_update(of=("self",)).select_related("lot__seller").get(pk=pack.pk)


def keep_last_day(*, pack: Pack, best_before: date, actor: Actor, at: datetime) -> None:
    """The day that stands on the labels of a pack is its own from now on: what expires first is drawn by it, and the
    page behind its code tells it. A pack that was told its day keeps it. The caller holds the pack; follows from
    printing labels, whose policies decide.

    :raises Invalid: if it followed until now, something of the pack is out with it, and this is another day
    """
    if pack.has_its_own_day:
        return
    before = pack.best_before
    if (
        before is not None
        and best_before != before
        and Draw.objects.filter(_out_with(pack.follows_since), pack=pack).exists()
    ):
        said = _("Something of this pack is out already with the last day %(day)s: it cannot get another one.")
        how = _("Leave this empty, or write the same day.")
        raise Invalid({"best_before": [said % {"day": format_date(before)}, how]})
    pack.best_before, pack.follows_since = best_before, None
    pack.save(update_fields=["best_before", "follows_since"])
    if best_before != before:
        _write_down(pack, actor=actor, at=at)


@transaction.atomic
def follow_shelf_life(*, variant: Variant, days: int | None, actor: Actor, at: datetime) -> int:
    """Goods keep so many days by what their shop says now: packs that were told no last day get theirs, counted from
    the day on which they were made; with none, no day follows any more. Returns how many changed.

    A day that was told for a pack, for its lot or on its labels stays, and so does one that followed, once something
    of the pack went out with it. Packs of which nothing is left are left alone. Follows from writing the label, whose
    policies decide.
    """
    told_nothing = Q(best_before__isnull=True, lot__best_before__isnull=True) | Q(follows_since__isnull=False)
    out_with_it = Draw.objects.filter(_out_with(OuterRef("follows_since")), pack=OuterRef("pk"))
    packs = Pack.objects.filter(told_nothing, variant=variant, remaining__gt=0)
    lots = lock_lots(set(packs.values_list("lot_id", flat=True)))
    changed = 0
    for pack in packs.filter(~Exists(out_with_it), lot__in=lots).select_for_update(of=("self",)).order_by("pk"):
        pack.lot = lots[pack.lot_id]
        if _follow(pack, days, at=at):
            _write_down(pack, actor=actor, at=at)
            changed += 1
    return changed


def follow_from_packing(*, pack: Pack, days: int | None, at: datetime) -> None:
    """The same for a pack that was made this moment and told no day: it is part of the packing, and no step of its own.
    Follows from packing, whose policies decide.
    """
    if pack.best_before is None:
        _follow(pack, days, at=at)


def put_days_right(*, pack: Pack, made_on: date | None, best_before: date | None, actor: Actor, at: datetime) -> None:
    """Correct the days of a pack that ends before it was made: either day, or both. They are its own from now on.

    Only what cannot be is corrected; all other packs stay as they are. The caller holds the pack; follows from printing
    labels, whose policies decide.

    :raises Invalid: naming both days, if it would still end before it was made, or the day is still to come
    """
    if not pack.ends_too_early:
        return
    made, last = made_on or pack.day_made, best_before or pack.kept_day
    if made > local_date(at):
        raise Invalid({"made_on": [_("This day is still to come.")]})
    if last is not None and last < made:
        words = {"last": format_date(last), "made": format_date(made)}
        said = _("Of this pack it is kept that it is good until %(last)s and was made on %(made)s, which cannot be.")
        how = _("Write the right day here: it stays with the pack.")
        raise Invalid({"best_before": [said % words, how]})
    pack.made_on, pack.best_before, pack.follows_since = made, last, None
    pack.save(update_fields=["made_on", "best_before", "follows_since"])
    _write_down(pack, actor=actor, at=at)


def _out_with(since: datetime | OuterRef | None) -> Q:
    """What was drawn of a pack since it has its day, and did not come back."""
    return Q(at__gte=since, units__gt=F("given_back"))


def _follow(pack: Pack, days: int | None, *, at: datetime) -> bool:
    """Give it the day that follows; says whether that is another one."""
    last = pack.day_made + timedelta(days=days) if days else None
    if last == pack.best_before:
        return False
    pack.best_before, pack.follows_since = last, at if last else None
    pack.save(update_fields=["best_before", "follows_since"])
    return True


def _write_down(pack: Pack, *, actor: Actor, at: datetime) -> None:
    days = [format_date(day) for day in (pack.day_made, pack.best_before) if day is not None]
    take_step(pack.lot, STEP, actor=actor, at=at, note=f"{pack.code}: {' – '.join(days)}")
