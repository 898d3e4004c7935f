"""Deciding that a shop is to be helped, on evidence, for some time; ending that; and looking at it for a purpose."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import NotFound
from chophien.lib.text import clean_line
from chophien.regulations.states import SupportTarget
from chophien.sellers import policies
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.errors import NotDecided, ReasonMissing, SupportOver
from chophien.sellers.models import Seller, SupportDecision, SupportEnding
from chophien.sellers.sealed import target_of
from chophien.sellers.selectors.shops import lock_seller
from chophien.sellers.selectors.support import decisions_about
from chophien.uploads.actions.papers import open_private_file, take_private_file
from chophien.uploads.actions.sent import OpenedFile, SentFile
from chophien.uploads.sealing import seal
from chophien.uploads.selectors import private_file

COMPUTED = frozenset({SupportTarget.REGION_III, SupportTarget.COOPERATIVE})
DECIDABLE = tuple(target for target in SupportTarget if target not in COMPUTED)
PAPER = "support"
NUMBER_MOST, NAME_MOST, REASON_MOST = 60, 160, 300
FEES = "/ban-hang/phi/"


@dataclass(frozen=True)
class Ruling:
    """An authority's decision as it stands on paper: what for, number, day, whose, who pays, from when to when."""

    target: SupportTarget
    number: str
    issued_on: date
    issued_by: str
    funder: str
    since: date
    until: date


@transaction.atomic
def decide_support(
    *, seller: Seller, ruling: Ruling, evidence: SentFile, actor: Actor, at: datetime
) -> SupportDecision:
    """Count a shop among those to be helped, from one day to another. The trail says that, not as whom.

    :raises NotPermitted: if `actor` is no officer of the area, or works for the shop
    :raises NotDecided: if that is computed, something is not said, or the days are the wrong way round
    :raises FileRefused: if the evidence is no paper
    """
    policies.can_record_support(actor, seller, at=at).require()
    number, issued_by = clean_line(ruling.number)[:NUMBER_MOST], clean_line(ruling.issued_by)[:NAME_MOST]
    funder = clean_line(ruling.funder)[:NAME_MOST]
    out_of_order = ruling.until < ruling.since or ruling.issued_on > local_date(at)
    if ruling.target in COMPUTED or out_of_order or not (number and issued_by and funder):
        raise NotDecided
    paper = take_private_file(file=evidence, kind=PAPER, owner_code=seller.code, actor=actor, at=at, name="ho-tro")
    decision = SupportDecision.objects.create(
        code=new_code("HT", 8),
        seller=seller,
        sealed=seal(ruling.target.value.encode()),
        evidence_code=paper.code,
        number=number,
        issued_on=ruling.issued_on,
        issued_by=issued_by,
        funder=funder,
        valid_from=ruling.since,
        valid_to=ruling.until,
        decided_by=actor.code,
        decided_at=at,
    )
    record("sellers.support_decided", actor=actor, subject_code=seller.code, at=at, facts={"decision": decision.code})
    tell_managers(
        seller=seller,
        kind="shop.news",
        text=_("From %(since)s to %(until)s %(funder)s bears fees of your shop for you."),
        facts={"since": format_date(ruling.since), "until": format_date(ruling.until), "funder": funder},
        link=FEES,
        about=seller.code,
        at=at,
    )
    return decision


@transaction.atomic
def end_support(*, decision: SupportDecision, last_on: date, reason: str, actor: Actor, at: datetime) -> SupportEnding:
    """Have a decision count no longer than `last_on`, at the earliest until yesterday. It stays as it was written.

    :raises NotPermitted: as `decide_support`
    :raises ReasonMissing: if it is not said why
    :raises SupportOver: if it was ended already, or would not end earlier than it does by itself, or in the past
    """
    seller = lock_seller(decision.seller_id)
    policies.can_record_support(actor, seller, at=at).require()
    why = clean_line(reason)[:REASON_MOST]
    if not why:
        raise ReasonMissing
    yesterday = local_date(at) - timedelta(days=1)
    ended = SupportEnding.objects.filter(decision=decision).exists()
    if ended or not yesterday <= last_on < decision.valid_to:
        raise SupportOver
    ending = SupportEnding.objects.create(
        decision=decision, last_on=last_on, reason=why, ended_by=actor.code, ended_at=at
    )
    facts = {"decision": decision.code, "last_on": last_on.isoformat()}
    record("sellers.support_ended", actor=actor, subject_code=seller.code, at=at, facts=facts)
    tell_managers(
        seller=seller,
        kind="shop.news",
        text=_("%(funder)s bears fees of your shop until %(day)s, not longer."),
        facts={"funder": decision.funder, "day": format_date(last_on)},
        link=FEES,
        about=seller.code,
        at=at,
    )
    return ending


@transaction.atomic
def look_at_support(*, seller: Seller, actor: Actor, purpose: str, at: datetime) -> dict[str, SupportTarget]:
    """What each decision about a shop is for, by its code, for a purpose that is written down first.

    :raises NotPermitted: as `decide_support`
    :raises PurposeMissing: if no purpose is stated
    """
    policies.can_record_support(actor, seller, at=at).require()
    record_look("sellers.support", actor=actor, subject_code=seller.code, purpose=purpose, at=at)
    return {decision.code: target_of(decision) for decision in decisions_about(seller)}


@transaction.atomic
def look_at_support_paper(*, decision: SupportDecision, actor: Actor, purpose: str, at: datetime) -> OpenedFile:
    """The paper that a decision stands on, for a purpose that is written down first.

    :raises NotPermitted: as `decide_support`
    :raises NotFound: if the file is gone
    :raises PurposeMissing: if no purpose is stated
    """
    policies.can_record_support(actor, decision.seller, at=at).require()
    paper = private_file(decision.evidence_code, owner_code=decision.seller.code)
    if paper is None:
        raise NotFound
    return open_private_file(paper=paper, actor=actor, purpose=purpose, at=at)
