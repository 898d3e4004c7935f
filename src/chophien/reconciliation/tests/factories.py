"""Transfers for tests, as the bank tells them."""

import json
from datetime import date
from itertools import count

from chophien.orders.tests.factories import NOON, an_order
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.models import BankLine
from chophien.reconciliation.reading.lines import RawLine
from chophien.reconciliation.webhooks.payos import signature_of

DAY = date(2026, 11, 21)
KEY = "test_checksum_key"
ACCOUNT = "0000000000"
_NUMBERS = count(1)


def a_raw_line(text="khach mua hang", amount_vnd=100_000, **facts) -> RawLine:
    """A transfer that came in, with a number of the bank that no other has."""
    facts.setdefault("reference", f"FT26325{next(_NUMBERS):06}")
    return RawLine(incoming=True, booked_on=facts.pop("booked_on", DAY), amount_vnd=amount_vnd, text=text, **facts)


def a_transfer(text, amount_vnd, *, at=NOON, **facts) -> BankLine:
    """A transfer that came in and was settled."""
    taken = take_line(raw=a_raw_line(text, amount_vnd, **facts), at=at)
    settle_line(line=taken.line, at=at)
    return BankLine.objects.get(pk=taken.line.pk)


def an_unpaid_order(**facts):
    """An order whose transfer to the market's account is awaited."""
    return an_order(payment="vietqr", **facts)


def words_for(order) -> str:
    """How a bank writes the words of a transfer for the order's group."""
    return f"MBVCB.4525077405.{order.group.code.replace('-', '')} CT tu 0351000646393 SUNG A PAO"


def a_message(text, amount_vnd, *, key=KEY, **changes) -> str:
    """A message of payOS about a transfer, signed with `key`."""
    data = {
        "orderCode": 123,
        "amount": amount_vnd,
        "description": text,
        "accountNumber": ACCOUNT,
        "reference": f"TF26325{next(_NUMBERS):06}",
        "transactionDateTime": "2026-11-21 12:00:00",
        "currency": "VND",
        "paymentLinkId": "124c33293c43417ab7879e14c8d9eb18",
        "code": "00",
        "desc": "Thành công",
        "counterAccountBankId": "",
        "counterAccountBankName": "",
        "counterAccountName": "SUNG A PAO",
        "counterAccountNumber": "0351000646393",
        "virtualAccountName": "",
        "virtualAccountNumber": "",
        **changes,
    }
    signature = signature_of(data, key=key)
    return json.dumps({"code": "00", "desc": "success", "success": True, "data": data, "signature": signature})
