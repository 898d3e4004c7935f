"""Proving the books."""

from dataclasses import asdict
from datetime import datetime

from chophien.ledger.models import Proof
from chophien.ledger.proving import rebuild


def prove(*, at: datetime) -> Proof:
    """Rebuild every account from the transfers, compare, and keep what came of it. One statement, one moment."""
    return Proof.objects.create(at=at, **asdict(rebuild()))
