"""The version of the regulations and the moment of the agreement stand together, or neither does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_orders_without_agreement")]

    operations = [
        migrations.AddConstraint(
            model_name="ordergroup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("consent_at__isnull", True), ("regulation__isnull", True)),
                    models.Q(("consent_at__isnull", False), ("regulation__isnull", False)),
                    _connector="OR",
                ),
                name="orders_group_agreed_to_something",
            ),
        ),
    ]
