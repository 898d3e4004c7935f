"""Sending a shop in, deciding about it, suspending it and letting it sell again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor
from chophien.lib.dates import format_moment, local_date
from chophien.lib.errors import Sentence
from chophien.lib.text import clean_line
from chophien.rules import selectors as rules
from chophien.sellers import policies
from chophien.sellers.actions.accepting import agree_by_opening
from chophien.sellers.actions.payout import confirm_payout_account, require_own_name
from chophien.sellers.actions.shops import shop_path
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.errors import IdentificationMissing, NotComplete, TooSoon
from chophien.sellers.models import Seller
from chophien.sellers.selectors.duties import asks_identification
from chophien.sellers.selectors.papers import account_of, missing_of
from chophien.sellers.selectors.shops import lock_seller
from chophien.sellers.states import SELLER_FLOW, SellerStatus
from chophien.sellers.steps import checked_reason, take_step

ORDER_MOST, IDENTIFIED_MOST = 120, 120


@transaction.atomic
def submit_seller(*, seller: Seller, actor: Actor, at: datetime, agreed_to: str = "") -> Seller:
    """Send a shop in for review. `agreed_to` is the version of the regulations that its manager said yes to.

    A yes that was given once for the version in force is not asked for again.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises StepNotAllowed: if it was sent in already
    :raises NotComplete: naming all that the law still asks of its kind
    :raises NotInOwnName: if the account it named belongs to somebody else
    :raises RegulationsNotAgreedTo: if it has not accepted the version of the regulations in force
    """
    seller = lock_seller(seller.pk)
    policies.can_manage_shop(actor, seller, at=at).require()
    SELLER_FLOW.next("submit", seller.status)
    missing = missing_of(seller)
    if missing:
        raise NotComplete(missing)
    require_own_name(seller)

    agree_by_opening(seller=seller, version=agreed_to, actor=actor, at=at)
    return take_step(seller, "submit", actor=actor, at=at, changes={"submitted_at": at})


@transaction.atomic
def approve_seller(*, seller: Seller, actor: Actor, at: datetime, identified_by: str = "") -> Seller:
    """Open a shop: from now on its approved goods are on sale. Its account, if it named one, is confirmed with it.

    `identified_by` is the number under which the seller was identified electronically. From
    `sellers.e_identification_from` on there is no shop without (Decree 248/2026/NĐ-CP art. 18.1); before that its
    papers are looked at by hand.

    :raises NotPermitted: if `actor` does not decide about this shop
    :raises StepNotAllowed: if it does not wait for a decision
    :raises IdentificationMissing: if the number is asked for and there is none
    """
    seller = _held_to_decide(seller, actor=actor, at=at)
    number = clean_line(identified_by)[:IDENTIFIED_MOST]
    if not number and not actor.is_system and asks_identification(on=local_date(at)):
        raise IdentificationMissing

    said = str(_("Identified electronically: %(number)s") % {"number": number}) if number else ""
    take_step(seller, "approve", actor=actor, at=at, reason=said, changes={"approved_at": at})
    if account_of(seller) is not None:
        confirm_payout_account(seller=seller, actor=actor, at=at)
    _tell(seller, _("The shop %(shop)s is approved. You can sell now."), kind="shop.reviewed", at=at)
    return seller


@transaction.atomic
def ask_changes(*, seller: Seller, reason: str, actor: Actor, at: datetime) -> Seller:
    """Send a shop back to its people with what has to be mended.

    :raises NotPermitted: if `actor` does not decide about this shop
    :raises StepNotAllowed: if it does not wait for a decision
    :raises ReasonMissing: if no reason is given
    """
    seller = _held_to_decide(seller, actor=actor, at=at)
    why = checked_reason(reason)

    take_step(seller, "ask_changes", actor=actor, at=at, reason=why)
    _tell(
        seller,
        _("The shop %(shop)s needs a correction. Open the page of the shop to see what."),
        kind="shop.reviewed",
        at=at,
    )
    return seller


@transaction.atomic
def reject_seller(*, seller: Seller, reason: str, actor: Actor, at: datetime) -> Seller:
    """Refuse a shop for good.

    :raises NotPermitted: if `actor` does not decide about this shop
    :raises StepNotAllowed: if it does not wait for a decision
    :raises ReasonMissing: if no reason is given
    """
    seller = _held_to_decide(seller, actor=actor, at=at)
    why = checked_reason(reason)

    take_step(seller, "reject", actor=actor, at=at, reason=why)
    _tell(
        seller, _("The shop %(shop)s was refused. Open the page of the shop to see why."), kind="shop.reviewed", at=at
    )
    return seller


@transaction.atomic
def announce_suspension(
    *,
    seller: Seller,
    reason: str,
    actor: Actor,
    at: datetime,
    authority_order: str = "",
    effective_at: datetime | None = None,
) -> Seller:
    """Announce that a shop may not sell from `effective_at` on, and tell its people why.

    Without an authority's order it counts five days after this notice at the earliest, and then if no moment is
    named; by the number of an order it counts within 24 hours, at the latest moment if none is named (Law
    122/2025/QH15 art. 17, Decree 248/2026 art. 18; the days and hours are rules). A moment that has come counts at
    once. Announcing it again sets a new moment.

    :raises NotPermitted: if `actor` does not decide about this shop
    :raises StepNotAllowed: if the shop is not open
    :raises ReasonMissing: if no reason is given
    :raises TooSoon: if the moment is earlier than the law lets it
    """
    seller = _held_to_decide(seller, actor=actor, at=at)
    why = checked_reason(reason)
    order = clean_line(authority_order)[:ORDER_MOST]
    due_at = _due(effective_at, ordered=bool(order), at=at)

    take_step(
        seller,
        "announce_suspension",
        actor=actor,
        at=at,
        reason=why,
        effective_at=due_at,
        authority_order=order,
        changes={"suspension_due_at": due_at},
    )
    _tell(
        seller,
        _("The shop %(shop)s may not sell from %(moment)s on. Open the page of the shop to see why."),
        moment=format_moment(due_at),
        at=at,
    )
    if due_at <= at:
        return make_suspension_effective(seller=seller, actor=actor, at=at)
    enqueue("sellers.make_suspension_effective", run_at=due_at, seller_code=seller.code, due_at=due_at.isoformat())
    return seller


@transaction.atomic
def make_suspension_effective(*, seller: Seller, actor: Actor, at: datetime) -> Seller:
    """Suspend a shop whose announced moment has come. One that was called off or set to later stays open.

    Its goods leave search and sale in the same transaction. Its people go on reading their orders and contracts.
    """
    seller = lock_seller(seller.pk)
    due_at = seller.suspension_due_at
    if seller.status != SellerStatus.APPROVED or due_at is None or due_at > at:
        return seller

    announced = seller.steps.filter(step="announce_suspension").order_by("-pk").first()
    take_step(
        seller,
        "suspend",
        actor=actor,
        at=at,
        reason=announced.reason if announced else "",
        authority_order=announced.authority_order if announced else "",
        changes={"suspension_due_at": None},
    )
    _tell(seller, _("The shop %(shop)s is suspended. Its orders can still be read."), at=at)
    return seller


@transaction.atomic
def lift_suspension(*, seller: Seller, reason: str, actor: Actor, at: datetime) -> Seller:
    """Call an announced suspension off, or let a suspended shop sell again.

    :raises NotPermitted: if `actor` does not decide about this shop
    :raises StepNotAllowed: if the shop is neither suspended nor about to be
    :raises ReasonMissing: if no reason is given
    """
    seller = _held_to_decide(seller, actor=actor, at=at)
    why = checked_reason(reason)
    step = "withdraw_suspension" if seller.suspension_due_at is not None else "reinstate"

    take_step(seller, step, actor=actor, at=at, reason=why, changes={"suspension_due_at": None})
    _tell(seller, _("The shop %(shop)s may go on selling."), at=at)
    return seller


def _held_to_decide(seller: Seller, *, actor: Actor, at: datetime) -> Seller:
    seller = lock_seller(seller.pk)
    policies.can_decide_about_shop(actor, seller, at=at).require()
    return seller


def _due(wanted: datetime | None, *, ordered: bool, at: datetime) -> datetime:
    if ordered:
        latest = at + timedelta(hours=rules.whole("sellers.authority_suspension_hours", at=at))
        return latest if wanted is None else max(at, min(wanted, latest))
    days = rules.whole("sellers.suspension_notice_days", at=at)
    earliest = at + timedelta(days=days)
    if wanted is not None and wanted < earliest:
        raise TooSoon(days=days)
    return wanted or earliest


def _tell(seller: Seller, text: Sentence, *, at: datetime, moment: str = "", kind: str = "shop.notice") -> None:
    tell_staff(
        seller=seller,
        text=text,
        facts={"shop": seller.name, "moment": moment},
        link=shop_path(seller),
        about=seller.code,
        at=at,
        kind=kind,
    )
