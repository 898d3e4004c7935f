"""Paying a household its part: what the cooperative says it paid, and the household's own word that it has it.

Only that word counts. It is given by a code on the household's phone, by its card and PIN, on its own page, or on paper
before a witness. The books are written by `settlement.actions.growers`, which calls `confirm`.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code, new_pin
from chophien.lib.dates import format_date, local_date
from chophien.lib.errors import DomainError, Invalid, Sentence
from chophien.lib.money import MAX_VND, format_vnd
from chophien.lib.names import BadName, clean_person_name
from chophien.lib.text import clean_line, fold
from chophien.lots import policies
from chophien.lots.actions.growers import SHARES_PAGE
from chophien.lots.errors import NoPhone, NotSoMuchOwed, ReceiptCodeOld, ReceiptCodeWrong, TooManyReceiptCodes
from chophien.lots.models import Grower, GrowerPayment, ReceiptCode
from chophien.lots.selectors.owing import owed_to
from chophien.lots.states import PAYMENT_FLOW, PaymentStatus, PayWay, ReceiptWay
from chophien.messages.actions.telling import send_sms, tell, wipe_secret
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_managers
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.sent import SentFile

PREFIX, SYMBOLS = "TT", 8
REFERENCE_MOST = 80
PAPER = "receipt"


@dataclass(frozen=True)
class Receipt:
    """How the household said that it has its money."""

    way: ReceiptWay
    witness_name: str = ""
    file_code: str = ""


@transaction.atomic
def say_paid(
    *, grower: Grower, amount_vnd: int, way: PayWay, paid_on: date, reference: str = "", actor: Actor, at: datetime
) -> GrowerPayment:
    """Write down that a household was paid. It counts once the household says so.

    :raises NotPermitted: if `actor` does not keep the shop's money
    :raises Invalid: naming each answer that cannot be used
    :raises NotSoMuchOwed: if less is owed, what was said before and waits for its yes taken off
    """
    grower = _lock_grower(grower.pk)
    policies.can_pay_growers(actor, grower.seller, at=at).require()
    words = clean_line(reference)[:REFERENCE_MOST]
    faults: dict[str, list[Sentence]] = {}
    if not 0 < amount_vnd <= MAX_VND:
        faults["amount_vnd"] = [_("Write the amount in whole đồng, like 1.250.000.")]
    if paid_on > local_date(at):
        faults["paid_on"] = [_("Write the day on which it was paid, not one to come.")]
    if way == PayWay.ACCOUNT and not grower.account_tail:
        faults["way"] = [_("This household has named no account of its own. Pay it in cash.")]
    if way == PayWay.ACCOUNT and not words:
        faults["reference"] = [_("Write the bank's number of the transfer.")]
    if faults:
        raise Invalid(faults)
    free = owed_to([grower.pk])[grower.pk].to_pay_vnd
    if amount_vnd > free:
        raise NotSoMuchOwed(facts={"owed": format_vnd(max(free, 0))})
    payment = GrowerPayment.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        grower=grower,
        amount_vnd=amount_vnd,
        way=way,
        paid_on=paid_on,
        reference=words,
        said_by=actor.code,
        said_at=at,
    )
    _note("said", payment, actor=actor, at=at)
    if grower.person is not None:
        tell(
            kind="payment.news",
            person_code=grower.person.code,
            text=_("%(shop)s wrote down that it paid you %(amount)s on %(day)s. Say whether you have it."),
            facts={
                "shop": grower.seller.name[:60],
                "amount": format_vnd(amount_vnd),
                "day": format_date(paid_on),
            },
            link=SHARES_PAGE,
            about=payment.code,
            at=at,
        )
    return payment


@transaction.atomic
def cancel_payment(*, payment: GrowerPayment, actor: Actor, at: datetime) -> GrowerPayment:
    """It was written down by mistake.

    :raises NotPermitted: if `actor` does not keep the shop's money
    :raises StepNotAllowed: once the household said that it has it
    """
    payment = lock_payment(payment.pk)
    policies.can_pay_growers(actor, payment.grower.seller, at=at).require()
    return _answer(payment, "cancel", actor=actor, at=at)


@transaction.atomic
def deny_payment(*, payment: GrowerPayment, actor: Actor, at: datetime) -> GrowerPayment:
    """The household says that it does not have the money: the shop's managers are told, and it stays owed.

    :raises NotPermitted: if `actor` is not the household
    :raises StepNotAllowed: if it was answered before
    """
    payment = lock_payment(payment.pk)
    policies.is_this_grower(actor, payment.grower).require()
    payment = _answer(payment, "deny", actor=actor, at=at)
    tell_managers(
        seller=payment.grower.seller,
        kind="payment.news",
        text=_("%(name)s says that %(amount)s, written down as paid on %(day)s, did not come. It stays owed."),
        facts={
            "name": payment.grower.name,
            "amount": format_vnd(payment.amount_vnd),
            "day": format_date(payment.paid_on),
        },
        link=f"/ban-hang/ho-gop/{payment.grower.code}/",
        about=payment.code,
        at=at,
    )
    return payment


@transaction.atomic
def send_receipt_code(*, payment: GrowerPayment, actor: Actor, at: datetime) -> ReceiptCode:
    """Send the household a code with the amount; reading it out says that the money is there.

    :raises NotPermitted: if `actor` does not keep the shop's money
    :raises StepNotAllowed: if it was answered before
    :raises NoPhone: if the household has none
    :raises TooManyReceiptCodes: after as many as it may get in a day, or once too many wrong ones were typed for this
    """
    payment = lock_payment(payment.pk)
    grower = payment.grower
    policies.can_pay_growers(actor, grower.seller, at=at).require()
    PAYMENT_FLOW.next("confirm", payment.status)
    if grower.person is None or not grower.person.mobile or grower.person.code == actor.code:
        raise NoPhone
    recent = ReceiptCode.objects.filter(payment__grower__person=grower.person, sent_at__gt=at - timedelta(days=1))
    if recent.count() >= rules.whole("sellers.consent_codes_per_day", at=at) or not _tries_left(payment, at=at):
        raise TooManyReceiptCodes
    pin = new_pin()
    minutes = rules.whole("sellers.consent_code_minutes", at=at)
    code = ReceiptCode.objects.create(
        payment=payment, digest=_digest(payment, pin), sent_at=at, expires_at=at + timedelta(minutes=minutes)
    )
    send_sms(
        phone=grower.person.phone,
        text=_(
            "Cho Phien: %(shop)s paid you %(amount)s. Have you got it? Then read them the code %(pin)s. If not, no."
        ),
        facts={"shop": grower.seller.name[:40], "amount": format_vnd(payment.amount_vnd), "pin": pin},
        language=grower.person.language,
        about=_about(code),
        secret=True,
        at=at,
    )
    _note("code_sent", payment, actor=actor, at=at)
    return code


def check_code(*, payment: GrowerPayment, typed: str, at: datetime) -> Receipt:
    """The household read its code out. Call it outside a transaction: wrong tries count.

    :raises ReceiptCodeWrong: with the tries that are left
    :raises ReceiptCodeOld: if none counts any more
    """
    with transaction.atomic(durable=True):
        newest = ReceiptCode.objects.select_for_update().filter(payment=payment).order_by("-pk").first()
        refusal = _why_not(newest, payment, typed, at=at)
        if refusal is None and newest is not None:
            newest.used_at = at
            newest.save(update_fields=["used_at"])
            wipe_secret(about=_about(newest), at=at)
    if refusal is not None:
        raise refusal
    return Receipt(ReceiptWay.CODE)


@transaction.atomic
def take_paper(*, payment: GrowerPayment, file: SentFile, witness_name: str, actor: Actor, at: datetime) -> Receipt:
    """The household signed on paper, and somebody else saw it: the paper's photo is sealed.

    :raises NotPermitted: if `actor` does not keep the shop's money
    :raises FileRefused: if it is no picture of a paper
    :raises Invalid: if no third person saw it
    """
    grower = payment.grower
    policies.can_pay_growers(actor, grower.seller, at=at).require()
    try:
        witness = clean_person_name(witness_name)
    except BadName as fault:
        raise Invalid({"witness_name": [str(fault)]}) from fault
    own = actor.name if isinstance(actor, Person) else ""
    if fold(witness) in {fold(grower.name), fold(own)}:
        raise Invalid({"witness_name": [_("The witness is a third person: neither the household nor who pays.")]})
    paper = take_private_file(file=file, kind=PAPER, owner_code=grower.seller.code, actor=actor, at=at)
    return Receipt(ReceiptWay.PAPER, witness, paper.code)


def confirm(*, payment: GrowerPayment, receipt: Receipt, actor: Actor, at: datetime) -> GrowerPayment:
    """Keep the household's word. Only `settlement.actions.growers.confirm_payment` calls it, which writes the books.

    :raises NotPermitted: if `actor` neither keeps the shop's money nor is the household on its own page
    :raises StepNotAllowed: if it was answered before
    """
    payment = lock_payment(payment.pk)
    if receipt.way == ReceiptWay.DESK:
        policies.is_this_grower(actor, payment.grower).require()
    else:
        policies.can_pay_growers(actor, payment.grower.seller, at=at).require()
    payment.receipt, payment.witness_name, payment.file_code = receipt.way, receipt.witness_name, receipt.file_code
    return _answer(payment, "confirm", actor=actor, at=at)


def lock_payment(pk: int) -> GrowerPayment:
    """Fetch the payment and hold its household and it until the transaction ends."""
    grower_id = GrowerPayment.objects.values_list("grower_id", flat=True).get(pk=pk)
    grower = _lock_grower(grower_id)
    payment = GrowerPayment.objects.select_for_update(of=("self",)).get(pk=pk)
    payment.grower = grower
    return payment


def _lock_grower(pk: int) -> Grower:
    rows = Grower.objects.select_for_update(of=("self",)).select_related("seller__commune__province", "person")
    return rows.get(pk=pk)


def _answer(payment: GrowerPayment, step: str, *, actor: Actor, at: datetime) -> GrowerPayment:
    payment.status = PaymentStatus(PAYMENT_FLOW.next(step, payment.status))
    payment.answered_by, payment.answered_at = actor.code, at
    payment.save(update_fields=["status", "answered_by", "answered_at", "receipt", "witness_name", "file_code"])
    _note(str(payment.status), payment, actor=actor, at=at)
    return payment


def _why_not(newest: ReceiptCode | None, payment: GrowerPayment, typed: str, *, at: datetime) -> DomainError | None:
    left = _tries_left(payment, at=at)
    if newest is None or newest.used_at is not None or newest.expires_at <= at or not left:
        return ReceiptCodeOld()
    if hmac.compare_digest(_digest(payment, typed.strip()), newest.digest):
        return None
    newest.wrong_tries += 1
    newest.save(update_fields=["wrong_tries"])
    return ReceiptCodeWrong(facts={"left": left - 1}) if left > 1 else ReceiptCodeOld()


def _tries_left(payment: GrowerPayment, *, at: datetime) -> int:
    """How many wrong codes may still be typed for this payment, over all that were sent for it."""
    wrong = payment.codes.aggregate(sum=Sum("wrong_tries"))["sum"] or 0
    return max(rules.whole("sellers.consent_code_tries", at=at) - int(wrong), 0)


def _digest(payment: GrowerPayment, pin: str) -> str:
    """Of the code and of what it says yes to."""
    terms = f"{payment.code}:{payment.amount_vnd}:{pin}"
    return salted_hmac("chophien.lots.receipt", terms, algorithm="sha256").hexdigest()


def _about(code: ReceiptCode) -> str:
    return f"receipt:{code.digest[:24]}"


def _note(what: str, payment: GrowerPayment, *, actor: Actor, at: datetime) -> None:
    facts = {"payment": payment.code, "grower": payment.grower.code, "amount_vnd": payment.amount_vnd, "step": what}
    record("lots.paid", actor=actor, subject_code=payment.grower.seller.code, at=at, facts=facts)
