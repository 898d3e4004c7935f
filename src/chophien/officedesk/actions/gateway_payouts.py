"""A transfer on the market's account that a gateway paid out: told to the bank's lines and to the gateway's tables."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from chophien.gateways.actions.payouts import say_paid_out
from chophien.gateways.models import Payout
from chophien.lib.actor import Actor
from chophien.payments.actions.books import one_posting
from chophien.reconciliation.actions.deciding import say_payout
from chophien.reconciliation.models import BankLine


@transaction.atomic
@one_posting()
def say_gateway_payout(
    *, line: BankLine, tables: Collection[str], rest_of: str = "", actor: Actor, at: datetime
) -> Payout:
    """It is what a gateway paid out by these tables, or the rest of a payout: explained here, measured there, once.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises StepNotAllowed: if the line does not wait any more, or the money went out
    :raises TableMissing, GatewaysMixed, PaidOutBefore: if it cannot be measured; nothing is changed then
    """
    say_payout(line=line, actor=actor, at=at)
    return say_paid_out(
        line_code=line.code, amount_vnd=line.amount_vnd, tables=tables, rest_of=rest_of, actor=actor, at=at
    )
