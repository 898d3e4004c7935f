"""Rows of what was withheld, and of what the office decided about classes, are added and never changed."""

from django.db import migrations

KEPT = ("tax_withholding", "tax_classification")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("tax", "0001_withholding_by_dated_rates")]
    operations = [
        migrations.RunSQL(f"SELECT audit_keep('{table}')", f"SELECT audit_release('{table}')") for table in KEPT
    ]
