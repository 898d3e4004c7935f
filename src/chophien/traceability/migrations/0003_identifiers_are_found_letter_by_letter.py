"""Identifiers are compared byte by byte: the same index finds one and all that begin like it, whatever the language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0002_what_happened_is_never_changed")]
    operations = [
        migrations.RemoveIndex("eventepc", "traceability_epc_found"),
        migrations.AddIndex(
            "eventepc",
            models.Index(
                fields=["epc", "role"], opclasses=["varchar_pattern_ops", "int2_ops"], name="traceability_epc_found"
            ),
        ),
    ]
