"""Deciding about what was looked at, one by one or many at once, each with a verdict of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chophien.catalog.actions.deciding import approve_version, ask_changes, reject_version
from chophien.catalog.models import Listing
from chophien.catalog.selectors import lock_listing
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError
from chophien.officedesk.errors import VersionMoved


@dataclass(frozen=True)
class Failure:
    """One listing that could not be approved, and why."""

    listing: Listing
    sentence: str


@dataclass(frozen=True)
class Approvals:
    """What became of many approvals."""

    approved: int
    failures: Sequence[Failure]


@transaction.atomic
def approve_seen(*, listing: Listing, number: int, actor: Actor, at: datetime) -> Listing:
    """Approve the version with this number, the one that was looked at. See `approve_version` for its refusals.

    :raises VersionMoved: if another version waits by now
    """
    _require_seen(listing, number)
    return approve_version(listing=listing, actor=actor, at=at)


@transaction.atomic
def ask_changes_seen(*, listing: Listing, number: int, reason: str, actor: Actor, at: datetime) -> Listing:
    """Give the version that was looked at back with a reason."""
    _require_seen(listing, number)
    return ask_changes(listing=listing, reason=reason, actor=actor, at=at)


@transaction.atomic
def reject_seen(*, listing: Listing, number: int, reason: str, actor: Actor, at: datetime) -> Listing:
    """Refuse the version that was looked at for good."""
    _require_seen(listing, number)
    return reject_version(listing=listing, reason=reason, actor=actor, at=at)


def approve_many(*, seen: Sequence[tuple[Listing, int]], actor: Actor, at: datetime) -> Approvals:
    """Approve each listing in a transaction of its own, with a verdict of its own. What is refused is named."""
    failures = []
    for listing, number in seen:
        try:
            approve_seen(listing=listing, number=number, actor=actor, at=at)
        except DomainError as refusal:
            failures.append(Failure(listing, str(refusal)))
    return Approvals(approved=len(seen) - len(failures), failures=failures)


def _require_seen(listing: Listing, number: int) -> None:
    held = lock_listing(listing.pk)
    if held.working is None or held.working.number != number:
        raise VersionMoved
