"""Shops that sleep after their season and wake before the next: by themselves, or because their people say so."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.catalog.models import Listing
from chophien.catalog.search.refresh import refresh_search
from chophien.lib.actor import Actor
from chophien.lib.dates import format_date, local_date
from chophien.messages.actions.telling import tell
from chophien.rules import selectors as rules
from chophien.seasons import policies
from chophien.seasons.errors import NothingSleeps
from chophien.seasons.selectors import harvests as reads
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import mandates_of_households, principal_of
from chophien.sellers.selectors.shops import lock_seller

LINK = "/ban-hang/mua-vu/"
WAKES = _(
    "Chợ Phiên: the season of %(shop)s begins on %(day)s. The shop is open again: check prices and what you have."
)


def look_at_shops(*, actor: Actor, at: datetime) -> tuple[int, int]:
    """Put shops to sleep whose season is over, and wake those whose season comes within `seasons.shop_wakes_days`.

    A shop sleeps when all it offers rests for longer than that and no harvest of it takes orders. Returns how many
    went to sleep and how many woke.
    """
    today = local_date(at)
    ahead = timedelta(days=rules.whole("seasons.shop_wakes_days", at=at))
    resting = reads.shops_resting(on=today, longer_than=ahead)
    asleep = reads.shops_asleep()
    down = sum(
        _sleep(pk, wakes_on=start - ahead, actor=actor, at=at) for pk, start in resting.items() if pk not in asleep
    )
    up = sum(_wake(pk, actor=actor, at=at) for pk in asleep if pk not in resting)
    return down, up


@transaction.atomic
def keep_awake(*, seller: Seller, actor: Actor, at: datetime) -> Seller:
    """Wake the shop and leave it awake until its season has come and gone, whatever the calendar says.

    :raises NotPermitted: if `actor` neither manages the shop nor may list for it
    :raises NothingSleeps: if it does not sleep
    """
    seller = lock_seller(seller.pk)
    policies.can_manage_harvest(actor, seller, at=at).require()
    if seller.asleep_since is None or seller.wakes_on is None:
        raise NothingSleeps
    ahead = timedelta(days=rules.whole("seasons.shop_wakes_days", at=at))
    _set(
        seller,
        asleep_since=None,
        wakes_on=None,
        awake_until=seller.wakes_on + ahead,
        actor=actor,
        step="kept_awake",
        at=at,
    )
    return seller


@transaction.atomic
def let_sleep(*, seller: Seller, actor: Actor, at: datetime) -> Seller:
    """Let the calendar decide again.

    :raises NotPermitted: as `keep_awake`
    :raises NothingSleeps: if nobody keeps it awake
    """
    seller = lock_seller(seller.pk)
    policies.can_manage_harvest(actor, seller, at=at).require()
    if seller.awake_until is None:
        raise NothingSleeps
    _set(seller, asleep_since=None, wakes_on=None, awake_until=None, actor=actor, step="let_sleep", at=at)
    return seller


@transaction.atomic
def _sleep(seller_id: int, *, wakes_on: date, actor: Actor, at: datetime) -> bool:
    seller = lock_seller(seller_id)
    if seller.asleep_since is not None:
        return False
    _set(seller, asleep_since=local_date(at), wakes_on=wakes_on, awake_until=None, actor=actor, step="slept", at=at)
    return True


@transaction.atomic
def _wake(seller_id: int, *, actor: Actor, at: datetime) -> bool:
    seller = lock_seller(seller_id)
    if seller.asleep_since is None:
        return False
    _set(seller, asleep_since=None, wakes_on=None, awake_until=None, actor=actor, step="woke", at=at)
    _tell(seller, at=at)
    return True


def _set(
    seller: Seller,
    *,
    asleep_since: date | None,
    wakes_on: date | None,
    awake_until: date | None,
    actor: Actor,
    step: str,
    at: datetime,
) -> None:
    seller.asleep_since, seller.wakes_on, seller.awake_until = asleep_since, wakes_on, awake_until
    seller.save(update_fields=["asleep_since", "wakes_on", "awake_until"])
    refresh_search(Listing.objects.filter(seller=seller).values_list("pk", flat=True))
    behalf = principal_of(actor, seller, at=at)
    facts = {"step": step, "wakes_on": wakes_on.isoformat() if wakes_on else ""}
    record("seasons.shop", actor=actor, subject_code=seller.code, at=at, on_behalf_of=behalf, facts=facts)


def _tell(seller: Seller, *, at: datetime) -> None:
    """Tell the household and who helps it, so that prices and stock are looked at before the buyers come."""
    starts = reads.next_starts([seller.pk], on=local_date(at)).get(seller.pk)
    facts = {"shop": seller.name, "day": format_date(starts or local_date(at))}
    kind, about, link = "season.wake", seller.code, f"{LINK}?gian={seller.code}"
    tell_managers(seller=seller, kind=kind, text=WAKES, facts=facts, about=about, link=link, at=at)
    for helper in _helpers(seller, at=at):
        tell(person_code=helper.code, kind=kind, text=WAKES, facts=facts, about=about, link=link, at=at)


def _helpers(seller: Seller, *, at: datetime) -> Iterable[Person]:
    mandates = mandates_of_households([seller.pk], at=at).select_related("helper")
    return {mandate.helper.pk: mandate.helper for mandate in mandates}.values()
