"""Shops for tests."""

from itertools import count

from chophien.accounts.tests.factories import LONG_AGO
from chophien.lib.text import fold, slugify_vi
from chophien.places.tests.factories import a_commune
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind, SellerStatus

_NUMBERS = count(1)


def a_seller(*, name: str = "", commune_code: str = "00721", **facts: object) -> Seller:
    number = next(_NUMBERS)
    name = name or f"HTX Chè số {number}"
    code = facts.pop("code", f"shop-{number}")
    status = facts.pop("status", SellerStatus.APPROVED)
    approved_at = facts.pop("approved_at", LONG_AGO if status == SellerStatus.APPROVED else None)
    return Seller.objects.create(
        code=code,
        slug=f"{slugify_vi(name)}-{number}",
        name=name,
        folded_name=fold(name),
        kind=facts.pop("kind", SellerKind.COOPERATIVE),
        status=status,
        approved_at=approved_at,
        commune=a_commune(commune_code),
        created_at=LONG_AGO,
        **facts,
    )
