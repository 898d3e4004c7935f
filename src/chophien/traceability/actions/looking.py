"""Officers look at a chain: for a purpose, which is written down."""

from datetime import datetime

from chophien.audit.actions import record_look
from chophien.lib.actor import Actor
from chophien.lots.models import Lot
from chophien.traceability import policies


def look_at_chain(*, lot: Lot, purpose: str, actor: Actor, at: datetime) -> None:
    """Write down that somebody of the office looks at where a lot came from and where it went, before it is shown.

    :raises NotPermitted: if `actor` is neither of the shop nor an officer of its area
    :raises PurposeMissing: without a purpose
    """
    policies.can_see_chain(actor, lot.seller, at=at).require()
    record_look("traceability.chain", actor=actor, subject_code=lot.code, purpose=purpose, at=at)
