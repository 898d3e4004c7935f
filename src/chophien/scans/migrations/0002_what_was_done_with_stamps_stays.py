"""What was done with stamps, and what was found out about them: added and never changed."""

from django.db import migrations

TABLES = ("stampstep", "suspicionstep")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("scans", "0001_stamps_and_scans")]
    operations = [
        migrations.RunSQL(f"SELECT audit_keep('scans_{table}')", f"SELECT audit_release('scans_{table}')")
        for table in TABLES
    ]
