"""Who decided what about a dossier, when and why: added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_rows_that_are_never_changed"),
        ("ocop", "0001_dossiers_and_their_points"),
    ]
    operations = [
        migrations.RunSQL("SELECT audit_keep('ocop_dossierstep')", "SELECT audit_release('ocop_dossierstep')"),
    ]
