"""Reads about accounts that buyers are asked for, as the bank could not bring their money to the one before."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from chophien.lib.banks import banks
from chophien.payments.models import AccountAsked, InterestOwed, Payment, Refund


def accounts_asked(group_code: str) -> list[AccountAsked]:
    """What came home of a group of orders or a contract and was not paid again, the oldest first. One statement."""
    return list(AccountAsked.objects.filter(group_code=group_code, ended_at__isnull=True).order_by("pk"))


def asked_about(codes: Collection[str]) -> dict[str, AccountAsked]:
    """For what of these came home and was not paid again an account is asked, or told, by code. One statement."""
    rows = AccountAsked.objects.filter(about__in=list(codes), ended_at__isnull=True)
    return {one.about: one for one in rows}


def accounts_of(payments: QuerySet[Payment]) -> QuerySet[AccountAsked]:
    """The accounts that buyers have told for refunds of these payments, or interest on them, and that money waits to be
    sent to: not those for another shop's refund of the same group.
    """
    refunds = Refund.objects.filter(payment__in=payments)
    codes = Q(about__in=refunds.values("code")) | Q(
        about__in=InterestOwed.objects.filter(refund__in=refunds).values("code")
    )
    return accounts_told().filter(codes)


def accounts_told() -> QuerySet[AccountAsked]:
    """All that money waits to be sent to, also for surpluses and for differences with carriers."""
    return AccountAsked.objects.filter(answered_at__isnull=False, ended_at__isnull=True)


def lock_accounts_asked(group_code: str) -> list[AccountAsked]:
    """Hold them until the transaction ends."""
    waiting = AccountAsked.objects.select_for_update().filter(Q(group_code=group_code, ended_at__isnull=True))
    return list(waiting.order_by("pk"))


def bank_of(asked: AccountAsked) -> str:
    """The short name of the bank that the buyer named."""
    bank = banks().get(asked.bank_bin)
    return bank.short_name if bank else asked.bank_bin
