"""The household's own yes to a mandate: read from its phone, pressed in its desk, spoken, drawn, or signed on paper."""

import hmac
import secrets
from datetime import datetime, timedelta
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.lib.codes import new_pin, token_digest
from chophien.lib.errors import DomainError, Invalid, NotFound, NotPermitted, Sentence
from chophien.messages.actions.telling import send_sms, tell, wipe_secret
from chophien.rules import selectors as rules
from chophien.sellers import policies
from chophien.sellers.actions.evidence import EVIDENCE, Witness, checked_witness, drawn
from chophien.sellers.actions.mandates import MINE, mandate_facts, refuse_too_many, replace_given
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.errors import ConsentCodeTooOld, ConsentCodeWrong, NoPhoneOfItsOwn, TooManyConsentCodes
from chophien.sellers.models import Consent, ConsentCode, Mandate
from chophien.sellers.selectors.helping import lock_mandate
from chophien.sellers.selectors.shops import managers_of
from chophien.sellers.states import MANDATE_FLOW, ConsentWay, MandateStatus
from chophien.uploads.actions.papers import open_private_file, take_private_file
from chophien.uploads.actions.recordings import play_recording, take_recording
from chophien.uploads.actions.sent import OpenedFile, SentFile
from chophien.uploads.errors import FileRefused
from chophien.uploads.models import Recording
from chophien.uploads.selectors import private_file


@transaction.atomic
def send_consent_code(*, mandate: Mandate, actor: Actor, at: datetime) -> ConsentCode:
    """Send the household a code with what it would agree to. The helper sees neither code nor number.

    :raises NotPermitted: if `actor` is not the helper who asks
    :raises StepNotAllowed: if the question was answered already
    :raises TooManyConsentCodes: after as many as a household may get in a day
    :raises NoPhoneOfItsOwn: if the household has no number but the helper's
    """
    mandate = _held(mandate, actor=actor, at=at)
    owner = _owner(mandate, at=at)
    if not owner.mobile:
        raise NoPhoneOfItsOwn(_("This household has no phone. Record its voice, or let it sign before a witness."))
    recent = ConsentCode.objects.filter(mandate__seller=mandate.seller, sent_at__gt=at - timedelta(days=1))
    if recent.count() >= rules.whole("sellers.consent_codes_per_day", at=at):
        raise TooManyConsentCodes

    minutes = rules.whole("sellers.consent_code_minutes", at=at)
    pin = new_pin()
    code = ConsentCode.objects.create(
        mandate=mandate, digest=_digest(mandate, pin), sent_at=at, expires_at=at + timedelta(minutes=minutes)
    )
    send_sms(
        phone=owner.phone,
        text=_(
            "Cho Phien: %(helper)s wants to sell for %(shop)s until %(day)s. If you agree, read them the code %(pin)s. "
            "If not, tell nobody."
        ),
        facts={**mandate_facts(mandate), "pin": pin},
        language=owner.language,
        about=_about(code),
        secret=True,
        at=at,
    )
    record("sellers.consent_code_sent", actor=actor, subject_code=mandate.seller.code, at=at, facts=_mark(mandate))
    return code


def consent_by_code(*, mandate: Mandate, code: str, actor: Actor, at: datetime) -> Mandate:
    """The household read the helper the code from its own phone. Call it outside a transaction: wrong tries count.

    :raises NotPermitted: if `actor` is not the helper who asks
    :raises StepNotAllowed: if the question was answered already
    :raises TooManyHouseholds: if the helper helps as many households as one may, meanwhile
    :raises ConsentCodeWrong, ConsentCodeTooOld: if it is not the code that was sent last, or no longer counts
    """
    with transaction.atomic(durable=True):
        mandate = _held(mandate, actor=actor, at=at)
        owner = _owner(mandate, at=at)
        newest = mandate.codes.order_by("-sent_at", "-pk").first()
        refusal = _why_not(newest, mandate, code, at=at)
        if newest is not None and refusal is None:
            newest.used_at = at
            newest.save(update_fields=["used_at"])
            wipe_secret(about=_about(newest), at=at)
            return _give(mandate, ConsentWay.CODE, said_by=owner, actor=actor, at=at)
    raise refusal or ConsentCodeTooOld


@transaction.atomic
def consent_in_desk(*, mandate: Mandate, actor: Person, at: datetime) -> Mandate:
    """A manager of the household, signed in by their own phone, presses yes. A printed card is not enough for this.

    :raises NotPermitted: if `actor` does not manage the household's shop
    :raises StepNotAllowed: if the question was answered already
    :raises TooManyHouseholds: if the helper helps as many households as one may, meanwhile
    """
    mandate = _locked(mandate)
    policies.can_manage_shop(actor, mandate.seller, at=at).require()
    if actor.code == mandate.helper.code:
        raise NotPermitted(_("A helper cannot say yes for the household."))
    return _give(mandate, ConsentWay.DESK, said_by=actor, actor=actor, at=at)


@transaction.atomic
def consent_by_voice(*, mandate: Mandate, file: SentFile, actor: Actor, at: datetime) -> Mandate:
    """The household said yes aloud; the recording is kept sealed.

    :raises NotPermitted: if `actor` is not the helper who asks
    :raises StepNotAllowed: if the question was answered already
    :raises TooManyHouseholds: if the helper helps as many households as one may, meanwhile
    :raises FileRefused: if the recording cannot be used, with the sentence that says why
    """
    mandate = _held(mandate, actor=actor, at=at)
    owner = _owner(mandate, at=at)
    voice = take_recording(file=file, owner_code=mandate.code, kind=EVIDENCE, actor=actor, at=at)
    return _give(mandate, ConsentWay.VOICE, said_by=owner, actor=actor, at=at, file_code=voice.code)


@transaction.atomic
def consent_by_drawing(*, mandate: Mandate, drawing: str, witness: Witness, actor: Actor, at: datetime) -> Mandate:
    """The household signed or thumbed on the screen before a witness. `drawing` is the PNG that the page sends.

    :raises NotPermitted: if `actor` is not the helper who asks
    :raises StepNotAllowed: if the question was answered already
    :raises TooManyHouseholds: if the helper helps as many households as one may, meanwhile
    :raises Invalid: if nothing was drawn, or the witness is nobody, the helper, or the household itself
    """
    mandate = _held(mandate, actor=actor, at=at)
    owner = _owner(mandate, at=at)
    faults: dict[str, list[Sentence]] = {}
    png = drawn(drawing)
    if png is None:
        faults["drawing"] = [_("Sign in the field with a finger, or send a photo of the signed paper.")]
    tidy = _checked(witness, mandate, owner, faults)
    if png is None or faults:
        raise Invalid(faults)
    file = BytesIO(png)
    kept = take_private_file(file=file, kind=EVIDENCE, owner_code=mandate.code, actor=actor, at=at, name="drawn.png")
    return _give(mandate, ConsentWay.DRAWN, said_by=owner, actor=actor, at=at, file_code=kept.code, witness=tidy)


@transaction.atomic
def consent_by_paper(*, mandate: Mandate, file: SentFile, witness: Witness, actor: Actor, at: datetime) -> Mandate:
    """The household signed or thumbed a paper before a witness; a photo of it is kept sealed.

    :raises NotPermitted: if `actor` is not the helper who asks
    :raises StepNotAllowed: if the question was answered already
    :raises TooManyHouseholds: if the helper helps as many households as one may, meanwhile
    :raises Invalid: if the photo cannot be used, or the witness is nobody, the helper, or the household itself
    """
    mandate = _held(mandate, actor=actor, at=at)
    owner = _owner(mandate, at=at)
    faults: dict[str, list[Sentence]] = {}
    tidy = _checked(witness, mandate, owner, faults)
    if faults:
        raise Invalid(faults)
    try:
        kept = take_private_file(file=file, kind=EVIDENCE, owner_code=mandate.code, actor=actor, at=at)
    except FileRefused as refusal:
        raise Invalid({"paper": [str(refusal)]}) from refusal
    return _give(mandate, ConsentWay.PAPER, said_by=owner, actor=actor, at=at, file_code=kept.code, witness=tidy)


@transaction.atomic
def look_at_consent(*, mandate: Mandate, purpose: str, actor: Actor, at: datetime) -> OpenedFile:
    """See or hear how a household said yes. The look is written down with its purpose.

    :raises NotPermitted: if `actor` is no officer or operator of the area
    :raises NotFound: if there is nothing to see
    :raises PurposeMissing: if no purpose is stated
    """
    policies.can_see_evidence(actor, mandate, at=at).require()
    consent = Consent.objects.filter(mandate=mandate).first()
    if consent is None or not consent.file_code:
        raise NotFound
    if consent.way == ConsentWay.VOICE:
        voice = Recording.objects.filter(code=consent.file_code, owner_code=mandate.code).first()
        if voice is None:
            raise NotFound
        record_look("uploads.consent", actor=actor, subject_code=mandate.code, purpose=purpose, at=at)
        return play_recording(recording=voice)
    kept = private_file(consent.file_code, owner_code=mandate.code)
    if kept is None:
        raise NotFound
    return open_private_file(paper=kept, purpose=purpose, actor=actor, at=at)


def _locked(mandate: Mandate) -> Mandate:
    """Hold the helper, as asking does too, and then the mandate: two households say yes one after the other."""
    Person.objects.select_for_update().get(pk=mandate.helper_id)
    return lock_mandate(mandate.pk)


def _held(mandate: Mandate, *, actor: Actor, at: datetime) -> Mandate:
    mandate = _locked(mandate)
    policies.can_take_consent(actor, mandate, at=at).require()
    MANDATE_FLOW.next("give", mandate.status)
    return mandate


def _owner(mandate: Mandate, *, at: datetime) -> Person:
    """Who says yes for the household: its first manager, never the helper.

    :raises NoPhoneOfItsOwn: if there is none
    """
    own = [one for one in managers_of(mandate.seller, at=at) if one.pk != mandate.helper.pk]
    if not own or own[0].phone == mandate.helper.phone:
        raise NoPhoneOfItsOwn
    return own[0]


def _give(
    mandate: Mandate,
    way: ConsentWay,
    *,
    said_by: Person,
    actor: Actor,
    at: datetime,
    file_code: str = "",
    witness: Witness | None = None,
) -> Mandate:
    after = MANDATE_FLOW.next("give", mandate.status)
    refuse_too_many(mandate.helper, mandate.seller, at=at)
    replace_given(mandate, actor=actor, at=at)
    token = secrets.token_urlsafe(16)
    mandate.status, mandate.given_at, mandate.access_digest = MandateStatus(after), at, token_digest(token)
    mandate.save(update_fields=["status", "given_at", "access_digest"])
    Consent.objects.create(
        mandate=mandate,
        way=way,
        file_code=file_code,
        witness_name=witness.name if witness else "",
        witness_phone=witness.phone if witness else "",
        said_by=said_by.code,
        taken_by=actor.code,
        at=at,
    )
    facts = {**_mark(mandate), "way": way.value, "deeds": mandate.deeds, "until": mandate.valid_until.isoformat()}
    record("sellers.mandate_given", actor=actor, subject_code=mandate.seller.code, at=at, facts=facts)
    _tell(mandate, token, at=at)
    return mandate


def _tell(mandate: Mandate, token: str, *, at: datetime) -> None:
    link = f"/uy-quyen/{mandate.code}/{token}/"
    tell_managers(
        seller=mandate.seller,
        kind="mandate.asked",
        text=_("%(helper)s may now help %(shop)s sell until %(day)s. You can end it at any time."),
        phone_text=_("%(helper)s may now help %(shop)s sell until %(day)s. To end it answer HUY or open %(link)s"),
        facts={**mandate_facts(mandate), "link": settings.SITE + link},
        link=f"/gian-hang-cua-toi/{mandate.seller.code}/nguoi-giup/",
        about=mandate.code,
        at=at,
    )
    tell(
        kind="mandate.given",
        person_code=mandate.helper.code,
        text=_("%(shop)s lets you help sell until %(day)s."),
        facts=mandate_facts(mandate),
        link=MINE,
        about=mandate.code,
        at=at,
    )


def _why_not(newest: ConsentCode | None, mandate: Mandate, typed: str, *, at: datetime) -> DomainError | None:
    """Why the typed code is no yes, or None. A wrong try is counted."""
    most = rules.whole("sellers.consent_code_tries", at=at)
    if newest is None or newest.used_at is not None or newest.expires_at <= at or newest.wrong_tries >= most:
        return ConsentCodeTooOld()
    if hmac.compare_digest(_digest(mandate, typed.strip()), newest.digest):
        return None
    newest.wrong_tries += 1
    newest.save(update_fields=["wrong_tries"])
    left = most - newest.wrong_tries
    return ConsentCodeWrong(left=left) if left else ConsentCodeTooOld()


def _checked(witness: Witness, mandate: Mandate, owner: Person, faults: dict[str, list[Sentence]]) -> Witness:
    """The witness fit to keep; what is wrong with them goes into `faults`."""
    helper = mandate.helper
    names = (helper.name, owner.name, mandate.seller.name)
    return checked_witness(witness, names=names, phones=(helper.phone, owner.phone), faults=faults)


def _digest(mandate: Mandate, pin: str) -> str:
    """Of the code and of what it agrees to: a question that was changed needs a new code."""
    terms = ":".join([mandate.code, ",".join(mandate.deeds), f"{mandate.valid_from}", f"{mandate.valid_until}", pin])
    return salted_hmac("chophien.sellers.consent", terms, algorithm="sha256").hexdigest()


def _about(code: ConsentCode) -> str:
    return f"consent:{code.digest[:24]}"


def _mark(mandate: Mandate) -> dict[str, object]:
    return {"mandate": mandate.code, "helper": mandate.helper.code}
