"""Codes that are sent to a phone: to sign in, or to prove that one has it."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from chophien.accounts.actions.guards import count_wrong_try, enter, forgive, hold_guard, phone_mark, refuse_locked
from chophien.accounts.actions.people import person_of
from chophien.accounts.errors import CodeTooOld, SignInLocked, TooManyCodes, WrongCode
from chophien.accounts.models import Person, SignInCode, SignInGuard
from chophien.accounts.selectors import language_of_phone
from chophien.accounts.states import CodeUse, SignInWay
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_pin
from chophien.lib.errors import DomainError, Sentence
from chophien.lib.phone import parse_mobile
from chophien.messages.actions.telling import send_sms, wipe_secret
from chophien.rules import selectors as rules

HOUR = timedelta(hours=1)
HOST_MOST = 60
TEXTS: Mapping[CodeUse, Sentence] = {
    CodeUse.SIGN_IN: _(
        "Cho Phien: %(pin)s is your sign-in code, good for %(minutes)s min. Never tell it to anybody.%(line)s"
    ),
    CodeUse.ACCOUNT: _(
        "Cho Phien: %(pin)s is your code to say where your money goes, good for %(minutes)s min. Never tell it to"
        " anybody.%(line)s"
    ),
}


@transaction.atomic
def send_code(
    *,
    phone: str,
    actor: Actor,
    at: datetime,
    language: str = "vi",
    host: str = "",
    use: CodeUse = CodeUse.SIGN_IN,
) -> SignInCode:
    """Send a six-digit code to a mobile number, good for one use alone: whoever is asked for the code of one thing
    gives nothing else away with it. It says nothing about whether anybody has that number.

    `language` is used for a number that nobody has yet. With the site's `host` the message ends in
    the line by which a phone's browser fills the code in (WebOTP).

    :raises BadPhone: if it is no Vietnamese mobile number
    :raises SignInLocked: while the number is locked after wrong tries
    :raises TooManyCodes: after the codes that one number may get in an hour
    """
    phone = parse_mobile(phone)
    guard = hold_guard(phone, SignInWay.CODE)
    refuse_locked(guard, at=at)
    _refuse_too_many_codes(phone, at=at)

    minutes = rules.whole("accounts.code_minutes", at=at)
    pin = new_pin()
    code = SignInCode.objects.create(
        phone=phone, use=use, digest=_digest(phone, pin), sent_at=at, expires_at=at + timedelta(minutes=minutes)
    )

    send_sms(
        phone=phone,
        text=TEXTS[use],
        facts={"pin": pin, "minutes": minutes, "line": _line_for_browsers(host, pin)},
        language=language_of_phone(phone) or language,
        about=_about(code),
        secret=True,
        at=at,
    )
    record("accounts.code_sent", actor=actor, subject_code=phone_mark(phone), at=at)
    return code


def confirm_code(
    *, phone: str, code: str, actor: Actor, at: datetime, guest_cart_code: str = "", language: str = "vi"
) -> Person:
    """Sign somebody in by the code that was sent to their phone. A new number becomes a new person.

    The code works once; two confirmations at once are one. It tells the apps above through
    `events.signed_in`. Call it outside a transaction: a wrong try is written down although it fails.

    :raises WrongCode: if it is another code than the newest one
    :raises CodeTooOld: if there is none that still works
    :raises SignInLocked: after too many wrong tries, and while that lasts
    :raises AccountClosed: if the account was closed
    """
    phone = parse_mobile(phone)
    with transaction.atomic(durable=True):
        refusal = _use(phone, code, CodeUse.SIGN_IN, actor=actor, at=at)
        if refusal is None:
            person = person_of(phone, actor=None, at=at, language=language)
            enter(person, way=SignInWay.CODE, at=at, guest_cart_code=guest_cart_code)
            return person
    raise refusal


def prove_phone(*, phone: str, code: str, use: CodeUse, actor: Actor, at: datetime) -> None:
    """Whoever typed the newest code that was sent to a phone for that use has that phone in hand: nobody is signed in,
    and nobody becomes a person by it. The tries are those of signing in. Call it outside a transaction, as
    `confirm_code`.

    :raises BadPhone: if it is no Vietnamese mobile number
    :raises WrongCode, CodeTooOld, SignInLocked: as `confirm_code`
    """
    phone = parse_mobile(phone)
    with transaction.atomic(durable=True):
        refusal = _use(phone, code, use, actor=actor, at=at)
    if refusal is not None:
        raise refusal


def _use(phone: str, code: str, use: CodeUse, *, actor: Actor, at: datetime) -> DomainError | None:
    """Use up the newest code of a phone for that use if it is the one that was typed; else why it does not count."""
    guard = hold_guard(phone, SignInWay.CODE)
    refuse_locked(guard, at=at)
    newest = SignInCode.objects.filter(phone=phone, use=use).order_by("-sent_at", "-pk").first()
    refusal = _why_not(newest, phone, code, guard, actor=actor, at=at)
    if newest is None or refusal is not None:
        return refusal or CodeTooOld()
    newest.used_at = at
    newest.save(update_fields=["used_at"])
    forgive(guard)
    wipe_secret(about=_about(newest), at=at)
    return None


def _refuse_too_many_codes(phone: str, *, at: datetime) -> None:
    most = rules.whole("accounts.codes_per_hour", at=at)
    recent = SignInCode.objects.filter(phone=phone, sent_at__gt=at - HOUR).order_by("-sent_at").values_list("sent_at")
    sent = [sent_at for (sent_at,) in recent[:most]]
    if len(sent) >= most:
        raise TooManyCodes(seconds=int((sent[-1] + HOUR - at).total_seconds()) + 1)


def _why_not(
    newest: SignInCode | None, phone: str, typed: str, guard: SignInGuard, *, actor: Actor, at: datetime
) -> DomainError | None:
    """Why the typed code does not sign in, or None. The comparison takes the same time for every code."""
    is_right = hmac.compare_digest(_digest(phone, typed), newest.digest if newest else _digest(phone, ""))
    is_alive = newest is not None and newest.used_at is None and at < newest.expires_at
    if is_right and newest is not None:
        return None if is_alive else CodeTooOld()
    left = count_wrong_try(guard, most=rules.whole("accounts.code_wrong_tries", at=at), actor=actor, at=at)
    if left == 0 and guard.locked_until is not None:
        if newest is not None:
            SignInCode.objects.filter(pk=newest.pk, used_at__isnull=True).update(used_at=at)
        return SignInLocked(seconds=int((guard.locked_until - at).total_seconds()))
    return WrongCode(left=left) if is_alive else CodeTooOld()


def _digest(phone: str, pin: str) -> str:
    return salted_hmac("chophien.accounts.code", f"{phone}:{pin}", algorithm="sha256").hexdigest()


def _about(code: SignInCode) -> str:
    return f"sign-in:{code.digest[:24]}"


def _line_for_browsers(host: str, pin: str) -> str:
    name = host.partition(":")[0]
    if not name or host.startswith("[") or len(name) > HOST_MOST or _is_address(name):
        return ""
    return f"\n\n@{name} #{pin}"


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
