"""Calling goods back: a public notice, the goods off the market, every buyer told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.actions.deciding import take_down_listing
from chophien.catalog.models import Listing
from chophien.catalog.selectors import lock_listing
from chophien.catalog.states import LISTING_FLOW
from chophien.complaints import policies
from chophien.complaints.actions.steps import WORDS_MOST
from chophien.complaints.errors import PeriodWrong, RecallIncomplete, RecallTooShort
from chophien.complaints.models import Recall, RecallTold
from chophien.complaints.selectors.recalls import buyers_to_tell, lock_recall, same_recall
from chophien.complaints.states import RECALL_FLOW, RecallStatus
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.dates import format_day, local_date
from chophien.lib.text import clean_text
from chophien.messages.actions.telling import tell
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_staff

PREFIX, SYMBOLS = "TH", 8
AT_ONCE = 200
RECALLING = SystemActor("system:recall")
TO_BUYER = _("Chợ Phiên: do not use “%(title)s” of order %(order)s. It is called back. Read %(path)s")


@dataclass(frozen=True)
class Notice:
    """Why goods are called back and what buyers shall do; of one version only, or sold in some days only."""

    why: str
    what_to_do: str
    version_number: int = 0
    sold_from: date | None = None
    sold_to: date | None = None


@transaction.atomic
def publish_recall(*, listing: Listing, notice: Notice, actor: Actor, at: datetime) -> Recall:
    """Call goods back: the notice is public from now on, the goods are off the market, every buyer will be told.

    The same notice again, while it runs, is the one that is there: nobody is told twice.

    :raises NotPermitted: if `actor` is neither the shop's manager nor an operator of its area
    :raises RecallIncomplete, PeriodWrong: if the notice says too little or its days are the wrong way round
    """
    listing = lock_listing(listing.pk)
    policies.can_recall(actor, listing.seller, at=at).require()
    why, what_to_do = clean_text(notice.why)[:WORDS_MOST], clean_text(notice.what_to_do)[:WORDS_MOST]
    if not why or not what_to_do:
        raise RecallIncomplete
    if notice.sold_from and notice.sold_to and notice.sold_to < notice.sold_from:
        raise PeriodWrong
    version = listing.versions.filter(number=notice.version_number).first() if notice.version_number else None
    running = same_recall(listing, version, why=why, sold_from=notice.sold_from, sold_to=notice.sold_to)
    if running is not None:
        return running
    recall = Recall.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        listing=listing,
        version=version,
        sold_from=notice.sold_from,
        sold_to=notice.sold_to,
        why=why,
        what_to_do=what_to_do,
        published_by=actor.code,
        published_at=at,
        public_until=at + timedelta(days=rules.whole("regulations.recall_notice_days", at=at)),
    )
    if LISTING_FLOW.allows("take_down", listing.status):
        take_down_listing(listing=listing, reason=recall.code, actor=RECALLING, at=at)
    record(
        "complaints.recall_published",
        actor=actor,
        subject_code=recall.code,
        at=at,
        facts={"listing": listing.code, "version": notice.version_number},
    )
    tell_staff(
        seller=listing.seller,
        text=_("“%(title)s” is called back. Do not send any more of it."),
        facts={"title": title_of(recall)},
        link=f"/thu-hoi/{recall.code}/",
        about=recall.code,
        at=at,
        kind="shop.notice",
    )
    enqueue("complaints.tell_recall", recall_id=recall.pk)
    return recall


@transaction.atomic
def tell_some(*, recall_id: int, at: datetime) -> int:
    """Tell some buyers who were not told yet, each once; come back for the others. Says how many were told."""
    recall = lock_recall(recall_id)
    orders = list(buyers_to_tell(recall)[:AT_ONCE])
    for order in orders:
        group = order.group
        tell(
            kind="recall.notice",
            person_code=group.person.code if group.person else "",
            phone=group.contact_phone,
            language=group.language,
            text=TO_BUYER,
            facts={"title": title_of(recall)[:30], "order": order.code, "path": f"/thu-hoi/{recall.code}/"},
            link=f"/thu-hoi/{recall.code}/",
            about=recall.code,
            at=at,
        )
    RecallTold.objects.bulk_create(RecallTold(recall=recall, order=order, told_at=at) for order in orders)
    if len(orders) == AT_ONCE:
        enqueue("complaints.tell_recall", recall_id=recall.pk)
    else:
        recall.told_all_at = at
        recall.save(update_fields=["told_all_at"])
    return len(orders)


@transaction.atomic
def end_recall(*, recall: Recall, actor: Actor, at: datetime) -> Recall:
    """Take the notice out of the visible place; its page stays.

    :raises NotPermitted: if `actor` is neither the shop's manager nor an operator of its area
    :raises RecallTooShort: before the days that the law asks for are over
    :raises StepNotAllowed: if it ended before
    """
    recall = lock_recall(recall.pk)
    policies.can_recall(actor, recall.listing.seller, at=at).require()
    after = RecallStatus(RECALL_FLOW.next("end", recall.status))
    if at < recall.public_until:
        days = (recall.public_until - recall.published_at).days
        day = format_day(local_date(recall.public_until), today=local_date(at))
        raise RecallTooShort(facts={"days": days, "day": day})
    recall.status, recall.ended_at = after, at
    recall.save(update_fields=["status", "ended_at"])
    record("complaints.recall_ended", actor=actor, subject_code=recall.code, at=at)
    return recall


def title_of(recall: Recall) -> str:
    """The name of the goods as buyers knew them."""
    version = recall.version or recall.listing.live
    return version.title if version else recall.listing.code
