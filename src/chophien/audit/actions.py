"""Writing down what was done. Called inside the transaction that does it."""

from collections.abc import Mapping
from datetime import datetime

from chophien.audit.errors import PurposeMissing
from chophien.audit.models import Entry, SensitiveLook
from chophien.lib.actor import Actor
from chophien.web.request_ids import current_request_id


def record(
    what: str,
    *,
    actor: Actor,
    subject_code: str,
    at: datetime,
    on_behalf_of: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Add one entry to the audit trail. `facts` holds codes and figures only, never personal data."""
    Entry.objects.create(
        what=what,
        actor_code=actor.code,
        on_behalf_of=on_behalf_of,
        subject_code=subject_code,
        facts=dict(facts or {}),
        request_id=current_request_id(),
        at=at,
    )


def record_look(what: str, *, actor: Actor, subject_code: str, purpose: str, at: datetime) -> None:
    """Write down a look at something sensitive, before it is shown.

    :raises PurposeMissing: if no purpose is stated
    """
    if len(purpose.strip()) < 5:
        raise PurposeMissing
    SensitiveLook.objects.create(
        what=what, actor_code=actor.code, subject_code=subject_code, purpose=purpose.strip()[:300], at=at
    )
