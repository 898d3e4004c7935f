"""The sealed answers about who sells: the only place that opens them."""

import json
from collections.abc import Mapping
from datetime import datetime

from chophien.sellers.models import Seller, SellerIdentity
from chophien.uploads.sealing import open_sealed, seal


def answers_of(seller: Seller) -> dict[str, str]:
    """What was said about who sells; empty while nothing was.

    Showing any of it to a person is a look that has to be written down: see `actions.papers.look_at_identity`.
    """
    row = SellerIdentity.objects.filter(seller=seller).order_by("pk").first()
    return {str(key): str(value) for key, value in json.loads(open_sealed(row.sealed)).items()} if row else {}


def keep_answers(seller: Seller, answers: Mapping[str, str], *, at: datetime) -> None:
    """Seal the answers in place of those that were kept before."""
    sealed = seal(json.dumps(dict(answers), ensure_ascii=False).encode())
    SellerIdentity.objects.update_or_create(seller=seller, defaults={"sealed": sealed, "updated_at": at})
