"""Why stock changed is added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("supply", "0001_initial")]
    operations = [
        migrations.RunSQL("SELECT audit_keep('supply_stockmovement')", "SELECT audit_release('supply_stockmovement')"),
    ]
