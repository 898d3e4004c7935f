"""Money of orders with an open complaint is not paid out: they are looked for whenever sellers are paid."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_orders_paid_through_gateways")]
    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["seller"],
                condition=models.Q(("disputed_since__isnull", False)),
                name="orders_order_disputed",
            ),
        ),
    ]
