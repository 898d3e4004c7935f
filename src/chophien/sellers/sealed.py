"""The sealed answers about who sells: the only place that opens them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q

from chophien.regulations.states import SupportTarget
from chophien.sellers.models import Seller, SellerIdentity, SupportDecision
from chophien.uploads.sealing import open_sealed, seal


def answers_of(seller: Seller) -> dict[str, str]:
    """What was said about who sells; empty while nothing was.

    Showing any of it to a person is a look that has to be written down: see `actions.papers.look_at_identity`.
    """
    row = SellerIdentity.objects.filter(seller=seller).order_by("pk").first()
    return _opened(row) if row else {}


def answers_of_many(sellers: Sequence[Seller]) -> dict[int, dict[str, str]]:
    """The same of many shops, by their key, for papers that the law asks for; one statement."""
    rows = SellerIdentity.objects.filter(seller__in=sellers)
    return {row.seller_id: _opened(row) for row in rows}


def keep_answers(seller: Seller, answers: Mapping[str, str], *, at: datetime) -> None:
    """Seal the answers in place of those that were kept before."""
    sealed = seal(json.dumps(dict(answers), ensure_ascii=False).encode())
    SellerIdentity.objects.update_or_create(seller=seller, defaults={"sealed": sealed, "updated_at": at})


def decisions_counting(on: date) -> Q:
    """Decisions about support that count on that day: neither over nor ended before."""
    ended = Q(ending__last_on__lt=on)
    return Q(valid_from__lte=on, valid_to__gte=on) & ~ended


def target_of(decision: SupportDecision) -> SupportTarget:
    """What a decision is for. For computing a fee; showing it is a look."""
    return target_sealed(bytes(decision.sealed))


def target_sealed(sealed: bytes) -> SupportTarget:
    """The same from the sealed bytes alone."""
    return SupportTarget(open_sealed(bytes(sealed)).decode())


def _opened(row: SellerIdentity) -> dict[str, str]:
    return {str(key): str(value) for key, value in json.loads(open_sealed(row.sealed)).items()}
