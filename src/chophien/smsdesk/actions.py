"""Taking in an SMS: once, from whom we know, done or answered with what to write instead."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from chophien.accounts.models import Person
from chophien.accounts.selectors import person_by_phone
from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import DomainError
from chophien.lib.held import Held
from chophien.lib.phone import BadPhone, parse_phone
from chophien.lib.sms import GSM_EXTENSION, without_marks
from chophien.lib.text import clean_text
from chophien.messages.actions.telling import keep_reply, send_sms, tell
from chophien.rules import selectors as rules
from chophien.sellers.selectors.helping import helpers_of
from chophien.sellers.selectors.shops import sellers_managed_by
from chophien.smsdesk import policies
from chophien.smsdesk.commands import Incomplete, carry_out, example_of, how_to_write, needs_pin
from chophien.smsdesk.errors import AlreadyCaredFor, AnswerMissing, AnswerTooLong, NoNumberToAnswer
from chophien.smsdesk.models import IncomingSms
from chophien.smsdesk.parsing import TEXT_MOST, Spoken, read_sms
from chophien.smsdesk.pins import why_not_pin
from chophien.smsdesk.selectors import lock_sms
from chophien.smsdesk.states import UNMATCHED, Reply

ANSWER_MOST = 160
PREFIX, SYMBOLS = "TD", 12
_SIX_DIGITS = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")


@dataclass(frozen=True)
class Result:
    reply: Reply
    words: str
    about: str = ""


@transaction.atomic
def take_sms(*, message_id: str, phone: str, text: str, at: datetime) -> IncomingSms:
    """Take in what a gateway brings, do what it says, and keep the answer. Brought again, it changes nothing.

    A command does what the sender may do on the desk, in the sender's name. The answer is at most 160 characters of
    the GSM alphabet; it is empty for a stranger who was told so already today, and for who goes on writing too often.
    """
    words = clean_text(text)[:TEXT_MOST]
    digest = sha256(f"{message_id}\0{phone}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
    number = _number(phone)
    sms, is_new = IncomingSms.objects.get_or_create(
        digest=digest,
        defaults={
            "code": new_code(PREFIX, SYMBOLS),
            "phone": number,
            "text": _SIX_DIGITS.sub("******", words),
            "received_at": at,
            "reply": Reply.STRANGER,
        },
    )
    if not is_new:
        return sms
    person = person_by_phone(number)
    if person is None or not person.is_active:
        sms.answer = _for_stranger(sms, at=at)
    else:
        spoken = read_sms(words)
        with override(person.language):
            result = _answer(spoken, person, at=at)
        sms.person_code, sms.reply, sms.about = person.code, result.reply, result.about
        sms.seller_code = _shop_of(person, at=at)
        sms.command = spoken.command or ""
        sms.answer = fit(result.words)
        facts = {"command": sms.command, "reply": str(sms.reply)}
        record("smsdesk.sms_answered", actor=person, subject_code=result.about or sms.code, facts=facts, at=at)
        if sms.reply == Reply.NOT_UNDERSTOOD:
            _tell_helpers(sms, at=at)
    sms.save()
    if sms.answer:
        keep_reply(phone=sms.phone, person_code=sms.person_code, text=sms.answer, about=sms.about or sms.code, at=at)
    return sms


@transaction.atomic
def take_care(*, sms: IncomingSms, actor: Actor, at: datetime) -> IncomingSms:
    """Somebody has called back whoever wrote what was not understood, or found that nothing is to be done about it. The
    first time counts.

    :raises NotPermitted: if `actor` neither helps that household nor looks after its area
    """
    policies.can_see_puzzling(actor, sms, at=at).require()
    found = IncomingSms.objects.filter(pk=sms.pk, reply__in=UNMATCHED, helped_at__isnull=True)
    if found.update(helped_at=at, helped_by=actor.code):
        record("smsdesk.sms_cared_for", actor=actor, subject_code=sms.code, on_behalf_of=sms.seller_code, at=at)
    sms.refresh_from_db()
    return sms


@transaction.atomic
def answer_by_hand(*, sms: IncomingSms, words: str, actor: Actor, at: datetime) -> IncomingSms:
    """Somebody of the office answers by SMS what the market could do nothing with. One SMS, without tone marks.

    :raises NotPermitted: if `actor` does not look after where it came from
    :raises AlreadyCaredFor: if it was answered, called about or closed before
    :raises NoNumberToAnswer: if it came from no number of this country
    :raises AnswerMissing, AnswerTooLong: if it says nothing, or more than one SMS holds
    """
    sms = lock_sms(sms.pk)
    policies.can_answer(actor, sms, at=at).require()
    if sms.helped_at is not None or sms.reply not in UNMATCHED:
        raise AlreadyCaredFor
    if not sms.phone.startswith("+84"):
        raise NoNumberToAnswer
    plain = " ".join(without_marks(clean_text(words)).split())
    if not plain:
        raise AnswerMissing
    if (length := septets(plain)) > ANSWER_MOST:
        raise AnswerTooLong(facts={"most": ANSWER_MOST, "length": length})
    sms.helped_at, sms.helped_by, sms.helped_words = at, actor.code, plain
    sms.save(update_fields=["helped_at", "helped_by", "helped_words"])
    send_sms(phone=sms.phone, text=plain, about=sms.code, at=at)
    record("smsdesk.sms_answered_by_hand", actor=actor, subject_code=sms.code, on_behalf_of=sms.seller_code, at=at)
    return sms


@transaction.atomic
def see_number(*, sms: IncomingSms, purpose: str, actor: Actor, at: datetime) -> str:
    """The number that an SMS came from, after the purpose was said and written down.

    :raises NotPermitted: if `actor` does not look after where it came from
    :raises PurposeMissing: if no purpose is stated
    """
    policies.can_answer(actor, sms, at=at).require()
    record_look("smsdesk.number", actor=actor, subject_code=sms.code, purpose=purpose, at=at)
    return sms.phone


def forget_old(*, before: datetime, held: Held) -> tuple[int, int]:
    """Delete what came in before `before`; say how much went and how much a hold kept."""
    old = IncomingSms.objects.filter(received_at__lt=before)
    is_held = Q(person_code__in=held.everyone) | Q(phone__in=held.phones) | Q(seller_code__in=held.subjects)
    deleted, _by_model = old.exclude(is_held).delete()
    return deleted, old.count()


def septets(plain: str) -> int:
    """How much of an SMS a text without tone marks fills; a sign like ``[`` counts two."""
    return len(plain) + sum(letter in GSM_EXTENSION for letter in plain)


def fit(words: str) -> str:
    """An answer without tone marks that is one SMS: 160 septets."""
    plain = " ".join(without_marks(words).split())
    while septets(plain) > ANSWER_MOST:
        plain = plain[:-4].rstrip() + "..."
    return plain


def _answer(spoken: Spoken, person: Person, *, at: datetime) -> Result:
    most = rules.whole("smsdesk.sms_per_hour", at=at)
    since = at - timedelta(hours=1)
    lately = IncomingSms.objects.filter(person_code=person.code, received_at__gt=since).count()
    if lately >= most:  # told once; a phone that answers by itself would never stop
        return Result(Reply.REFUSED, _("Too many messages in one hour. Write again later.") if lately == most else "")
    if needs_pin(spoken):
        refusal = why_not_pin(person=person, pin=spoken.pin, example=example_of(spoken), at=at)
        if refusal is not None:
            return Result(Reply.REFUSED, str(refusal))
    try:
        with transaction.atomic():
            done = carry_out(spoken, person=person, at=at)
    except Incomplete as missing:
        words = str(missing)
        if spoken.command is None:
            words = _("Not understood. %(how)s") % {"how": how_to_write()}
        return Result(Reply.NOT_UNDERSTOOD if spoken.command is None or spoken.rest else Reply.REFUSED, words)
    except DomainError as refusal:
        return Result(Reply.REFUSED, str(refusal), spoken.code if "-" in spoken.code else "")
    return Result(Reply.DONE, done.words, done.about)


def _for_stranger(sms: IncomingSms, *, at: datetime) -> str:
    """Politely no, so often a day; then silence, for every answer costs."""
    most = rules.whole("smsdesk.refusals_per_day", at=at)
    told = IncomingSms.objects.filter(phone=sms.phone, received_at__gt=at - timedelta(days=1)).exclude(answer="")
    if told.count() >= most or not sms.phone.startswith("+84"):
        return ""
    with override("vi"):
        words = _(
            "Cho Phien does not know this number. Ask the helper in your commune, or look at %(site)s. Thank you."
        )
        return fit(words % {"site": settings.SITE.partition("://")[2]})


def _shop_of(person: Person, *, at: datetime) -> str:
    shops = sellers_managed_by(person, at=at).order_by("pk").values_list("code", flat=True)
    return next(iter(shops[:1]), "")


def _tell_helpers(sms: IncomingSms, *, at: datetime) -> None:
    for helper in helpers_of(sms.seller_code, at=at):
        tell(
            kind="household.task",
            person_code=helper.code,
            text=gettext_lazy("A household wrote an SMS that was not understood. Please call back."),
            link="/tin-den/",
            about=sms.code,
            seller_code=sms.seller_code,
            at=at,
        )


def _number(phone: str) -> str:
    try:
        return parse_phone(phone)
    except BadPhone:
        return clean_text(phone)[:20]
