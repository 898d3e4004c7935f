"""Complaints that are open now keep their orders from completing by themselves, as those to come do."""

from django.db import migrations

HOLD = """
UPDATE orders_order SET disputed_since = complaint.opened_at FROM complaints_complaint complaint
WHERE complaint.order_id = orders_order.id AND complaint.status NOT IN ('settled', 'closed')
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_other_goods_are_an_order"), ("orders", "0009_order_disputed")]

    operations = [migrations.RunSQL(HOLD, reverse_sql=migrations.RunSQL.noop)]
