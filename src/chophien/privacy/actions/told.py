"""A household says to its helper or at the office what its data may be used for: by code, voice or signature."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.lib.codes import new_pin
from chophien.lib.errors import DomainError, Invalid, NotFound, NotPermitted, Sentence
from chophien.lib.text import clean_line
from chophien.messages.actions.telling import send_sms, tell, wipe_secret
from chophien.privacy import policies
from chophien.privacy.actions.consents import Told, settle
from chophien.privacy.errors import NobodyMeant, NothingToTakeBack, WitnessNeeded
from chophien.privacy.models import ConsentPin, ConsentStep
from chophien.privacy.selectors.register import choices_of
from chophien.privacy.states import Channel
from chophien.rules import selectors as rules
from chophien.sellers.actions.evidence import EVIDENCE, Witness, checked_witness, drawn
from chophien.sellers.errors import ConsentCodeTooOld, ConsentCodeWrong, NoPhoneOfItsOwn, TooManyConsentCodes
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import first_managers
from chophien.sellers.states import ConsentWay
from chophien.uploads.actions.papers import open_private_file, take_private_file
from chophien.uploads.actions.recordings import play_recording, take_recording
from chophien.uploads.actions.sent import OpenedFile, SentFile
from chophien.uploads.errors import FileRefused
from chophien.uploads.models import Recording
from chophien.uploads.selectors import private_file

WITNESS_MOST = 100


@dataclass(frozen=True)
class Party:
    """Whose data it is, for which shop, and through whom."""

    seller: Seller
    person: Person
    channel: Channel

    def told(self, way: ConsentWay, *, file_code: str = "", witness: str = "") -> Told:
        return Told(self.channel, way.value, file_code, witness, self.seller.code)


@transaction.atomic
def send_code(*, seller: Seller, agreed: Collection[str], actor: Actor, at: datetime) -> ConsentPin:
    """Send the household a code that agrees to exactly these purposes and to no other. Nobody else sees it.

    :raises NotPermitted: if `actor` neither helps the household nor is an officer of its place
    :raises NobodyMeant, NoPhoneOfItsOwn, TooManyConsentCodes: as the names say
    """
    party = party_of(seller, actor=actor, at=at)
    person = Person.objects.select_for_update().get(pk=party.person.pk)
    if not person.mobile:
        raise NoPhoneOfItsOwn(_("This household has no phone. Record its voice, or let it sign before a witness."))
    recent = ConsentPin.objects.filter(person=person, sent_at__gt=at - timedelta(days=1))
    if recent.count() >= rules.whole("sellers.consent_codes_per_day", at=at):
        raise TooManyConsentCodes
    known = {choice.purpose.key for choice in choices_of(person, at=at)}
    purposes, pin = sorted(known & set(agreed)), new_pin()
    minutes = timedelta(minutes=rules.whole("sellers.consent_code_minutes", at=at))
    row = ConsentPin.objects.create(
        person=person,
        purposes=purposes,
        digest=_digest(person, purposes, pin),
        asked_by=actor.code,
        sent_at=at,
        expires_at=at + minutes,
    )
    send_sms(
        phone=person.phone,
        text=_(
            "Cho Phien: to let your data serve the %(count)s purposes read to you, read out the code %(pin)s. "
            "If not, tell nobody."
        ),
        facts={"count": len(purposes), "pin": pin},
        language=person.language,
        about=_about(row),
        secret=True,
        at=at,
    )
    facts = {"count": len(purposes)}
    record(
        "privacy.consent_code_sent", actor=actor, subject_code=person.code, on_behalf_of=seller.code, at=at, facts=facts
    )
    return row


def agree_by_code(*, seller: Seller, code: str, actor: Actor, at: datetime) -> list[ConsentStep]:
    """The household read the code from its own phone. Call it outside a transaction: wrong tries count.

    :raises NotPermitted, NobodyMeant: as `send_code`
    :raises ConsentCodeWrong, ConsentCodeTooOld: if it is not the code that was sent last, or no longer counts
    """
    with transaction.atomic(durable=True):
        party = party_of(seller, actor=actor, at=at)
        person = Person.objects.select_for_update().get(pk=party.person.pk)
        newest = ConsentPin.objects.filter(person=person, asked_by=actor.code).order_by("-pk").first()
        refusal = _why_not(newest, person, code, at=at)
        if newest is not None and refusal is None:
            newest.used_at = at
            newest.save(update_fields=["used_at"])
            wipe_secret(about=_about(newest), at=at)
            return _keep(party, newest.purposes, party.told(ConsentWay.CODE), actor=actor, at=at)
    raise refusal or ConsentCodeTooOld


@transaction.atomic
def agree_by_voice(
    *, seller: Seller, agreed: Collection[str], file: SentFile, actor: Actor, at: datetime
) -> list[ConsentStep]:
    """The household said aloud what it agrees to; the recording is kept sealed.

    :raises NotPermitted, NobodyMeant: as `send_code`
    :raises FileRefused: if the recording cannot be used
    """
    party = party_of(seller, actor=actor, at=at)
    voice = take_recording(
        file=file, owner_code=party.person.code, kind=EVIDENCE, actor=actor, on_behalf_of=seller.code, at=at
    )
    return _keep(party, agreed, party.told(ConsentWay.VOICE, file_code=voice.code), actor=actor, at=at)


@transaction.atomic
def agree_by_signature(
    *,
    seller: Seller,
    agreed: Collection[str],
    drawing: str,
    paper: SentFile | None,
    witness: Witness,
    actor: Actor,
    at: datetime,
) -> list[ConsentStep]:
    """The household signed or thumbed before a witness: on paper, of which a photo is sent, else on the screen.

    :raises NotPermitted, NobodyMeant: as `send_code`
    :raises Invalid: if nothing was drawn or the photo cannot be used, or the witness is one of the two
    """
    party = party_of(seller, actor=actor, at=at)
    faults: dict[str, list[Sentence]] = {}
    hand = actor if isinstance(actor, Person) else party.person
    names, phones = (hand.name, party.person.name, seller.name), (hand.phone, party.person.phone)
    tidy = checked_witness(witness, names=names, phones=phones, faults=faults)
    picture = drawn(drawing) if paper is None else None
    if paper is None and picture is None:
        faults["drawing"] = [_("Sign in the field with a finger, or send a photo of the signed paper.")]
    if faults:
        raise Invalid(faults)
    way = ConsentWay.PAPER if paper is not None else ConsentWay.DRAWN
    file = paper if paper is not None else BytesIO(picture or b"")
    try:
        kept = take_private_file(
            file=file,
            kind=EVIDENCE,
            owner_code=party.person.code,
            actor=actor,
            on_behalf_of=seller.code,
            at=at,
            name=way.value,
        )
    except FileRefused as refusal:
        raise Invalid({"paper": [str(refusal)]}) from refusal
    return _keep(party, agreed, party.told(way, file_code=kept.code, witness=tidy.name), actor=actor, at=at)


@transaction.atomic
def take_back(*, seller: Seller, keys: Collection[str], witness: str, actor: Actor, at: datetime) -> list[ConsentStep]:
    """The household takes something back. That is as easy as can be: who was there is written down, nothing more.

    :raises NotPermitted, NobodyMeant: as `send_code`
    :raises WitnessNeeded: if nobody is named
    :raises NothingToTakeBack: if it did not agree to any of these
    """
    party = party_of(seller, actor=actor, at=at)
    heard = clean_line(witness)[:WITNESS_MOST]
    if not heard:
        raise WitnessNeeded
    given = {choice.purpose.key for choice in choices_of(party.person, at=at) if choice.given}
    if not given & set(keys):
        raise NothingToTakeBack
    told = Told(party.channel, witness=heard, on_behalf_of=seller.code)
    return _keep(party, given - set(keys), told, actor=actor, at=at)


@transaction.atomic
def look_at_evidence(*, step: ConsentStep, seller: Seller, purpose: str, actor: Actor, at: datetime) -> OpenedFile:
    """See or hear how a household said it, for a purpose that is written down first.

    :raises NotPermitted: if `actor` is no officer of its place
    :raises NotFound: if there is nothing to see
    :raises PurposeMissing: if no purpose is stated
    """
    policies.can_look_at_evidence(actor, seller, at=at).require()
    owner = step.person.code
    if step.way == ConsentWay.VOICE:
        voice = Recording.objects.filter(code=step.file_code, owner_code=owner).first()
        if voice is None:
            raise NotFound
        record_look("uploads.consent", actor=actor, subject_code=owner, purpose=purpose, at=at)
        return play_recording(recording=voice)
    kept = private_file(step.file_code, owner_code=owner) if step.file_code else None
    if kept is None:
        raise NotFound
    return open_private_file(paper=kept, purpose=purpose, actor=actor, at=at)


def party_of(seller: Seller, *, actor: Actor, at: datetime) -> Party:
    """Whose data it is, if `actor` may write down what they say.

    :raises NotPermitted, NobodyMeant: as `send_code`; for oneself one's own page is there
    """
    policies.can_ask_for_household(actor, seller, at=at).require()
    person = first_managers([seller.code], at=at).get(seller.code)
    if person is None:
        raise NobodyMeant
    if person.code == actor.code:
        raise NotPermitted(_("These are your own data. Choose on your own page."))
    channel = Channel.HELPER if policies.helps(actor, seller, at=at) else Channel.OFFICE
    return Party(seller, person, channel)


def _keep(party: Party, agreed: Collection[str], told: Told, *, actor: Actor, at: datetime) -> list[ConsentStep]:
    steps = settle(person=party.person, agreed=agreed, told=told, actor=actor, at=at)
    if steps:
        tell(
            person_code=party.person.code,
            kind="privacy.answer",
            text=_("It was written down for you what your data may be used for. Look whether it is right."),
            link="/toi/du-lieu/",
            about=party.person.code,
            at=at,
        )
    return steps


def _why_not(newest: ConsentPin | None, person: Person, typed: str, *, at: datetime) -> DomainError | None:
    """Why the typed code is no yes, or None. A wrong try is counted."""
    most = rules.whole("sellers.consent_code_tries", at=at)
    if newest is None or newest.used_at is not None or newest.expires_at <= at or newest.wrong_tries >= most:
        return ConsentCodeTooOld()
    if hmac.compare_digest(_digest(person, newest.purposes, typed.strip()), newest.digest):
        return None
    newest.wrong_tries += 1
    newest.save(update_fields=["wrong_tries"])
    left = most - newest.wrong_tries
    return ConsentCodeWrong(left=left) if left else ConsentCodeTooOld()


def _digest(person: Person, purposes: Collection[str], pin: str) -> str:
    """Of the code and of what it agrees to."""
    terms = ":".join([person.code, ",".join(purposes), pin])
    return salted_hmac("chophien.privacy.consent", terms, algorithm="sha256").hexdigest()


def _about(row: ConsentPin) -> str:
    return f"consent:{row.digest[:24]}"
