"""A harvest's steps are added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("seasons", "0001_initial")]
    operations = [
        migrations.RunSQL("SELECT audit_keep('seasons_harveststep')", "SELECT audit_release('seasons_harveststep')"),
    ]
