"""What shops hear of when something happens below."""

from collections.abc import Sequence

from django.dispatch import receiver

from chophien.regulations.events import versions_published
from chophien.regulations.models import RegulationVersion
from chophien.sellers.actions.announcing import have_regulations_told


@receiver(versions_published, dispatch_uid="sellers.versions_published")
def on_versions_published(*, versions: Sequence[RegulationVersion], **_signal: object) -> None:
    have_regulations_told(versions=versions)
