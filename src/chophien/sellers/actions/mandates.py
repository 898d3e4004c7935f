"""A mandate's life: asked for by a helper, ended by the household, an officer, the helper or the clock."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.messages.actions.telling import tell
from chophien.rules import selectors as rules
from chophien.sellers import policies
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.errors import NoPhoneOfItsOwn, TooManyHouseholds
from chophien.sellers.mandates import mandates_not_over
from chophien.sellers.models import ConsentCode, Mandate, Seller
from chophien.sellers.selectors.helping import lock_mandate
from chophien.sellers.selectors.shops import lock_seller, managers_of, sellers_managed_by
from chophien.sellers.states import MANDATE_FLOW, Deed, MandateStatus

PREFIX, SYMBOLS = "UQ", 8
REASON_MOST = 300
REPLACED = "replaced"
MINE = "/uy-quyen/"


@transaction.atomic
def ask_for_mandate(
    *,
    seller: Seller,
    deeds: Collection[str],
    valid_until: date,
    actor: Person,
    at: datetime,
    valid_from: date | None = None,
) -> Mandate:
    """Ask a household to let `actor` do these things in its name. It counts once the household has said yes itself.

    Asking again before that changes what is asked; codes that were sent for the earlier question no longer count.

    :raises NotPermitted: if `actor` is no community helper of the household's commune, or works for the shop
    :raises NoPhoneOfItsOwn: if nobody but the helper manages the shop
    :raises Invalid: if no deed is named, or the days are none that a mandate may have
    :raises TooManyHouseholds: if the helper helps as many households as one may
    """
    Person.objects.select_for_update().get(pk=actor.pk)
    seller = lock_seller(seller.pk)
    policies.can_open_for_others(actor, seller.commune, at=at).require()
    if [one.code for one in managers_of(seller, at=at)] == [actor.code]:
        raise NoPhoneOfItsOwn
    policies.can_ask_for_mandate(actor, seller, at=at).require()
    begins = valid_from or local_date(at)
    asked = _tidy(deeds, begins, valid_until, at=at)
    refuse_too_many(actor, seller, at=at)

    open_one = Mandate.objects.filter(seller=seller, helper=actor, status=MandateStatus.ASKED).first()
    mandate = open_one or Mandate(code=new_code(PREFIX, SYMBOLS), seller=seller, helper=actor)
    mandate.deeds, mandate.valid_from, mandate.valid_until = asked, begins, valid_until
    mandate.asked_by, mandate.asked_at = actor.code, at
    mandate.save()
    ConsentCode.objects.filter(mandate=mandate, used_at__isnull=True).update(used_at=at)

    _note("asked", mandate, actor=actor, at=at, facts={"deeds": asked, "until": valid_until.isoformat()})
    tell_managers(
        seller=seller,
        kind="mandate.asked",
        text=_("%(helper)s asks to help %(shop)s sell until %(day)s. Nothing begins without your own yes."),
        facts=_facts(mandate),
        link=f"/gian-hang-cua-toi/{seller.code}/nguoi-giup/",
        about=mandate.code,
        at=at,
    )
    return mandate


@transaction.atomic
def decline_mandate(*, mandate: Mandate, actor: Actor, at: datetime) -> Mandate:
    """Say no to what was asked, or take the question back. Saying it again changes nothing.

    :raises NotPermitted: if `actor` is neither of the household, nor the helper, nor an officer of the area
    :raises StepNotAllowed: if it was given meanwhile
    """
    mandate = lock_mandate(mandate.pk)
    policies.can_end_mandate(actor, mandate, at=at).require()
    if mandate.status == MandateStatus.DECLINED:
        return mandate
    return _end(mandate, "decline", reason="", actor=actor, at=at)


@transaction.atomic
def revoke_mandate(*, mandate: Mandate, actor: Actor, at: datetime, reason: str = "") -> Mandate:
    """End a mandate at once: the very next act in the household's name is refused. Ending it again changes nothing.

    :raises NotPermitted: if `actor` is neither of the household, nor the helper, nor an officer of the area
    :raises StepNotAllowed: if it was never given
    """
    mandate = lock_mandate(mandate.pk)
    policies.can_end_mandate(actor, mandate, at=at).require()
    if mandate.status in {MandateStatus.REVOKED, MandateStatus.EXPIRED}:
        return mandate
    return _end(mandate, "revoke", reason=clean_line(reason)[:REASON_MOST], actor=actor, at=at)


@transaction.atomic
def revoke_helpers_of(*, person: Person, at: datetime) -> list[Mandate]:
    """End every mandate of the households that `person` manages: ``HUY`` by SMS. Returns those that ended."""
    sellers = sellers_managed_by(person, at=at).values("pk")
    given = Mandate.objects.filter(seller__in=sellers, status=MandateStatus.GIVEN).order_by("pk")
    return [revoke_mandate(mandate=one, actor=person, at=at) for one in given]


@transaction.atomic
def warn_of_end(*, mandate: Mandate, actor: Actor, at: datetime) -> bool:
    """Tell the household and its helper, once, that a mandate ends soon. Returns whether there was something to say."""
    mandate = lock_mandate(mandate.pk)
    soon = local_date(at) + timedelta(days=rules.whole("sellers.mandate_warning_days", at=at))
    if mandate.status != MandateStatus.GIVEN or mandate.warned_at is not None or mandate.valid_until > soon:
        return False
    mandate.warned_at = at
    mandate.save(update_fields=["warned_at"])
    _note("expiring", mandate, actor=actor, at=at)
    _tell_both(mandate, _("%(helper)s may help %(shop)s sell until %(day)s. After that you have to agree anew."), at=at)
    return True


@transaction.atomic
def expire_mandate(*, mandate: Mandate, actor: Actor, at: datetime) -> bool:
    """End a mandate whose last day is over, or a question that nobody answered. Returns whether it was ended."""
    mandate = lock_mandate(mandate.pk)
    if not MANDATE_FLOW.allows("expire", mandate.status) or mandate.valid_until >= local_date(at):
        return False
    _end(mandate, "expire", reason="", actor=actor, at=at)
    return True


def replace_given(mandate: Mandate, *, actor: Actor, at: datetime) -> None:
    """End the mandate that the household gave this helper before, because another one takes its place."""
    for before in Mandate.objects.filter(seller=mandate.seller, helper=mandate.helper, status=MandateStatus.GIVEN):
        _end(lock_mandate(before.pk), "revoke", reason=REPLACED, actor=actor, at=at, quietly=True)


def refuse_too_many(helper: Person, seller: Seller, *, at: datetime) -> None:
    """Let one more household pass, beside those that gave the helper a mandate. The caller holds the helper's row.

    :raises TooManyHouseholds: if the helper helps as many as one may
    """
    most = rules.whole("sellers.helper_households", at=at)
    helped = mandates_not_over(at=at).filter(helper=helper).exclude(seller=seller)
    if helped.values("seller").distinct().count() >= most:
        raise TooManyHouseholds(most=most)


def mandate_facts(mandate: Mandate) -> dict[str, object]:
    """What messages about a mandate say."""
    return _facts(mandate)


def _end(mandate: Mandate, step: str, *, reason: str, actor: Actor, at: datetime, quietly: bool = False) -> Mandate:
    mandate.status = MANDATE_FLOW.next(step, mandate.status)
    mandate.ended_by, mandate.ended_at, mandate.end_reason = actor.code, at, reason
    mandate.save(update_fields=["status", "ended_by", "ended_at", "end_reason"])
    _note(mandate.status, mandate, actor=actor, at=at)
    if not quietly:
        sentences = {
            MandateStatus.REVOKED: _("%(helper)s no longer helps %(shop)s sell."),
            MandateStatus.EXPIRED: _("The time for which %(helper)s might help %(shop)s sell is over."),
            MandateStatus.DECLINED: _("Nothing was agreed: %(helper)s does not help %(shop)s sell."),
        }
        _tell_both(mandate, sentences[MandateStatus(mandate.status)], kind="mandate.ended", at=at)
    return mandate


def _tidy(deeds: Collection[str], begins: date, valid_until: date, *, at: datetime) -> list[str]:
    """The deeds in their usual order.

    :raises Invalid: naming each answer that cannot be used
    """
    faults: dict[str, list[Sentence]] = {}
    if not deeds or not set(deeds) <= set(Deed.values):
        faults["deeds"] = [_("Choose at least one thing you may do.")]
    today, most = local_date(at), rules.whole("sellers.mandate_days_most", at=at)
    if begins < today or valid_until < begins:
        faults["valid_until"] = [_("Choose a day that is still to come.")]
    elif valid_until > today + timedelta(days=most):
        latest = format_date(today + timedelta(days=most))
        faults["valid_until"] = [_("The latest possible day is %(day)s.") % {"day": latest}]
    if faults:
        raise Invalid(faults)
    return [deed for deed in Deed.values if deed in set(deeds)]


def _facts(mandate: Mandate) -> dict[str, object]:
    helper = mandate.helper
    return {
        "helper": helper.name[:30] or helper.phone,
        "shop": mandate.seller.name[:40],
        "day": format_date(mandate.valid_until),
    }


def _note(
    what: str, mandate: Mandate, *, actor: Actor, at: datetime, facts: Mapping[str, object] | None = None
) -> None:
    said = {"mandate": mandate.code, "helper": mandate.helper.code, **(facts or {})}
    record(f"sellers.mandate_{what}", actor=actor, subject_code=mandate.seller.code, at=at, facts=said)


def _tell_both(mandate: Mandate, text: Sentence, *, at: datetime, kind: str = "mandate.expiring") -> None:
    facts = _facts(mandate)
    tell_managers(
        seller=mandate.seller,
        kind=kind,
        text=text,
        facts=facts,
        link=f"/gian-hang-cua-toi/{mandate.seller.code}/nguoi-giup/",
        about=mandate.code,
        at=at,
    )
    tell(
        kind=kind,
        person_code=mandate.helper.code,
        text=text,
        facts=facts,
        link=MINE,
        about=mandate.code,
        at=at,
    )
