"""payOS's messages about money that came: their signature, and what they say.

The signature is HMAC-SHA256 over ``key=value`` pairs of the data in the order of their keys, joined by ``&``.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from chophien.lib.dates import VIETNAM
from chophien.lib.money import MAX_VND
from chophien.lib.text import clean_line
from chophien.reconciliation.reading.lines import NAME_MOST, REFERENCE_MOST, TEXT_MOST, RawLine

NOTHING = (None, "undefined", "null")
CAME = "00"
"""The code of a transfer that arrived."""
DAY_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S")


class Unreadable(Exception):
    """The message is signed, but it does not say what happened in a way that can be read."""


def signature_of(data: Mapping[str, Any], *, key: str) -> str:
    """The signature of some data, in hexadecimal digits."""
    said = "&".join(f"{name}={_written(data[name])}" for name in sorted(data))
    return hmac.new(key.encode(), said.encode("utf-8", "surrogatepass"), sha256).hexdigest()


def is_genuine(body: Mapping[str, Any], *, key: str) -> bool:
    """Whether whoever has the key signed what this message says."""
    data, told = body.get("data"), body.get("signature")
    if not isinstance(data, dict) or not isinstance(told, str):
        return False
    return hmac.compare_digest(signature_of(data, key=key).encode(), told.encode("utf-8", "surrogatepass"))


def line_in(data: Mapping[str, Any]) -> RawLine:
    """The movement that a message tells of.

    :raises Unreadable: if amount, day or number are missing or no such things, or it is not about đồng
    """
    amount, number = data.get("amount"), data.get("reference")
    is_amount = isinstance(amount, int) and not isinstance(amount, bool) and 0 < amount <= MAX_VND
    if not is_amount or not isinstance(number, str) or not clean_line(number):
        raise Unreadable
    if data.get("currency") not in {None, "", "VND"}:
        raise Unreadable
    return RawLine(
        incoming=True,
        booked_on=_moment(data.get("transactionDateTime")).astimezone(VIETNAM).date(),
        amount_vnd=int(str(amount)),
        text=_line(data.get("description"), TEXT_MOST),
        reference=_line(number, REFERENCE_MOST),
        payer_name=_line(data.get("counterAccountName"), NAME_MOST),
        payer_account=_line(data.get("counterAccountNumber"), NAME_MOST),
    )


def accounts_in(data: Mapping[str, Any]) -> list[str]:
    """The account that the money came to, and the virtual one that stands for it, where they are told."""
    told = (data.get("accountNumber"), data.get("virtualAccountNumber"))
    return [one for one in told if isinstance(one, str) and one]


def _moment(text: object) -> datetime:
    """A moment as payOS writes it; without a zone it is Vietnam's."""
    for one in DAY_FORMATS:
        try:
            moment = datetime.strptime(str(text), one)  # noqa: DTZ007 -- the zone is put in below
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    raise Unreadable


def _line(text: object, most: int) -> str:
    return clean_line(text)[:most] if isinstance(text, str) else ""


def _written(value: object) -> str:
    """A value as it is signed: objects by their keys, true and false in small letters, nothing as nothing."""
    if isinstance(value, list):
        value = [dict(sorted(one.items())) if isinstance(one, dict) else one for one in value]
    if isinstance(value, list | dict):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value in NOTHING else str(value)
