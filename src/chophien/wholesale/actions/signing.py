"""Both sides' yes to a contract by a code, or one side's no."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_pin, token_digest, token_matches
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid, NotPermitted
from chophien.messages.actions.telling import send_sms
from chophien.rules import selectors as rules
from chophien.wholesale import policies
from chophien.wholesale.actions.agreeing import agree_to_regulations
from chophien.wholesale.actions.deposits import open_deposit
from chophien.wholesale.actions.telling import tell_both
from chophien.wholesale.errors import (
    ContractCodeOld,
    ContractCodeWrong,
    TermsChanged,
)
from chophien.wholesale.models import Contract, Signature
from chophien.wholesale.selectors.contracts import lock_contract, signed_by, terms_digest
from chophien.wholesale.states import CONTRACT_FLOW, Party

TRIES_MOST = 5


@transaction.atomic
def send_contract_code(*, contract: Contract, actor: Person, at: datetime) -> Signature:
    """Send the code by which one side says yes to the contract as it stands now.

    :raises NotPermitted: if `actor` speaks for neither side
    :raises StepNotAllowed: unless it is a draft
    :raises Invalid: without a number to send it to, or while nobody is named who receives the goods
    """
    held = lock_contract(contract.pk)
    party = _party(actor, held, at=at)
    CONTRACT_FLOW.next("agree", held.status)
    if not held.contact_name or not held.contact_phone:
        raise Invalid({"contact_name": [_("Write first who receives the goods, and where.")]})
    if held.deposit_on is not None and held.deposit_on < local_date(at):
        raise Invalid({"deposit_on": [_("The day of the deposit is over. Change it first.")]})
    if not actor.mobile:
        raise Invalid({"code": [_("Your account has no mobile number to send a code to.")]})
    recent = Signature.objects.filter(contract=held, person=actor, sent_at__gt=at - timedelta(hours=1)).count()
    if recent >= rules.whole("accounts.codes_per_hour", at=at):
        raise Invalid({"code": [_("Too many codes were sent within an hour. Try again later.")]})
    minutes = rules.whole("accounts.code_minutes", at=at)
    pin = new_pin()
    sent = Signature.objects.create(
        contract=held,
        party=party,
        person=actor,
        terms_digest=terms_digest(held),
        pin_digest=token_digest(f"{held.code}\n{pin}"),
        sent_at=at,
        expires_at=at + timedelta(minutes=minutes),
    )
    send_sms(
        phone=actor.mobile,
        text=_("Cho Phien: %(pin)s confirms contract %(code)s, good for %(minutes)s min. Never tell it to anybody."),
        facts={"pin": pin, "code": held.code, "minutes": minutes},
        language=actor.language,
        about=held.code,
        secret=True,
        at=at,
    )
    record("wholesale.code_sent", actor=actor, subject_code=held.code, at=at, facts={"party": party.value})
    return sent


def sign_contract(
    *, contract: Contract, pin: str, actor: Person, at: datetime, consent: bool = False, seen_regulation: str = ""
) -> Contract:
    """One side says yes by the code of the newest message. With the second yes the contract is in force.

    The buyer also agrees to the market's regulations, in the version seen: every delivery rests on that. A wrong try is
    written down although it fails.

    :raises NotPermitted: if `actor` speaks for neither side
    :raises ContractCodeWrong: if it is another code
    :raises ContractCodeOld: if there is none that still counts
    :raises TermsChanged: if the terms are no longer those that the code was sent for
    :raises StepNotAllowed: unless it is a draft
    :raises Invalid: if the buyer has not ticked the box of the regulations
    :raises RegulationsChanged: if other regulations are in force than the buyer saw
    """
    refusal: DomainError | None = None
    with transaction.atomic():
        held = lock_contract(contract.pk)
        party = _party(actor, held, at=at)
        after = CONTRACT_FLOW.next("agree", held.status)
        agreed = agree_to_regulations(consent=consent, seen=seen_regulation, at=at) if party == Party.BUYER else None
        newest = Signature.objects.filter(contract=held, person=actor).order_by("-pk").first()
        refusal = _why_not(newest, held, pin, at=at)
        if newest is not None and refusal is None:
            newest.confirmed_at, newest.regulation = at, agreed.regulation if agreed else None
            newest.save(update_fields=["confirmed_at", "regulation"])
            facts = {"party": party.value, "digest": newest.terms_digest}
            facts |= {"regulations": agreed.regulation.version} if agreed else {}
            record("wholesale.contract_signed", actor=actor, subject_code=held.code, at=at, facts=facts)
            if len(signed_by(held, digest=newest.terms_digest)) == len(Party):
                held.status, held.agreed_at = after, at
                held.save(update_fields=["status", "agreed_at"])
                open_deposit(held)
                tell_both(held, _("The contract %(code)s is in force: both sides have confirmed it."), at=at)
            return held
    raise refusal or ContractCodeOld


@transaction.atomic
def call_off(*, contract: Contract, actor: Actor, at: datetime) -> Contract:
    """One side does not want the contract; nothing was agreed yet.

    :raises NotPermitted: if `actor` speaks for neither side
    :raises StepNotAllowed: once it is agreed
    """
    held = lock_contract(contract.pk)
    policies.can_agree(actor, held, at=at).require()
    held.status = CONTRACT_FLOW.next("call_off", held.status)
    held.ended_at = at
    held.save(update_fields=["status", "ended_at"])
    tell_both(held, _("The contract %(code)s was called off before it was agreed."), at=at)
    record("wholesale.contract_called_off", actor=actor, subject_code=held.code, at=at)
    return held


def _party(actor: Actor, held: Contract, *, at: datetime) -> Party:
    party = policies.party_of(actor, held, at=at)
    if party is None:
        raise NotPermitted(_("Only the buyer and the shop's manager decide about this contract."))
    return party


def _why_not(newest: Signature | None, held: Contract, pin: str, *, at: datetime) -> DomainError | None:
    if newest is None or newest.confirmed_at or newest.expires_at < at or newest.wrong_tries >= TRIES_MOST:
        return ContractCodeOld()
    if not token_matches(f"{held.code}\n{pin.strip()}", newest.pin_digest):
        newest.wrong_tries += 1
        newest.save(update_fields=["wrong_tries"])
        return ContractCodeWrong()
    return None if newest.terms_digest == terms_digest(held) else TermsChanged()
