"""Mentor pairs: proposed by the commune, accepted by both households themselves, ended by any of them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.consent import agreed
from chophien.lib.errors import Sentence
from chophien.lib.text import clean_line
from chophien.programmes import policies
from chophien.programmes.errors import PairNotFitting
from chophien.programmes.models import MentorPair
from chophien.programmes.selectors.leads import is_lead_household
from chophien.programmes.states import LEAD, PAIR_FLOW, PairStatus
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import first_managers
from chophien.sellers.states import SellerStatus

PREFIX, SYMBOLS = "CD", 8
REASON_MOST = 300
PAGE = "/kem-cap/"
GOING = (PairStatus.PROPOSED, PairStatus.ACTIVE)


@transaction.atomic
def propose_pair(*, lead: Seller, follower: Seller, actor: Actor, at: datetime) -> MentorPair:
    """Propose that one household learns from another of its commune. Both are told; nothing begins without their yes.

    :raises NotPermitted: if `actor` is no officer or operator of the commune
    :raises PairNotFitting: if the first is no lead household or has not agreed to be named as one, or both are the
        same or of different communes
    """
    policies.can_oversee_household(actor, lead, at=at).require()
    policies.can_oversee_household(actor, follower, at=at).require()
    if lead.pk == follower.pk or lead.commune.pk != follower.commune.pk:
        raise PairNotFitting(_("Choose two different households of one commune."))
    if SellerStatus.APPROVED not in {lead.status} & {follower.status}:
        raise PairNotFitting(_("Both shops must be open."))
    if not is_lead_household(lead):
        raise PairNotFitting(_("The one who teaches must be a lead household of the last quarter."))
    if not may_be_named(lead, at=at):
        raise PairNotFitting(_("The one who teaches has not agreed to be named. Ask for it first."))
    going = MentorPair.objects.filter(lead=lead, follower=follower, status__in=GOING)
    for pair in going.order_by("pk"):
        return pair

    pair = MentorPair.objects.create(
        code=new_code(PREFIX, SYMBOLS), lead=lead, follower=follower, proposed_by=actor.code, proposed_at=at
    )
    facts = {"lead": lead.code, "follower": follower.code}
    record("programmes.pair_proposed", actor=actor, subject_code=pair.code, at=at, facts=facts)
    _tell(
        pair,
        lead=_("Your commune asks: would you show %(other)s how you sell? Say yes or no."),
        follower=_("Your commune asks: would you like to learn from %(other)s how they sell? Say yes or no."),
        at=at,
    )
    return pair


@transaction.atomic
def accept_pair(
    *, pair: MentorPair, seller: Seller, actor: Actor, at: datetime, show_progress: bool = False
) -> MentorPair:
    """Say yes for one of the two households. Once both have, the pair begins. Saying it again changes nothing.

    `show_progress` is the follower's own tick: the mentor then sees how it goes, until it is taken back.

    :raises NotPermitted: if `actor` does not manage this household's shop
    :raises StepNotAllowed: if the pair is over
    """
    pair = _held(pair)
    policies.can_speak_for(actor, seller, at=at).require()
    if pair.status == PairStatus.ACTIVE:
        return pair
    after = PAIR_FLOW.next("accept", pair.status)
    if seller.pk == pair.lead_id and pair.lead_said_yes_at is None:
        pair.lead_said_yes_at = at
    elif seller.pk == pair.follower_id and pair.follower_said_yes_at is None:
        pair.follower_said_yes_at = at
        pair.shows_progress_since = at if show_progress else None
    begins = pair.lead_said_yes_at is not None and pair.follower_said_yes_at is not None
    if begins:
        pair.status = PairStatus(after)
    pair.save()
    facts = {"shop": seller.code, "shows": show_progress}
    record("programmes.pair_accepted", actor=actor, subject_code=pair.code, at=at, facts=facts)
    if begins:
        both = _("You and %(other)s now learn together. You can end it at any time.")
        _tell(pair, lead=both, follower=both, at=at)
    return pair


@transaction.atomic
def decline_pair(*, pair: MentorPair, seller: Seller, actor: Actor, at: datetime) -> MentorPair:
    """Say no for one of the two households.

    :raises NotPermitted: if `actor` does not manage this household's shop
    :raises StepNotAllowed: if the pair has begun or is over
    """
    pair = _held(pair)
    policies.can_speak_for(actor, seller, at=at).require()
    return _end(pair, "decline", reason="", actor=actor, at=at)


@transaction.atomic
def end_pair(*, pair: MentorPair, actor: Actor, at: datetime, reason: str = "") -> MentorPair:
    """End a pair. What it was stays as history; the mentor sees nothing more of the follower.

    :raises NotPermitted: if `actor` is neither of the two households nor an officer of their commune
    :raises StepNotAllowed: if the pair is over
    """
    pair = _held(pair)
    policies.can_end_pair(actor, pair, at=at).require()
    pair = _end(pair, "end", reason=clean_line(reason)[:REASON_MOST], actor=actor, at=at)
    over = _("You and %(other)s no longer learn together.")
    _tell(pair, lead=over, follower=over, at=at)
    return pair


@transaction.atomic
def teach_no_more(*, lead: Seller, actor: Actor, at: datetime) -> int:
    """The household agrees no longer to be named: every pair in which it teaches is over. Says how many.

    Whoever calls has made sure that it is the household's own wish.
    """
    pairs = MentorPair.objects.filter(lead=lead, status__in=GOING).order_by("pk")
    over = _("You and %(other)s no longer learn together.")
    ended = [_end(_held(pair), "end", reason="", actor=actor, at=at) for pair in pairs]
    for pair in ended:
        _tell(pair, lead=over, follower=over, at=at)
    return len(ended)


def may_be_named(lead: Seller, *, at: datetime) -> bool:
    """Whether who speaks for the household agreed that others are told how well it sells."""
    owner = first_managers([lead.code], at=at).get(lead.code)
    return agreed(owner.code if owner else "", purpose=LEAD, at=at)


@transaction.atomic
def show_progress(*, pair: MentorPair, shown: bool, actor: Actor, at: datetime) -> MentorPair:
    """Let the mentor see how it goes, or no longer. Only the follower decides.

    :raises NotPermitted: if `actor` does not manage the follower's shop
    """
    pair = _held(pair)
    policies.can_speak_for(actor, pair.follower, at=at).require()
    if (pair.shows_progress_since is not None) != shown:
        pair.shows_progress_since = at if shown else None
        pair.save(update_fields=["shows_progress_since"])
        facts = {"shows": shown}
        record("programmes.pair_progress", actor=actor, subject_code=pair.code, at=at, facts=facts)
    return pair


def _held(pair: MentorPair) -> MentorPair:
    rows = MentorPair.objects.select_for_update(of=("self",))
    return rows.select_related("lead__commune__province", "follower__commune__province").get(pk=pair.pk)


def _end(pair: MentorPair, step: str, *, reason: str, actor: Actor, at: datetime) -> MentorPair:
    pair.status = PairStatus(PAIR_FLOW.next(step, pair.status))
    pair.ended_by, pair.ended_at, pair.end_reason, pair.shows_progress_since = actor.code, at, reason, None
    pair.save()
    record(f"programmes.pair_{step}", actor=actor, subject_code=pair.code, at=at)
    return pair


def _tell(pair: MentorPair, *, lead: Sentence, follower: Sentence, at: datetime) -> None:
    for seller, other, text in ((pair.lead, pair.follower, lead), (pair.follower, pair.lead, follower)):
        tell_managers(
            seller=seller,
            kind="market.news",
            text=text,
            facts={"other": other.name[:60]},
            link=PAGE,
            about=pair.code,
            at=at,
        )
