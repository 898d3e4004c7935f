"""Putting what is sealed under a new field key, so that the old one can be dropped."""

from django.db import transaction

from chophien.sellers.models import PayoutAccount, SellerIdentity
from chophien.uploads.sealing import reseal


def reseal_answers() -> int:
    """Put every seller's sealed answers and account number under the newest field key; say how many.

    Safe to repeat, and to interrupt: row by row, each under the old key or the new one, and both open.

    :raises SealBroken: if no field key opens one of them
    """
    answers = list(SellerIdentity.objects.order_by("pk").values_list("pk", flat=True))
    accounts = list(PayoutAccount.objects.order_by("pk").values_list("pk", flat=True))
    for pk in answers:
        _reseal_answers(pk)
    for pk in accounts:
        _reseal_account(pk)
    return len(answers) + len(accounts)


@transaction.atomic
def _reseal_answers(pk: int) -> None:
    for row in SellerIdentity.objects.select_for_update().filter(pk=pk):
        row.sealed = reseal(row.sealed)
        row.save(update_fields=["sealed"])


@transaction.atomic
def _reseal_account(pk: int) -> None:
    for row in PayoutAccount.objects.select_for_update().filter(pk=pk):
        row.sealed_account = reseal(row.sealed_account)
        row.save(update_fields=["sealed_account"])
