"""An order's steps, and what was sold, are added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_that_are_never_changed"), ("orders", "0001_initial")]
    operations = [
        migrations.RunSQL("SELECT audit_keep('orders_orderstep')", "SELECT audit_release('orders_orderstep')"),
        migrations.RunSQL("SELECT audit_keep('orders_orderline')", "SELECT audit_release('orders_orderline')"),
    ]
