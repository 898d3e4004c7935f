"""Whose act it is that touches an area, as the trail keeps it."""

from datetime import datetime
from typing import TypedDict

from chophien.growing.models import GrowingArea
from chophien.lib.actor import Actor
from chophien.sellers.selectors.helping import principal_of


class Whose(TypedDict):
    actor: Actor
    subject_code: str
    at: datetime
    on_behalf_of: str


def whose(area: GrowingArea, actor: Actor, at: datetime) -> Whose:
    """Who acts on which area, and for which household."""
    behalf = principal_of(actor, area.seller, at=at)
    return {"actor": actor, "subject_code": area.code, "at": at, "on_behalf_of": behalf}
