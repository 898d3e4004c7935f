"""Reads about accounts that buyers are asked for: the bank could not bring their money to the one before, or they had
paid in cash or through a gateway, and the market knows none.

For cash, and for interest, nobody opens anything: a refund, or interest that is owed by itself, is asked about as long
as it is the market's to transfer, and has a row once the buyer has answered. What a gateway would not give back is
asked about by `gateways`.
"""

from collections.abc import Collection

from django.db.models import F, Q, QuerySet, Value

from chophien.lib.banks import banks
from chophien.payments.models import AccountAsked, InterestOwed, Payment, Refund
from chophien.payments.selectors.interest import interest_without_account, refund_was_back
from chophien.payments.selectors.refunds import transferred_for_cash


def accounts_asked(group_code: str) -> list[AccountAsked]:
    """What of a group of orders or a contract came home and was not paid again, or is to be transferred back although
    no bank ever told an account; the oldest first, then what has no row yet. Two statements.
    """
    rows = list(AccountAsked.objects.filter(group_code=group_code, ended_at__isnull=True).order_by("pk"))
    return rows + _by_rule(Q(payment__group_code=group_code), Q(refund__payment__group_code=group_code), rows)


def accounts_awaited(group_codes: Collection[str]) -> list[AccountAsked]:
    """The same of several groups or contracts, as far as the buyer has not answered. Two statements, none without
    codes.
    """
    if not group_codes:
        return []
    rows = list(AccountAsked.objects.filter(group_code__in=list(group_codes), ended_at__isnull=True).order_by("pk"))
    waiting = [one for one in rows if one.answered_at is None]
    groups = list(group_codes)
    return waiting + _by_rule(Q(payment__group_code__in=groups), Q(refund__payment__group_code__in=groups), rows)


def asked_about(codes: Collection[str]) -> dict[str, AccountAsked]:
    """For what of these an account is asked, or told, by code. Two statements, none without codes."""
    if not codes:
        return {}
    rows = list(AccountAsked.objects.filter(about__in=list(codes), ended_at__isnull=True))
    return {one.about: one for one in rows + _by_rule(Q(code__in=list(codes)), Q(code__in=list(codes)), rows)}


def asks_for_cash(order_codes: Collection[str]) -> frozenset[str]:
    """The orders, of these, whose buyer is asked for an account because they paid in cash, and has not told it for all
    that goes back. One statement, none without codes.
    """
    if not order_codes:
        return frozenset()
    told = AccountAsked.objects.filter(ended_at__isnull=True).values("about")
    codes = list(order_codes)
    refunds = transferred_for_cash().filter(payment__order_code__in=codes).exclude(code__in=told).order_by()
    interest = (
        interest_without_account().filter(refund__payment__order_code__in=codes).exclude(code__in=told).order_by()
    )
    asked = refunds.values_list("payment__order_code").union(interest.values_list("refund__payment__order_code"))
    return frozenset(code for (code,) in asked)


def waiting_for_account(codes: Collection[str]) -> frozenset[str]:
    """The refunds, of these, that the market is to transfer for cash, and the interest for which it knows no account,
    whose buyer has not said to which account: as long as nobody has, only the bank's own line tells that one of them
    left the account. One statement, none without codes.
    """
    if not codes:
        return frozenset()
    told, meant = accounts_told().values("about"), list(codes)
    refunds = transferred_for_cash().filter(code__in=meant).exclude(code__in=told).order_by()
    interest = interest_without_account().filter(code__in=meant).exclude(code__in=told).order_by()
    return frozenset(code for (code,) in refunds.values_list("code").union(interest.values_list("code"), all=True))


def asks_for_interest(order_code: str) -> bool:
    """Whether the buyer of this order or contract is asked for an account for interest that is owed by itself, as the
    market knows none, and has not told one. One statement.
    """
    told = AccountAsked.objects.filter(ended_at__isnull=True).values("about")
    return interest_without_account().filter(refund__payment__order_code=order_code).exclude(code__in=told).exists()


def paid_back_for_cash(order_codes: Collection[str]) -> frozenset[str]:
    """The orders, of these, of whose cash the market transfers something back, whether or not the buyer has told an
    account. One statement, none without codes.
    """
    if not order_codes:
        return frozenset()
    found = transferred_for_cash().filter(payment__order_code__in=list(order_codes))
    return frozenset(found.order_by().values_list("payment__order_code", flat=True))


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
    """Hold those that have a row until the transaction ends."""
    waiting = AccountAsked.objects.select_for_update().filter(Q(group_code=group_code, ended_at__isnull=True))
    return list(waiting.order_by("pk"))


def _by_rule(of_refunds: Q, of_interest: Q, rows: Collection[AccountAsked]) -> list[AccountAsked]:
    """What of these refunds, and of this interest, is asked about by rule and has none of these rows, unsaved. One
    statement.
    """
    known = {one.about for one in rows}
    refunds = transferred_for_cash().filter(of_refunds).order_by().annotate(by=Value(""), home=Value(value=False))
    interest = interest_without_account().filter(of_interest).order_by()
    interest = interest.annotate(by=F("refund__through"), home=refund_was_back("refund_id"))
    found = refunds.values_list("asked_at", "pk", "code", "payment__group_code", "amount_vnd", "by", "home").union(
        interest.values_list("owed_at", "pk", "code", "refund__payment__group_code", "amount_vnd", "by", "home"),
        all=True,
    )
    return [
        AccountAsked(
            about=code,
            group_code=group_code,
            amount_vnd=amount,
            asked_at=asked_at,
            of_cash=not by and not home,
            through="" if home else by,
        )
        for asked_at, _pk, code, group_code, amount, by, home in sorted(found)
        if code not in known
    ]


def bank_of(asked: AccountAsked) -> str:
    """The short name of the bank that the buyer named."""
    bank = banks().get(asked.bank_bin)
    return bank.short_name if bank else asked.bank_bin
