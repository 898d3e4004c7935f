"""What was suspected before networks were told apart goes on being told: its scans have no mark that could speak for it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef, Q

ENOUGH_TO_WARN = 2


def warn_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Let open suspicions count as scanned from enough networks where that was never written down."""
    del schema_editor
    unmarked = apps.get_model("scans", "Scan").objects.filter(stamp=OuterRef("stamp"), network=None, by_shop=False)
    rows = apps.get_model("scans", "Suspicion").objects.filter(status="open", networks__lt=ENOUGH_TO_WARN)
    rows.filter(Q(networks=0) | Exists(unmarked)).update(networks=ENOUGH_TO_WARN)


class Migration(migrations.Migration):
    dependencies = [("scans", "0004_what_households_wish_is_never_changed")]
    operations = [migrations.RunPython(warn_again, migrations.RunPython.noop)]
