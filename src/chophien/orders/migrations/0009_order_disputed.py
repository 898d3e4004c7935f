"""An order about which somebody complains does not complete by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_orders_sent_instead_of_faulty_goods")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="disputed_since",
            field=models.DateTimeField(help_text="a complaint is open: it does not complete by itself", null=True),
        ),
    ]
