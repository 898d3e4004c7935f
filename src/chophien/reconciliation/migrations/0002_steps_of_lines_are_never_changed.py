"""What was done with a line of the bank is history: added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("reconciliation", "0001_the_banks_lines")]
    operations = [
        migrations.RunSQL(
            "SELECT audit_keep('reconciliation_linestep')", "SELECT audit_release('reconciliation_linestep')"
        )
    ]
