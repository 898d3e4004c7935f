"""What was asked for a line when it was sold is added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0012_fee_of_a_line_frozen_when_it_was_sold"),
        ("audit", "0002_rows_that_are_never_changed"),
    ]
    operations = [
        migrations.RunSQL("SELECT audit_keep('orders_linefee')", "SELECT audit_release('orders_linefee')"),
    ]
