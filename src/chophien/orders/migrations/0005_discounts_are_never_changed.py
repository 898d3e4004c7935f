"""What was taken off a line, and who pays for it, is added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_orders_and_lines_have_discounts")]
    operations = [
        migrations.RunSQL("SELECT audit_keep('orders_linediscount')", "SELECT audit_release('orders_linediscount')"),
    ]
