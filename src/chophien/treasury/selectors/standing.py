"""The market's own accounts as they stand, what of them can move, and what was written down to move."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, QuerySet, Sum

from chophien.ledger.models import Account
from chophien.ledger.selectors import Sums, balance_of, sums_of
from chophien.payments import chart
from chophien.treasury.accounts import ALONE, GOES_OUT, OwnAccount, own_account
from chophien.treasury.models import OwnTransfer
from chophien.treasury.states import OwnKind, OwnStatus

PREFIX, SYMBOLS = "CV", 8
OPEN = frozenset({OwnStatus.DRAFT, OwnStatus.APPROVED})


@dataclass(frozen=True)
class Standing:
    """One account: what it holds in đồng, below zero what is owed to it, and how much of that is on its way already.

    `kind` is what can move now, so much of it (`most_vnd`); None where nothing can.
    """

    code: str
    what: OwnAccount
    balance_vnd: int
    on_its_way_vnd: int
    kind: OwnKind | None
    most_vnd: int

    @property
    def goes_out(self) -> bool:
        """Whether what can move now leaves the account at the partner."""
        return self.kind in GOES_OUT

    @property
    def owner(self) -> str:
        """Of a funder's account its own code, empty for the others."""
        return self.code.split(":", 2)[2] if self.code.startswith(f"{chart.FUNDER}:") else ""


def own_standings() -> list[Standing]:
    """The accounts of which there is one each. Two statements."""
    sums, coming = sums_of(ALONE), _coming(ALONE)
    return [_standing(code, sums.get(code, Sums()), coming.get(code, 0)) for code in ALONE]


def funders_standing() -> QuerySet[Account]:
    """The accounts of funders that do not stand at zero, or of which money is set aside."""
    sums = Account.objects.filter(kind=chart.FUNDER).annotate(
        posted=Sum(F("balances__credits_posted") - F("balances__debits_posted")),
        aside=Sum("balances__debits_pending"),
    )
    return sums.exclude(posted=0, aside=0)


def standings_of(accounts: Sequence[Account]) -> list[Standing]:
    """How these accounts of funders stand. Two statements."""
    codes = [one.code for one in accounts]
    sums, coming = sums_of(codes), _coming(codes)
    return [_standing(code, sums.get(code, Sums()), coming.get(code, 0)) for code in codes]


def standing_of(code: str) -> Standing | None:
    """How one account stands; None where it is not the market's own. Two statements."""
    if own_account(code) is None:
        return None
    return _standing(code, balance_of(code), _coming([code]).get(code, 0))


def with_the_partner() -> int:
    """What is on the account at the partner and not set aside to go, in đồng."""
    return balance_of(chart.held()).held


def own_transfers() -> QuerySet[OwnTransfer]:
    """All that was ever written down to move, the newest first."""
    return OwnTransfer.objects.order_by("-pk")


def own_transfers_open() -> QuerySet[OwnTransfer]:
    """Those that wait for a second yes."""
    return OwnTransfer.objects.filter(status=OwnStatus.DRAFT)


def own_transfer_by_code(code: str) -> OwnTransfer | None:
    """The movement with this code."""
    return OwnTransfer.objects.filter(code=code).first()


def is_own(code: str) -> bool:
    """Whether this is written as the code of a movement of the market's own accounts."""
    return code.startswith(f"{PREFIX}-")


def lock_account(code: str) -> None:
    """Have whoever else writes a movement of this account down wait until the transaction ends. The partner's is held
    first: all that leaves is measured at it.
    """
    with connection.cursor() as cursor:
        for one in (chart.held(), code):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"treasury:{one}"])


def _coming(codes: Sequence[str]) -> dict[str, int]:
    """What is written down to come into these accounts and has not come. What leaves is set aside in the books."""
    waiting = OwnTransfer.objects.filter(account__in=codes, status__in=OPEN).exclude(kind__in=GOES_OUT)
    return dict(waiting.values_list("account").annotate(sum=Sum("amount_vnd")).order_by("account"))


def _standing(code: str, sums: Sums, coming_vnd: int) -> Standing:
    what = own_account(code)
    if what is None:
        raise ValueError(code)
    balance = sums.credits_posted - sums.debits_posted
    can_go, can_come = sums.owed, -balance - coming_vnd
    kind = what.out if can_go > 0 else what.into if can_come > 0 else None
    return Standing(
        code,
        what,
        balance_vnd=balance,
        on_its_way_vnd=sums.debits_pending + coming_vnd,
        kind=kind,
        most_vnd=max(can_go, can_come) if kind else 0,
    )
