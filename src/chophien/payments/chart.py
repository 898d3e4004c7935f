"""The market's chart of accounts: what each account is called, and how it is opened.

Money that stands somewhere (at the licensed partner, at a gateway, in somebody's hands) is debited when it comes and
credited when it goes. What is owed to somebody is credited when it is owed and debited when it is settled.
"""

from dataclasses import replace

from django.conf import settings

from chophien.ledger.actions.accounts import NewAccount
from chophien.lib.text import slugify_vi

HELD, GATEWAY, CASH, SELLER, FUNDER, TAX = "held", "gateway", "cash", "seller", "funder", "tax"
PENDING, DUE = "pending", "due"
MEMBERS, GROWER = "members", "grower"
CARRIER, HELPER, AGENT = "carrier", "helper", "agent"
REFUNDS, UNKNOWN, SHIPPING, FEES, FEE_TAX, INTEREST = "refunds", "unknown", "shipping", "fees", "fee-tax", "interest"
INTEREST_OWED = "interest-owed"
"""Promised to buyers for days late and not transferred yet; once it is, it was `INTEREST` like all other."""
GATEWAY_FEES = "gateway-fees"
UNKNOWN_OUT, BANK_COSTS = "unknown-out", "bank-costs"
"""Money that left the market's account and that nobody has explained yet; what the bank asks for its work."""
CASH_DIFFERENCES = "cash-differences"
"""What counting the tills of cash points found too little (debited) or too much (credited)."""
CASH_ROUNDING = "cash-rounding"
"""What tills gave to buyers above what they had to come, as there are no notes for less (debited)."""
ALONE = frozenset(
    {
        *(REFUNDS, SHIPPING, FEES, FEE_TAX, INTEREST, INTEREST_OWED),
        *(CASH_DIFFERENCES, CASH_ROUNDING, GATEWAY_FEES, UNKNOWN_OUT, BANK_COSTS),
    }
)
MARKET, PROGRAMME = "market", "programme"
SIMULATED, TRIAL_BOOK = "sim", "SIM"
"""Trials stand in a book of their own: the ledger refuses a transfer from one book to another."""
LONGEST_NAME = 40


def held() -> str:
    """Money at the licensed bank or payment company that holds it by contract (`CHOPHIEN_HELD_AT`)."""
    return f"{HELD}:{slugify_vi(settings.HELD_AT, max_length=LONGEST_NAME)}"


def gateway(name: str) -> str:
    """Money that a payment gateway took and has not handed over yet."""
    return f"{GATEWAY}:{name}"


def is_gateway(account_code: str) -> bool:
    """Whether this is the account of money that a gateway has."""
    return account_code.startswith(f"{GATEWAY}:")


def is_held(account_code: str) -> bool:
    """Whether this is an account of money at a licensed bank or payment company, today's or one before."""
    return account_code.startswith(f"{HELD}:")


def cash(kind: str, code: str) -> str:
    """Cash in the hands of a carrier (by its name), a helper, a seller or a cash point's till (by their codes)."""
    return f"{CASH}:{kind}:{slugify_vi(code, max_length=LONGEST_NAME) if kind == CARRIER else code}"


def pending(seller_code: str) -> str:
    """What came for a seller's orders that are not completed yet. Never below zero."""
    return f"{SELLER}:{seller_code}:{PENDING}"


def due(seller_code: str) -> str:
    """What a seller has earned and not been paid yet. Below zero after money went back that had been paid out."""
    return f"{SELLER}:{seller_code}:{DUE}"


def funder(kind: str, code: str) -> str:
    """What the market or a programme owes for what it takes upon itself: discounts, parts of fees."""
    return f"{FUNDER}:{kind}:{code}"


def members(seller_code: str) -> str:
    """What a cooperative has been paid, or will be, for goods of its households. Debited when it owes it to them."""
    return f"{MEMBERS}:{seller_code}"


def grower(grower_code: str) -> str:
    """What one household of a cooperative is owed. Below zero after money went back that it had been paid."""
    return f"{GROWER}:{grower_code}"


def tax(kind: str) -> str:
    """Withheld for the state and not handed over yet, by kind of tax."""
    return f"{TAX}:{kind}"


def simulated(code: str) -> str:
    """The account of trials without real money that stands for one of the chart."""
    return f"{SIMULATED}:{code}"


def account(code: str) -> NewAccount:
    """How the account of that code is opened.

    :raises ValueError: if the chart has no such account
    """
    kind, _, rest = code.partition(":")
    if kind == SIMULATED and rest.partition(":")[0] != SIMULATED:
        like = account(rest)
        return replace(like, code=code, kind=f"{SIMULATED}_{like.kind}", book=TRIAL_BOOK)
    place, _, owner = rest.partition(":")
    if kind == SELLER and rest.rpartition(":")[2] in {PENDING, DUE}:
        purpose = rest.rpartition(":")[2]
        return NewAccount(code, f"{SELLER}_{purpose}", debits_capped=purpose == PENDING)
    if kind == CASH and place and owner:
        return NewAccount(code, f"{CASH}_{place}", credits_capped=place != CARRIER, hot=place == CARRIER)
    if kind in {MEMBERS, GROWER} and rest:
        return NewAccount(code, kind)
    if code == UNKNOWN:
        return NewAccount(code, UNKNOWN, debits_capped=True)
    if code in ALONE or (kind in {HELD, GATEWAY, FUNDER, TAX} and rest):
        return NewAccount(code, kind.replace("-", "_"), hot=True)
    raise ValueError(code)


def owner_of(code: str) -> str:
    """The seller's code in the code of one of its accounts."""
    return code.removeprefix(f"{SELLER}:").rpartition(":")[0]
