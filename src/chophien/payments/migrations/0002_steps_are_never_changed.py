"""A payment's steps are added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("payments", "0001_initial")]
    operations = [
        migrations.RunSQL("SELECT audit_keep('payments_paymentstep')", "SELECT audit_release('payments_paymentstep')"),
    ]
