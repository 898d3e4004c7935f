"""Papers that conditional goods need: handed in by the shop, accepted or refused by an operator."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from chophien.audit.actions import record
from chophien.catalog import policies
from chophien.catalog.errors import PaperNotAsked, ReasonMissing
from chophien.catalog.models import GoodsPaper, Listing
from chophien.catalog.quality.moderation import papers_asked
from chophien.catalog.quality.word_list import word_group
from chophien.catalog.selectors import latest_version, lock_listing
from chophien.catalog.states import PAPER_FLOW, PaperStatus
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.sellers.actions.staff import tell_staff
from chophien.sellers.selectors.helping import principal_of
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.sent import SentFile

PREFIX, LENGTH = "GH", 10
KIND = "goods_paper"
REASON_LEAST = 5


@transaction.atomic
def hand_in_paper(*, listing: Listing, group: str, file: SentFile, actor: Actor, at: datetime) -> GoodsPaper:
    """Hand in the paper that goods of this kind need. The last one handed in is the one that counts.

    :raises NotPermitted: if `actor` may not write this shop's goods
    :raises PaperNotAsked: if nothing in the goods asks for such a paper
    :raises FileRefused: if the file cannot be used
    """
    listing = lock_listing(listing.pk)
    policies.can_offer_goods(actor, listing.seller, at=at).require()
    version = latest_version(listing)
    if version is None or group not in {one.group.code for one in papers_asked(listing, version, at=at)}:
        raise PaperNotAsked

    behalf = principal_of(actor, listing.seller, at=at)
    taken = take_private_file(
        file=file, kind=KIND, owner_code=listing.seller.code, actor=actor, on_behalf_of=behalf, at=at
    )
    paper = GoodsPaper.objects.create(
        code=new_code(PREFIX, LENGTH),
        listing=listing,
        group=group,
        file_code=taken.code,
        handed_in_by=actor.code,
        handed_in_at=at,
    )
    facts = {"paper": paper.code, "group": group}
    record("catalog.paper_handed_in", actor=actor, subject_code=listing.code, on_behalf_of=behalf, at=at, facts=facts)
    return paper


@transaction.atomic
def accept_paper(*, paper: GoodsPaper, actor: Actor, at: datetime) -> GoodsPaper:
    """Accept a paper: goods of this kind may be approved now.

    :raises NotPermitted: if `actor` is no operator for this place
    :raises StepNotAllowed: if it was decided before
    """
    return _decide(paper, "accept", reason="", actor=actor, at=at)


@transaction.atomic
def refuse_paper(*, paper: GoodsPaper, reason: str, actor: Actor, at: datetime) -> GoodsPaper:
    """Refuse a paper, or take back that it was accepted, with a reason that the shop reads.

    :raises ReasonMissing: if no reason is given
    """
    said = clean_line(reason)[:500]
    if len(said) < REASON_LEAST:
        raise ReasonMissing
    return _decide(paper, "refuse", reason=said, actor=actor, at=at)


def _decide(paper: GoodsPaper, step: str, *, reason: str, actor: Actor, at: datetime) -> GoodsPaper:
    listing = lock_listing(paper.listing_id)
    paper = GoodsPaper.objects.select_for_update().get(pk=paper.pk)
    policies.can_review_goods(actor, listing, at=at).require()

    paper.status = PaperStatus(PAPER_FLOW.next(step, paper.status))
    paper.decided_by, paper.decided_at, paper.decision_reason = actor.code, at, reason
    paper.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    facts = {"paper": paper.code, "group": paper.group}
    record(f"catalog.paper_{step}", actor=actor, subject_code=listing.code, at=at, facts=facts)
    if reason:
        group = word_group(paper.group)
        text = _("The paper “%(paper)s” came back: %(reason)s") % {
            "paper": group.paper if group else paper.code,
            "reason": reason[:160],
        }
        link = f"/ban-hang/hang/{listing.code}/"
        tell_staff(seller=listing.seller, kind="listing.reviewed", text=text, link=link, about=listing.code, at=at)
    return paper
