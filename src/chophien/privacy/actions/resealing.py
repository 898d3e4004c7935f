"""Putting everything that is sealed in the database under a new field key, so that the old one can be dropped."""

from typing import Any

from django.db import models, transaction

from chophien.channels.models import WebhookEndpoint
from chophien.lots.models import Grower
from chophien.payments.models import AccountAsked
from chophien.reconciliation.models import BankLine
from chophien.sellers.models import PayoutAccount, SellerIdentity
from chophien.settlement.models import Payout
from chophien.uploads.sealing import reseal

SEALED: tuple[tuple[models.Manager[Any], str], ...] = (
    (SellerIdentity.objects, "sealed"),
    (PayoutAccount.objects, "sealed_account"),
    (Payout.objects, "sealed_account"),
    (Grower.objects, "sealed_account"),
    (BankLine.objects, "sealed_payer"),
    (AccountAsked.objects, "sealed_account"),
    (WebhookEndpoint.objects, "secret"),
)
"""Every column of sealed bytes whose rows may change. A test holds that none is forgotten."""


def reseal_columns() -> int:
    """Put every sealed value under the newest field key; say how many.

    Safe to repeat, and to interrupt: row by row, each under the old key or the new one, and both open.

    :raises SealBroken: if no field key opens one of them
    """
    count = 0
    for rows, column in SEALED:
        for pk in list(rows.exclude(**{column: None}).order_by("pk").values_list("pk", flat=True)):
            _reseal(rows, column, pk)
            count += 1
    return count


@transaction.atomic
def _reseal(rows: models.Manager[Any], column: str, pk: int) -> None:
    for row in rows.select_for_update().filter(pk=pk):
        rows.filter(pk=pk).update(**{column: reseal(bytes(getattr(row, column)))})
