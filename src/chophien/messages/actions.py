"""Writing to people: an SMS that a job sends, a notice they find when they sign in."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import override

from chophien.jobs.queue import enqueue
from chophien.lib.codes import new_code, new_token
from chophien.lib.errors import Sentence
from chophien.lib.phone import mask_phone
from chophien.lib.sms import without_marks
from chophien.lib.text import clean_line
from chophien.messages.errors import SmsStillWaiting
from chophien.messages.gateways import Gateway, GatewayBusy, GatewayRefused, configured_gateway
from chophien.messages.kinds import kind_named
from chophien.messages.models import Notice, OutgoingSms
from chophien.messages.selectors import address_of, notices_of
from chophien.messages.states import Channel, MessageStatus
from chophien.rules import selectors as rules

SMS_MOST = 612
NOTICE_MOST = 300
CODE_SYMBOLS = 12

log = structlog.get_logger(__name__)


def tell(
    *,
    kind: str,
    text: Sentence,
    about: str,
    at: datetime,
    person_code: str = "",
    phone: str = "",
    link: str = "",
    language: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Tell somebody something, in the caller's transaction, by the channels of its kind (`data/kinds.csv`).

    With a `person_code` it stands in their notices, and their own phone and language are used where none is given.
    A `phone` alone is somebody without an account. A lazy `text` is put into the reader's language with its `facts`;
    `link` is a path of this site, `about` the code of what it is about.

    :raises ValueError: if there is no such kind, nobody is named, or the text is empty or too long: bugs of the caller
    """
    known = kind_named(kind)
    if not person_code and not phone:
        raise ValueError(f"a message about {about!r} is for nobody")
    if person_code and not (phone and language):
        address = address_of(person_code)
        phone, language = phone or address.phone, language or address.language
    language = language or "vi"
    if person_code and Channel.APP in known.channels:
        notify(person_code=person_code, text=text, facts=facts, link=link, about=about, at=at, language=language)
    if phone and Channel.SMS in known.channels:
        send_sms(phone=phone, text=text, facts=facts, about=about, at=at, language=language)


def send_sms(
    *,
    phone: str,
    text: Sentence,
    about: str,
    at: datetime,
    secret: bool = False,
    language: str = "vi",
    facts: Mapping[str, object] | None = None,
) -> OutgoingSms:
    """Write an SMS in the caller's transaction; a job sends it once that is committed.

    A lazy `text` is put into the reader's `language` and filled with `facts`. Tone marks are taken
    off, so that 160 characters are one message. A `secret` text is wiped after an hour at the latest.

    :raises ValueError: if the text is empty or longer than four messages, a bug of the caller
    """
    plain = without_marks(_in_words(text, facts, language))
    if not plain or len(plain) > SMS_MOST:
        raise ValueError(f"an SMS about {about!r} would be {len(plain)} characters long")
    delivers = configured_gateway().delivers
    sms = OutgoingSms.objects.create(
        key=new_token(),
        phone=phone,
        text=plain,
        about=about,
        secret=secret,
        status=MessageStatus.WAITING if delivers else MessageStatus.KEPT,
        written_at=at,
    )
    if delivers:
        enqueue("messages.hand_over_sms", sms_id=sms.pk)
    return sms


def hand_over_sms(*, sms_id: int, at: datetime, gateway: Gateway | None = None) -> OutgoingSms:
    """Give a waiting SMS to the gateway, outside any transaction, and write down what came of it.

    Calling it again after a crash is safe: the gateway knows the message by its key.

    :raises SmsStillWaiting: if the gateway could not take it now; the queue tries again later
    """
    sms = OutgoingSms.objects.get(pk=sms_id)
    if sms.status != MessageStatus.WAITING:
        return sms
    if sms.wiped_at is not None or (sms.secret and at >= _wiped_before(at, sms.written_at)):
        return _settle(sms, status=MessageStatus.FAILED, problem="too old: the code in it can no longer be used")
    try:
        handed = (gateway or configured_gateway()).send(key=sms.key, phone=sms.phone, text=sms.text)
    except GatewayRefused as refusal:
        log.warning("sms_refused", phone=mask_phone(sms.phone), about=sms.about, problem=str(refusal))
        return _settle(sms, status=MessageStatus.FAILED, problem=str(refusal))
    except GatewayBusy as fault:
        log.warning("sms_waits", phone=mask_phone(sms.phone), about=sms.about, problem=str(fault))
        OutgoingSms.objects.filter(pk=sms.pk).update(problem=str(fault)[:200])
        raise SmsStillWaiting(str(fault)) from fault
    log.info("sms_sent", phone=mask_phone(sms.phone), about=sms.about)
    return _settle(sms, status=MessageStatus.SENT, sent_at=at, gateway_id=handed.gateway_id)


def wipe_secret(*, about: str, at: datetime) -> int:
    """Take away the texts that carried the secret `about` names, because it was used; say how many."""
    return OutgoingSms.objects.filter(about=about, secret=True, wiped_at__isnull=True).update(text="", wiped_at=at)


def wipe_old_secrets(*, at: datetime) -> int:
    """Take away every secret text that is older than the rules allow; say how many."""
    oldest = at - timedelta(minutes=rules.whole("messages.secret_minutes", at=at))
    old = OutgoingSms.objects.filter(secret=True, wiped_at__isnull=True, written_at__lte=oldest)
    return old.update(text="", wiped_at=at)


def notify(
    *,
    person_code: str,
    text: Sentence,
    link: str,
    about: str,
    at: datetime,
    language: str = "vi",
    facts: Mapping[str, object] | None = None,
) -> Notice:
    """Put a notice into somebody's list, in the caller's transaction.

    A lazy `text` is put into the reader's `language` and filled with `facts`. `link` is a path of
    this site, or empty.

    :raises ValueError: if the text is empty or the link leads elsewhere, a bug of the caller
    """
    words = clean_line(_in_words(text, facts, language))
    if not words:
        raise ValueError(f"a notice about {about!r} says nothing")
    if link and (not link.startswith("/") or link.startswith(("//", "/\\")) or len(link) > 200):
        raise ValueError(f"a notice about {about!r} would lead away from this site")
    if len(words) > NOTICE_MOST:
        words = words[: NOTICE_MOST - 1] + "…"
    return Notice.objects.create(
        code=new_code("TB", CODE_SYMBOLS), person_code=person_code, text=words, link=link, about=about, written_at=at
    )


@transaction.atomic
def read_notice(*, notice: Notice, at: datetime) -> Notice:
    """Mark a notice as read; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
    notice.refresh_from_db(fields=["read_at"])
    return notice


def read_all_notices(*, person_code: str, at: datetime) -> int:
    """Mark everything in somebody's list as read; say how many were not."""
    return notices_of(person_code).filter(read_at__isnull=True).update(read_at=at)


def forget_old_notices(*, at: datetime) -> int:
    """Delete notices that were read and are older than the rules keep them; say how many."""
    oldest = at - timedelta(days=rules.whole("messages.notice_days", at=at))
    deleted, _by_model = Notice.objects.filter(read_at__isnull=False, written_at__lt=oldest).delete()
    return deleted


def forget_old_sms(*, at: datetime) -> int:
    """Delete messages that wait no longer and are older than the rules keep them; say how many."""
    oldest = at - timedelta(days=rules.whole("messages.sms_days", at=at))
    settled = OutgoingSms.objects.exclude(status=MessageStatus.WAITING)
    deleted, _by_model = settled.filter(written_at__lt=oldest).delete()
    return deleted


def _in_words(text: Sentence, facts: Mapping[str, object] | None, language: str) -> str:
    with override(language):
        sentence = str(text)
        return sentence % facts if facts else sentence


def _wiped_before(at: datetime, written_at: datetime) -> datetime:
    return written_at + timedelta(minutes=rules.whole("messages.secret_minutes", at=at))


def _settle(
    sms: OutgoingSms, *, status: MessageStatus, problem: str = "", sent_at: datetime | None = None, gateway_id: str = ""
) -> OutgoingSms:
    """Write the end of a waiting message down, unless another worker has done so."""
    OutgoingSms.objects.filter(pk=sms.pk, status=MessageStatus.WAITING).update(
        status=status, problem=problem[:200], sent_at=sent_at, gateway_id=gateway_id
    )
    sms.refresh_from_db()
    return sms
