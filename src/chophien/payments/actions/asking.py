"""Asking a buyer for an account: another when the bank has sent money back, one at all for cash and for what a gateway
took; taking the answer.
"""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.payments.errors import NoAccountAsked
from chophien.payments.models import AccountAsked, InterestOwed, Payment, Refund
from chophien.payments.selectors import lock_payments_of_group
from chophien.payments.selectors.asking import accounts_asked, lock_accounts_asked
from chophien.payments.selectors.interest import is_transferred_by_the_shop
from chophien.payments.selectors.refunds import given_back_by_the_shop
from chophien.payments.states import NamedBy
from chophien.sellers.actions.payout import tidy_account
from chophien.uploads.sealing import open_sealed, seal


def ask_for_account(*, about: str, group_code: str, amount_vnd: int, at: datetime) -> AccountAsked:
    """So much came home: its buyer is asked where to send it. In the transaction of whoever took it back."""
    no_longer_asked([about], at=at)
    return AccountAsked.objects.create(about=about, group_code=group_code, amount_vnd=amount_vnd, asked_at=at)


def ask_for_gateway(*, about: str, group_code: str, amount_vnd: int, through: str, at: datetime) -> AccountAsked:
    """A gateway, `through` that account of the chart, has not given so much back: its buyer is asked where to send it.
    What was answered for it before, when the gateway would not either, is answered. In the transaction of whoever heard
    the gateway.
    """
    before = AccountAsked.objects.filter(about=about).order_by("-pk").first()
    asked = ask_for_account(about=about, group_code=group_code, amount_vnd=amount_vnd, at=at)
    asked.through = through
    if before is not None and before.through:
        _answer_as(asked, before)
    asked.save()
    return asked


def no_longer_asked(codes: list[str], *, at: datetime) -> None:
    """It was paid again, or is counted with something else: nobody waits for an account. One statement."""
    AccountAsked.objects.filter(about__in=codes, ended_at__isnull=True).update(ended_at=at)


def follow_the_refund(interest: InterestOwed, *, at: datetime) -> None:
    """Interest is owed by itself once its refund has gone to an account that the buyer had named: it goes there too,
    unless the shop transfers it. Not to one from which the bank had sent the refund back, where the buyer named no
    other since. In the transaction of whoever wrote the refund down.
    """
    if is_transferred_by_the_shop(interest):
        return
    last = AccountAsked.objects.filter(about=interest.refund.code).order_by("-pk").first()
    if last is None or last.sealed_account is None:
        return
    asked = AccountAsked(
        about=interest.code,
        group_code=last.group_code,
        amount_vnd=interest.amount_vnd,
        asked_at=at,
        of_cash=last.of_cash,
        through=last.through,
    )
    _answer_as(asked, last)
    asked.save()


def _answer_as(asked: AccountAsked, before: AccountAsked) -> None:
    """The buyer had said it of the other; the caller saves."""
    asked.answered_at, asked.bank_bin, asked.owner_name = before.answered_at, before.bank_bin, before.owner_name
    asked.sealed_account, asked.account_tail = before.sealed_account, before.account_tail


def follow_the_cash(payment: Payment, *, at: datetime) -> None:
    """The cash of a payment that the caller holds went into other hands, and what is promised back of it is parted
    (`apart`). What its shop gives back now it gives by hand: no account is asked, or kept, for that.
    """
    if payment.owed_back_vnd:
        shops = Refund.objects.filter(given_back_by_the_shop(), payment=payment, done_at__isnull=True)
        no_longer_asked(list(shops.values_list("code", flat=True)), at=at)


@transaction.atomic
def give_account(
    *, group_code: str, bank_bin: str, account: str, owner_name: str, by: NamedBy, actor: Actor, at: datetime
) -> list[AccountAsked]:
    """The buyer says where all is to be sent that came home, or of which the market knows no account, or that it is
    another account after all. Whoever calls has made sure, in the way that `by` names, that it is the buyer. The
    payments are held first, so that nothing goes back, or into other hands, meanwhile.

    :raises NoAccountAsked: if no money waits for an account, or all of it was sent meanwhile
    :raises Invalid: naming each answer that cannot be used
    """
    lock_payments_of_group(group_code)
    waiting = accounts_asked(group_code)
    if not waiting:
        raise NoAccountAsked
    number, owner = tidy_account(bank_bin, account, owner_name)
    AccountAsked.objects.bulk_create(one for one in waiting if one.pk is None)
    asked = lock_accounts_asked(group_code)
    for one in asked:
        one.answered_at, one.bank_bin, one.owner_name = at, bank_bin, owner
        one.sealed_account, one.account_tail = seal(number.encode()), number[-4:]
        one.save(update_fields=["answered_at", "bank_bin", "owner_name", "sealed_account", "account_tail"])
    facts = {"bank": bank_bin, "amount_vnd": sum(one.amount_vnd for one in asked), "way": by.value}
    record("payments.account_given", actor=actor, subject_code=group_code, at=at, facts=facts)
    return asked


@transaction.atomic
def see_account(*, asked: AccountAsked, purpose: str, actor: Actor, at: datetime) -> str:
    """The whole number that a buyer gave, after the purpose was said and written down. Whoever calls has decided who
    may; empty where the buyer has not answered, or was forgotten since.

    :raises PurposeMissing: if no purpose is stated
    """
    record_look("payments.account", actor=actor, subject_code=asked.group_code, purpose=purpose, at=at)
    return open_sealed(bytes(asked.sealed_account)).decode() if asked.sealed_account else ""
