"""Operators look at who bought what is called back: for a purpose, which is written down."""

from datetime import datetime

from chophien.audit.actions import record_look
from chophien.complaints import policies
from chophien.complaints.models import Recall
from chophien.lib.actor import Actor


def look_at_buyers(*, recall: Recall, purpose: str, actor: Actor, at: datetime) -> None:
    """Write down that an operator looks at the names and numbers of those who were told, before they are shown.

    :raises NotPermitted: unless `actor` is an operator of the shop's area
    :raises PurposeMissing: without a purpose
    """
    policies.can_see_buyers(actor, recall.listing.seller, at=at).require()
    record_look("complaints.recall_buyers", actor=actor, subject_code=recall.code, purpose=purpose, at=at)
