"""Telling people: by the channels of a kind, by an SMS that a job sends, by a notice they find when they sign in."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import override

from chophien.jobs.queue import enqueue
from chophien.lib.codes import new_code, new_token
from chophien.lib.errors import Sentence
from chophien.lib.sms import shorter_if_cheaper, sms_size, without_marks
from chophien.lib.text import clean_line
from chophien.messages.gateways.configured import gateway_of
from chophien.messages.kinds import Kind, kind_named
from chophien.messages.models import (
    Dispatch,
    Message,
    Notice,
    OutgoingSms,
    PushDevice,
    Visit,
)
from chophien.messages.records import recipient_of, write_attempt
from chophien.messages.routing import has_enough_adverts, is_over_the_cap, next_step, price_vnd
from chophien.messages.selectors import address_of, notices_of
from chophien.messages.states import Channel, MessageStatus, Outcome

SMS_MOST = 612
NOTICE_MOST = 300
CODE_SYMBOLS = 12
ADVERT_MARK = "[QC] "
"""How the law on advertisements wants them to begin, in whatever language."""

log = structlog.get_logger(__name__)


@transaction.atomic
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
    phone_text: Sentence = "",
    seller_code: str = "",
) -> Message | None:
    """Tell somebody something, in the caller's transaction, by the channels of its kind (`data/kinds.csv`).

    With a `person_code` it stands in their notices, and their own phone and language are used where none is given.
    A `phone` alone is somebody without an account. A lazy `text` is put into the reader's language with its `facts`;
    `link` is a path of this site, `about` the code of what it is about. `phone_text` says it in other words where it
    leaves the site; `seller_code` names the household, so that a helper who must go there finds it. An advertisement
    (a kind with a `consent`) is marked as one; it is written to nobody who has not agreed to it or who got enough of
    them in the last 24 hours: None.

    :raises ValueError: if there is no such kind, nobody is named, or the text is empty or too long: bugs of the caller
    """
    known = kind_named(kind)
    if not person_code and not phone:
        raise ValueError(f"a message about {about!r} is for nobody")
    if not known.is_welcome(person_code, at=at):
        return None
    if known.is_advertisement and has_enough_adverts(person_code, at=at):
        return None
    if person_code and not (phone and language):
        address = address_of(person_code)
        phone, language = phone or address.phone, language or address.language
    language = language or "vi"
    words = f"{ADVERT_MARK if known.is_advertisement else ''}{_in_words(text, facts, language)}"
    notice = _notice(person_code, words, link=link, about=about, at=at) if person_code else None
    message = Message.objects.create(
        code=new_code("TN", CODE_SYMBOLS),
        kind=known.name,
        person_code=person_code,
        phone=phone,
        seller_code=seller_code,
        language=language,
        text=_fit_for_phone(_in_words(phone_text, facts, language) if phone_text else words, known, about),
        link=link,
        about=about,
        notice=notice,
        written_at=at,
    )
    if notice is not None:
        write_attempt(channel=Channel.APP, outcome=Outcome.NOTED, message=message, at=at)
    _try_next(message, known, at=at)
    return message


@transaction.atomic
def go_on(*, message_id: int, at: datetime) -> None:
    """Try the next channel of a message that nobody has read and that is due. Too early or twice does nothing."""
    message = Message.objects.select_for_update(of=("self",)).select_related("notice").get(pk=message_id)
    if message.next_at is None or message.next_at > at:
        return
    known = kind_named(message.kind)
    is_read = message.notice is not None and message.notice.read_at is not None
    if is_read or not known.is_welcome(message.person_code, at=at):
        _rest(message)
        return
    _try_next(message, known, at=at)


def settle(*, about: str, at: datetime, kinds: tuple[str, ...] = ()) -> int:
    """What messages about this code asked for was done, or is past: nobody is pressed any further. Says how many.

    With `kinds` only those. Visits that were asked for on account of them are not needed any more either.
    """
    waiting = Message.objects.filter(about=about, next_at__isnull=False)
    visits = Visit.objects.filter(about=about, done_at__isnull=True)
    if kinds:
        waiting, visits = waiting.filter(kind__in=kinds), visits.filter(kind__in=kinds)
    visits.update(done_at=at, done_by="settled")
    return waiting.update(next_at=None, settled_at=at)


def send_sms(
    *,
    phone: str,
    text: Sentence,
    about: str,
    at: datetime,
    secret: bool = False,
    language: str = "vi",
    facts: Mapping[str, object] | None = None,
    message: Message | None = None,
) -> OutgoingSms:
    """Write an SMS in the caller's transaction; a job sends it once that is committed. `tell` is for people and kinds.

    A lazy `text` is put into the reader's `language` and filled with `facts`. Tone marks are taken off where that
    halves what it costs. A `secret` text is wiped after an hour at the latest.

    :raises ValueError: if the text is empty or longer than four messages, a bug of the caller
    """
    words = _in_words(text, facts, language)
    if not without_marks(words) or len(without_marks(words)) > SMS_MOST:
        raise ValueError(f"an SMS about {about!r} would be {len(without_marks(words))} characters long")
    gateway = gateway_of(Channel.SMS)
    delivers = gateway is not None and gateway.delivers
    sms = OutgoingSms.objects.create(
        key=new_token(),
        phone=phone,
        text=shorter_if_cheaper(words),
        about=about,
        secret=secret,
        status=MessageStatus.WAITING if delivers else MessageStatus.KEPT,
        written_at=at,
        message=message,
    )
    if delivers:
        enqueue("messages.hand_over_sms", sms_id=sms.pk)
    else:
        write_attempt(
            channel=Channel.SMS,
            outcome=Outcome.KEPT,
            message=message,
            recipient=recipient_of(person_code=message.person_code if message else "", phone=phone),
            about=about,
            key=sms.key,
            units=sms_size(sms.text).segments,
            at=at,
        )
    return sms


def keep_reply(*, phone: str, person_code: str, text: str, about: str, at: datetime) -> OutgoingSms:
    """Write down an SMS that the gateway gets as the answer to one that it brought: it needs no sending of ours."""
    sms = OutgoingSms.objects.create(
        key=new_token(), phone=phone, text=text, about=about, status=MessageStatus.SENT, written_at=at, sent_at=at
    )
    units = sms_size(text).segments
    write_attempt(
        channel=Channel.SMS,
        outcome=Outcome.HANDED,
        recipient=recipient_of(person_code=person_code, phone=phone),
        about=about,
        key=sms.key,
        units=units,
        cost_vnd=units * price_vnd(Channel.SMS, at=at),
        at=at,
    )
    return sms


def wipe_secret(*, about: str, at: datetime) -> int:
    """Take away the texts that carried the secret `about` names, because it was used; say how many."""
    return OutgoingSms.objects.filter(about=about, secret=True, wiped_at__isnull=True).update(text="", wiped_at=at)


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
    """Put a notice into somebody's list, in the caller's transaction, and do nothing else. See `tell`.

    A lazy `text` is put into the reader's `language` and filled with `facts`. `link` is a path of
    this site, or empty.

    :raises ValueError: if the text is empty or the link leads elsewhere, a bug of the caller
    """
    return _notice(person_code, _in_words(text, facts, language), link=link, about=about, at=at)


@transaction.atomic
def read_notice(*, notice: Notice, at: datetime) -> Notice:
    """Mark a notice as read; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
    notice.refresh_from_db(fields=["read_at"])
    return notice


def read_about(*, person_code: str, about: str, at: datetime) -> int:
    """Somebody has the thing itself before them: its notices are read, and no other channel is tried for them."""
    return notices_of(person_code).filter(about=about, read_at__isnull=True).update(read_at=at)


def read_all_notices(*, person_code: str, at: datetime) -> int:
    """Mark everything in somebody's list as read; say how many were not."""
    return notices_of(person_code).filter(read_at__isnull=True).update(read_at=at)


@transaction.atomic
def finish_visit(*, visit: Visit, done_by: str, at: datetime) -> Visit:
    """Somebody was told face to face. The caller has decided that `done_by` may say so; the first time counts."""
    Visit.objects.filter(pk=visit.pk, done_at__isnull=True).update(done_at=at, done_by=done_by)
    visit.refresh_from_db(fields=["done_at", "done_by"])
    return visit


def _try_next(message: Message, kind: Kind, *, at: datetime) -> None:
    """Send by the next channel that is open, and say when the one after that is due."""
    while True:
        step = next_step(message, kind, at=at)
        if step.channel is None:
            _rest(message, until=step.wait_until)
            return
        message.tried.append(step.channel)
        if not is_over_the_cap(message, kind, step.channel, at=at):
            break
        write_attempt(channel=step.channel, outcome=Outcome.CAPPED, message=message, at=at)
    _send(message, step.channel, at=at)
    _rest(message, until=at + timedelta(minutes=kind.unread_minutes) if kind.unread_minutes else None)


def _rest(message: Message, *, until: datetime | None = None) -> None:
    """Leave a message alone until then, or for good."""
    message.next_at = until
    message.save(update_fields=["next_at", "tried"])
    if until is not None:
        enqueue("messages.go_on", run_at=until, message_id=message.pk)


def _send(message: Message, channel: Channel, *, at: datetime) -> None:
    if channel == Channel.SMS:
        send_sms(
            phone=message.phone,
            text=message.text,
            about=message.about,
            language=message.language,
            message=message,
            at=at,
        )
    elif channel == Channel.VISIT:
        _ask_for_visit(message, at=at)
    elif channel == Channel.PUSH:
        for device in PushDevice.objects.filter(person_code=message.person_code):
            _dispatch(message, channel, device=device, at=at)
    else:
        _dispatch(message, channel, at=at)


def _dispatch(message: Message, channel: Channel, *, at: datetime, device: PushDevice | None = None) -> None:
    gateway = gateway_of(channel)
    delivers = gateway is not None and gateway.delivers
    status = MessageStatus.WAITING if delivers else MessageStatus.KEPT
    dispatch = Dispatch.objects.create(
        key=new_token(), channel=channel, message=message, device=device, status=status, written_at=at
    )
    if delivers:
        enqueue("messages.hand_over", dispatch_id=dispatch.pk)
    else:
        write_attempt(channel=channel, outcome=Outcome.KEPT, message=message, key=dispatch.key, units=1, at=at)


def _ask_for_visit(message: Message, *, at: datetime) -> None:
    Visit.objects.create(
        code=new_code("TH", CODE_SYMBOLS),
        message=message,
        kind=message.kind,
        person_code=message.person_code,
        phone=message.phone,
        seller_code=message.seller_code,
        about=message.about,
        text=message.text,
        asked_at=at,
    )
    write_attempt(channel=Channel.VISIT, outcome=Outcome.ASKED, message=message, at=at)


def _notice(person_code: str, text: str, *, link: str, about: str, at: datetime) -> Notice:
    words = clean_line(text)
    if not words:
        raise ValueError(f"a notice about {about!r} says nothing")
    if link and (not link.startswith("/") or link.startswith(("//", "/\\")) or len(link) > 200):
        raise ValueError(f"a notice about {about!r} would lead away from this site")
    if len(words) > NOTICE_MOST:
        words = words[: NOTICE_MOST - 1] + "…"
    return Notice.objects.create(
        code=new_code("TB", CODE_SYMBOLS), person_code=person_code, text=words, link=link, about=about, written_at=at
    )


def _fit_for_phone(words: str, kind: Kind, about: str) -> str:
    """The words as they leave the site. What only stands on the site may be long and is cut for a notification."""
    if Channel.SMS in kind.channels and len(without_marks(words)) > SMS_MOST:
        raise ValueError(f"an SMS about {about!r} would be {len(without_marks(words))} characters long")
    return words[:SMS_MOST]


def _in_words(text: Sentence, facts: Mapping[str, object] | None, language: str) -> str:
    with override(language):
        sentence = str(text)
        return sentence % facts if facts else sentence
