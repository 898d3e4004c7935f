"""Putting everything that is sealed in the database under a new field key, so that the old one can be dropped."""

from django.db import models, transaction

from chophien.channels.models import WebhookEndpoint
from chophien.reconciliation.models import BankLine
from chophien.sellers.models import PayoutAccount, SellerIdentity
from chophien.settlement.models import Payout
from chophien.uploads.sealing import reseal

SEALED: tuple[tuple[type[models.Model], str], ...] = (
    (SellerIdentity, "sealed"),
    (PayoutAccount, "sealed_account"),
    (Payout, "sealed_account"),
    (BankLine, "sealed_payer"),
    (WebhookEndpoint, "secret"),
)
"""Every column of sealed bytes whose rows may change. A test holds that none is forgotten."""


def reseal_columns() -> int:
    """Put every sealed value under the newest field key; say how many.

    Safe to repeat, and to interrupt: row by row, each under the old key or the new one, and both open.

    :raises SealBroken: if no field key opens one of them
    """
    count = 0
    for model, column in SEALED:
        for pk in list(model._default_manager.exclude(**{column: None}).order_by("pk").values_list("pk", flat=True)):  # noqa: SLF001 -- Django's documented way to a model's manager
            _reseal(model, column, pk)
            count += 1
    return count


@transaction.atomic
def _reseal(model: type[models.Model], column: str, pk: int) -> None:
    for row in model._default_manager.select_for_update().filter(pk=pk):  # noqa: SLF001 -- as above
        model._default_manager.filter(pk=pk).update(**{column: reseal(bytes(getattr(row, column)))})  # noqa: SLF001 -- as above
