"""What commune and province do with an OCOP dossier: points of their own, back, on, up, and the decision."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.catalog.actions.certificates import CertificateText, add_certificate, verify_certificate
from chophien.catalog.errors import ReasonMissing
from chophien.catalog.states import CertificateKind
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.dates import last_of_months, local_date
from chophien.lib.errors import Sentence, StepNotAllowed
from chophien.lib.text import clean_line
from chophien.ocop import policies
from chophien.ocop.actions._steps import lock, take
from chophien.ocop.actions.filling import NOTE_MOST, keep_marks
from chophien.ocop.criteria import version
from chophien.ocop.errors import DecisionBeforeRules, DecisionIncomplete, NoSuchAnswer, StarsNotTheirs
from chophien.ocop.models import Dossier
from chophien.ocop.selectors.sheets import sheet_of
from chophien.ocop.states import DossierStatus, Level
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_staff

REASON_LEAST, NUMBER_MOST = 5, 80
PAGE = "/ban-hang/ocop/"
LEVEL_OF = {DossierStatus.COMMUNE: Level.COMMUNE, DossierStatus.PROVINCE: Level.PROVINCE}


@transaction.atomic
def judge(
    *, dossier: Dossier, answers: Mapping[str, int], actor: Actor, at: datetime, notes: Mapping[str, str] | None = None
) -> Dossier:
    """Give points where commune or province found otherwise; the commune for its own criteria only.

    :raises NotPermitted: if `actor` does not judge where the dossier lies
    :raises StepNotAllowed: if it lies with the shop, or was decided
    :raises NoSuchAnswer: if a question is not on the sheet, or is not the commune's
    """
    dossier = lock(dossier)
    level = _level(dossier, actor, at=at)
    if level == Level.COMMUNE:
        theirs = {one.key for one in sheet_of(dossier) if one.by_commune}
        if set(answers) - theirs:
            raise NoSuchAnswer
    keep_marks(dossier, level, answers, notes=notes, actor=actor, at=at)
    return dossier


@transaction.atomic
def give_back(*, dossier: Dossier, reason: str, actor: Actor, at: datetime) -> Dossier:
    """Give the dossier back to the shop with what is missing; its people are told.

    :raises NotPermitted: if `actor` does not judge where the dossier lies
    :raises ReasonMissing: without a reason
    :raises StepNotAllowed: if it cannot be given back from here
    """
    dossier = lock(dossier)
    _level(dossier, actor, at=at)
    why = clean_line(reason)[:NOTE_MOST]
    if len(why) < REASON_LEAST:
        raise ReasonMissing
    take(dossier, "give_back", actor=actor, at=at, note=why)
    text = _("OCOP dossier %(code)s came back: %(reason)s")
    _tell(dossier, text, {"code": dossier.code, "reason": why[:160]}, at=at)
    return dossier


@transaction.atomic
def forward(*, dossier: Dossier, actor: Actor, at: datetime) -> Dossier:
    """The commune sends the dossier on to the province.

    :raises NotPermitted: if `actor` is no officer of the commune
    :raises StepNotAllowed: if it does not lie with the commune
    """
    dossier = lock(dossier)
    policies.can_judge_for_commune(actor, dossier.seller, at=at).require()
    return take(dossier, "forward", actor=actor, at=at)


@transaction.atomic
def send_up(*, dossier: Dossier, actor: Actor, at: datetime) -> Dossier:
    """The province sends a candidate for five stars to the national council.

    :raises NotPermitted: if `actor` is no officer of the province
    :raises StepNotAllowed: if it does not lie with the province
    """
    dossier = lock(dossier)
    policies.can_judge_for_province(actor, dossier.seller, at=at).require()
    return take(dossier, "send_up", actor=actor, at=at)


@transaction.atomic
def decide(*, dossier: Dossier, stars: int, number: str, decided_on: date, actor: Actor, at: datetime) -> Dossier:
    """Enter a council's decision. From `ocop.certified_from_stars` on the goods get their certificate, for
    `ocop.certificate_months`; how many stars each council gives is the rule of the day on which it decided.

    :raises NotPermitted: if `actor` is no officer of the province or operator
    :raises StarsNotTheirs: if the province gives more than four, or the stars are none
    :raises DecisionIncomplete: without a number, or on a day that is not over
    :raises DecisionBeforeRules: on a day before the first rules of that council that are known
    :raises StepNotAllowed: if it lies with neither council
    """
    dossier = lock(dossier)
    policies.can_judge_for_province(actor, dossier.seller, at=at).require()
    words = clean_line(number)[:NUMBER_MOST]
    if not words or decided_on > local_date(at):
        raise DecisionIncomplete
    council = "centre" if dossier.status == DossierStatus.CENTRE else "province"
    try:
        most = rules.whole(f"ocop.{council}_most_stars", at=decided_on)
    except rules.RuleMissing as unknown:
        raise DecisionBeforeRules from unknown
    if not 0 <= stars <= most:
        raise StarsNotTheirs
    dossier.stars, dossier.decision_number, dossier.decided_on = stars, words, decided_on
    take(dossier, "decide", actor=actor, at=at, note=words)
    if stars >= rules.whole("ocop.certified_from_stars", at=decided_on):
        _certify(dossier, at=at)
    text = _("OCOP dossier %(code)s was decided: %(stars)s stars, decision %(number)s.")
    _tell(dossier, text, {"code": dossier.code, "stars": stars, "number": words}, at=at)
    return dossier


def _certify(dossier: Dossier, *, at: datetime) -> None:
    day = dossier.decided_on or local_date(at)
    months = rules.whole("ocop.certificate_months", at=day)
    text = CertificateText(
        kind=CertificateKind.OCOP,
        number=dossier.decision_number,
        issuer="",
        valid_from=day,
        valid_to=last_of_months(day, months),
        stars=dossier.stars,
        criteria_version=version(dossier.version).key,
    )
    made = add_certificate(seller=dossier.seller, text=text, listings=[dossier.listing], actor=SYSTEM, at=at)
    dossier.certificate = verify_certificate(certificate=made, actor=SYSTEM, at=at)
    dossier.save(update_fields=["certificate"])


def _level(dossier: Dossier, actor: Actor, *, at: datetime) -> Level:
    if dossier.status not in LEVEL_OF:
        raise StepNotAllowed(step="judge", status=dossier.status)
    level = LEVEL_OF[DossierStatus(dossier.status)]
    asked = policies.can_judge_for_commune if level == Level.COMMUNE else policies.can_judge_for_province
    asked(actor, dossier.seller, at=at).require()
    return level


def _tell(dossier: Dossier, text: Sentence, facts: Mapping[str, object], *, at: datetime) -> None:
    tell_staff(
        seller=dossier.seller,
        text=text,
        facts=facts,
        link=f"{PAGE}{dossier.code}/",
        about=dossier.code,
        kind="listing.reviewed",
        at=at,
    )
