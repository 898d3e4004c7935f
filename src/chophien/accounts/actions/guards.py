"""Counting wrong tries, locking a number, and writing down who came in."""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from chophien.accounts.errors import SignInLocked
from chophien.accounts.events import signed_in
from chophien.accounts.models import Person, SignInGuard
from chophien.accounts.states import SignInWay
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.rules import selectors as rules


def enter(person: Person, *, way: SignInWay, at: datetime, guest_cart_code: str) -> None:
    """Write a sign-in down and tell the apps above, in the caller's transaction."""
    record("accounts.signed_in", actor=person, subject_code=person.code, facts={"way": str(way)}, at=at)
    signed_in.send(sender=Person, person=person, guest_cart_code=guest_cart_code, at=at)


def hold_guard(phone: str, way: SignInWay) -> SignInGuard:
    """Hold the row that makes everything about this number and way happen in turn."""
    SignInGuard.objects.bulk_create(
        [SignInGuard(phone=phone, way=way)],
        update_conflicts=True,
        unique_fields=["phone", "way"],
        update_fields=["phone"],
    )
    return SignInGuard.objects.get(phone=phone, way=way)


def refuse_locked(guard: SignInGuard, *, at: datetime) -> None:
    """Let a number pass that is not locked.

    :raises SignInLocked: with the time that is left
    """
    if guard.locked_until is not None and guard.locked_until > at:
        raise SignInLocked(seconds=int((guard.locked_until - at).total_seconds()))


def count_wrong_try(guard: SignInGuard, *, most: int, actor: Actor, at: datetime) -> int:
    """Add a wrong try to a held guard and lock the number after `most`; return how many tries are left."""
    lock = timedelta(minutes=rules.whole("accounts.lock_minutes", at=at))
    is_fresh = guard.tried_at is not None and guard.tried_at > at - lock
    guard.wrong_tries = guard.wrong_tries + 1 if is_fresh else 1
    guard.tried_at = at
    left = max(0, most - guard.wrong_tries)
    if left == 0:
        guard.wrong_tries = 0
        guard.locked_until = at + lock
        record(
            "accounts.sign_in_locked",
            actor=actor,
            subject_code=phone_mark(guard.phone),
            facts={"way": guard.way, "minutes": lock // timedelta(minutes=1)},
            at=at,
        )
    guard.save(update_fields=["wrong_tries", "tried_at", "locked_until"])
    return left


def forgive(guard: SignInGuard) -> None:
    """Forget wrong tries after a right one."""
    guard.wrong_tries, guard.locked_until = 0, None
    guard.save(update_fields=["wrong_tries", "locked_until"])


def phone_mark(phone: str) -> str:
    """A number as the audit trail may keep it: the same for the same number, readable by nobody."""
    return "phone:" + salted_hmac("chophien.accounts.phone", phone, algorithm="sha256").hexdigest()[:16]
