"""What scans does when something happens below: a household that is called otherwise hears what became of its yes."""

from datetime import datetime

from django.dispatch import receiver

from chophien.lots import events as lots
from chophien.lots.models import Grower
from chophien.scans.actions.naming import tell_that_a_yes_ended


@receiver(lots.grower_renamed, dispatch_uid="scans.grower_renamed")
def on_grower_renamed(*, grower: Grower, before: str, at: datetime, **_signal: object) -> None:
    tell_that_a_yes_ended(grower=grower, before=before, at=at)
