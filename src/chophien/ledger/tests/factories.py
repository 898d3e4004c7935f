"""Accounts and transfers for tests."""

from datetime import UTC, datetime

from chophien.ledger.actions.accounts import NewAccount, open_account
from chophien.ledger.actions.posting import post
from chophien.ledger.machine import Wish

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def an_account(code, **said):
    open_account(NewAccount(code, **{"kind": "test", **said}), at=NOON)
    return code


def a_wish(code, debit="bank", credit="seller:lan", amount=1000, **said):
    return Wish(code, debit, credit, amount, **{"book": "VND", "kind": "sale", **said})


def money_for(code, amount):
    """Credit an account from outside."""
    an_account("world")
    post([a_wish(f"{code}:money", "world", code, amount)], at=NOON)
