"""Movements of the market's own accounts, as the statement of the account at the partner tells of them."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from chophien.payments.actions.foreseen import Foreseen, Words
from chophien.treasury.actions.moving import came_back, say_moved
from chophien.treasury.models import OwnTransfer
from chophien.treasury.selectors.standing import is_own
from chophien.treasury.states import OwnStatus


def found_in(words: Words, on: date) -> Iterator[Foreseen]:
    """What these words name by its code. What two people agreed to has moved by the bank's own word, and what somebody
    said had moved is that; what left and comes with the same code came back. What nobody agreed to, or what was called
    off, is not asked for. One statement where such a code is among the words.
    """
    del on  # no interest is owed for them
    named = [code for code in words.codes if is_own(code)]
    for one in OwnTransfer.objects.filter(code__in=named).order_by("pk") if named else ():
        if words.incoming and one.goes_out:
            left = one.status == OwnStatus.DONE
            home = partial(came_back, written=one)
            yield Foreseen(one.code, one.amount_vnd, home if left else None, is_asked_for=left)
        elif words.incoming != one.goes_out:
            waits = one.status == OwnStatus.APPROVED
            told = one.came_home + (one.status == OwnStatus.DONE)
            yield Foreseen(
                one.code,
                one.amount_vnd,
                partial(say_moved, written=one) if waits else None,
                is_asked_for=waits or bool(told),
                paid=told,
            )
        else:
            yield Foreseen(one.code, one.amount_vnd, is_asked_for=False)
