"""The market's codes in the words of a transfer, whatever banks and thumbs made of them."""

import re
from collections.abc import Mapping

from chophien.lib.codes import MISREAD, BadCode, normalise_code
from chophien.lib.text import fold

KINDS = {"GD": 8, "CP": 7, "HD": 7, "NT": 8, "CT": 10, "HT": 10, "TL": 10, "TR": 10, "CL": 8}
"""Groups of orders, orders, contracts, receipts for cash; payouts, refunds, the interest of late ones,
surpluses and what carriers collected too much, that come back: two letters and so many symbols (`lib.codes`).
"""
OUTGOING = {"DC": 10, "TK": 8, **KINDS}
"""What money that went out may name besides: batches of payouts, tax returns, what
carriers collected too much."""
PAYOUT_PREFIX, REFUND_PREFIX, INTEREST_PREFIX, BACK_PREFIX, FINDING_PREFIX = "CT", "HT", "TL", "TR", "CL"
INCOMING = {"GH": 8, **KINDS}
"""What money that comes in may name besides: a shop that pays back what it owes."""
SHOP_PREFIX = "GH"
GAP = r"[^A-Z0-9]{0,2}"


def codes_in(text: str, *, kinds: Mapping[str, int] = KINDS) -> list[str]:
    """Every sound code in the words of a transfer, as codes are written, each once, in the order of the words.

    Small letters, lost dashes, spaces that a bank put in and its own words right before and behind are no hindrance.
    The check symbol tells a code from what only looks like one; whether there is such a thing, the caller finds out.
    """
    words = fold(text).upper()
    found: dict[str, int] = {}
    for prefix, symbols in kinds.items():
        begin = GAP.join(prefix)
        for match in re.finditer(rf"(?={begin}(?P<symbols>(?:{GAP}[0-9A-Z]){{{symbols}}}))", words):
            typed = re.sub(r"[^0-9A-Z]", "", match["symbols"]).translate(MISREAD)
            try:
                code = normalise_code(prefix + typed, prefix=prefix)
            except BadCode:
                continue
            if len(code.replace("-", "")) == len(prefix) + symbols:
                found.setdefault(code, match.start())
    return sorted(found, key=lambda code: found[code])


def is_shop(code: str) -> bool:
    """Whether this is written as the code of a shop."""
    return code.startswith(f"{SHOP_PREFIX}-")


def is_payout(code: str) -> bool:
    """Whether this is written as the code of a payout."""
    return code.startswith(f"{PAYOUT_PREFIX}-")


def is_refund(code: str) -> bool:
    """Whether this is written as the code of a refund."""
    return code.startswith(f"{REFUND_PREFIX}-")


def is_interest(code: str) -> bool:
    """Whether this is written as the code of interest that is owed by itself."""
    return code.startswith(f"{INTEREST_PREFIX}-")


def is_back(code: str) -> bool:
    """Whether this is written as the code of a surplus that is sent back."""
    return code.startswith(f"{BACK_PREFIX}-")


def is_finding(code: str) -> bool:
    """Whether this is written as the code of a difference with a carrier."""
    return code.startswith(f"{FINDING_PREFIX}-")


def goes_out(code: str) -> bool:
    """Whether this is written as the code of something that the market pays."""
    return any(is_it(code) for is_it in (is_payout, is_refund, is_interest, is_back, is_finding))
