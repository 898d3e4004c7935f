"""Cash that the partner brought to tills and took from them, as the statement of the market's account tells of it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from chophien.cashpoints.models import FloatMove
from chophien.cashpoints.states import FloatKind
from chophien.payments.actions.foreseen import Foreseen, Words

FLOAT_PREFIX, FLOAT_SYMBOLS = "TQ", 8


def found_in(words: Words, on: date) -> Iterator[Foreseen]:
    """Transports that these words name: by the market's own code, or by the partner's number with the same amount.

    What is brought to a till left the account, what is taken from one came to it; the books have both from the day they
    were written down at the till. Trials move no real money. One statement.
    """
    del on  # no interest is owed for them
    kind = FloatKind.OUT if words.incoming else FloatKind.IN
    moves = FloatMove.objects.filter(kind=kind, simulated=False)
    named = moves.filter(Q(code__in=words.codes) | Q(amount_vnd=words.amount_vnd)).order_by("pk")
    for move in named:
        if move.code in words.codes or (move.amount_vnd == words.amount_vnd and words.says(move.reference)):
            yield Foreseen(move.code, move.amount_vnd)
