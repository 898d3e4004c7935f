"""Steps, offers and who was told are history: added and never changed."""

from django.db import migrations

KEPT = ("complaints_complaintstep", "complaints_remedy", "complaints_remedyline", "complaints_recalltold")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("complaints", "0001_initial")]
    operations = [
        migrations.RunSQL(f"SELECT audit_keep('{table}')", f"SELECT audit_release('{table}')") for table in KEPT
    ]
