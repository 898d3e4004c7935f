"""Money on the market's account that no order explains, as the books show it: kept aside, explained, sent back.

`code` is that of the line of the bank's statement. Follows from reconciling; asked again, nothing moves.
"""

from datetime import datetime

from chophien.ledger.actions.posting import Wish
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.payments.models import PartCame


def keep_unexplained(*, code: str, amount_vnd: int, about: str, at: datetime) -> None:
    """It came, and nobody knows yet what for; or it is a part of what is awaited."""
    moved = Wish(f"bank:{code}:kept", chart.held(), chart.UNKNOWN, amount_vnd, kind="unexplained", subject_code=about)
    enter([moved], at=at)


def explain(*, code: str, amount_vnd: int, about: str, at: datetime) -> None:
    """What was kept aside is explained: whoever explains it enters the same money as what it is."""
    moved = Wish(
        f"bank:{code}:explained", chart.UNKNOWN, chart.held(), amount_vnd, kind="explained", subject_code=about
    )
    enter([moved], at=at)


def owe_sender(*, code: str, amount_vnd: int, was_kept: bool, about: str, at: datetime) -> None:
    """It is owed back to whoever sent it."""
    debit = chart.UNKNOWN if was_kept else chart.held()
    moved = Wish(f"bank:{code}:back", debit, chart.REFUNDS, amount_vnd, kind="surplus", subject_code=about)
    enter([moved], at=at)


def sent_back(*, code: str, amount_vnd: int, about: str, at: datetime, before: int = 0) -> None:
    """It went back to whoever sent it. `before`: so often the bank had sent it back to the market."""
    name = f"bank:{code}:sent" if not before else f"bank:{code}:sent:{before + 1}"
    enter([Wish(name, chart.REFUNDS, chart.held(), amount_vnd, kind="surplus_back", subject_code=about)], at=at)


def sent_back_came_home(*, code: str, amount_vnd: int, about: str, at: datetime, before: int) -> None:
    """What went back to whoever sent it came back from the bank, and is owed again; `before` as for `sent_back`."""
    name = f"bank:{code}:home:{before + 1}"
    enter([Wish(name, chart.held(), chart.REFUNDS, amount_vnd, kind="surplus_home", subject_code=about)], at=at)


def left_unexplained(*, code: str, amount_vnd: int, at: datetime) -> None:
    """It left the account, and nobody knows yet what for."""
    moved = Wish(
        f"bank:{code}:left", chart.UNKNOWN_OUT, chart.held(), amount_vnd, kind="left_unexplained", subject_code=code
    )
    enter([moved], at=at)


def explain_left(*, code: str, amount_vnd: int, about: str, at: datetime) -> None:
    """What left is explained: whoever explains it enters the same money as what it is, or it was entered before."""
    moved = Wish(
        f"bank:{code}:left-explained",
        chart.held(),
        chart.UNKNOWN_OUT,
        amount_vnd,
        kind="left_explained",
        subject_code=about,
    )
    enter([moved], at=at)


def bank_cost(*, code: str, amount_vnd: int, at: datetime) -> None:
    """It is what the bank asks for its work."""
    moved = Wish(f"bank:{code}:cost", chart.BANK_COSTS, chart.held(), amount_vnd, kind="bank_cost", subject_code=code)
    enter([moved], at=at)


def tax_paid(*, code: str, vat_vnd: int, pit_vnd: int, at: datetime) -> None:
    """The state has what was withheld, by the return with this code."""
    moves = [
        Wish(f"tax:{code}:{kind}", chart.tax(kind), chart.held(), amount, kind="tax_paid", subject_code=code)
        for kind, amount in (("vat", vat_vnd), ("pit", pit_vnd))
    ]
    enter(moves, at=at)


def note_part(*, group_code: str, amount_vnd: int, at: datetime) -> None:
    """So much of what is awaited for a group or contract came and is kept aside: its pages ask for the rest only.

    Zero: nothing is kept for it any more.
    """
    if not amount_vnd:
        PartCame.objects.filter(group_code=group_code).delete()
        return
    PartCame.objects.update_or_create(group_code=group_code, defaults={"amount_vnd": amount_vnd, "noted_at": at})
