"""Events, what they name, the chains of lots and what came in with which document: added and never changed."""

from django.db import migrations

TABLES = ("event", "eventepc", "chainlink", "capture")


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_rows_that_are_never_changed"),
        ("traceability", "0001_what_happened_to_goods"),
    ]
    operations = [
        migrations.RunSQL(f"SELECT audit_keep('traceability_{table}')", f"SELECT audit_release('traceability_{table}')")
        for table in TABLES
    ]
