"""The last word of a household about its name counts, and those before it stay as they were said."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("scans", "0003_scans_tell_networks_apart"),
        ("traceability", "0001_what_happened_to_goods"),
        ("audit", "0002_rows_that_are_never_changed"),
    ]

    operations = [
        migrations.RunSQL(
            "SELECT audit_keep('traceability_namingwish')", "SELECT audit_release('traceability_namingwish')"
        ),
    ]
