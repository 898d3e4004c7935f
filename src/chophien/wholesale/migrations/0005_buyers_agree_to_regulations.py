"""Buyers are asked about the regulations when they agree to a contract and when they set up a standing order.

Of those from before nothing is claimed: the columns stay empty, and whoever has a standing order is asked on its page.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("regulations", "0001_initial"), ("wholesale", "0004_deposits_collected")]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="regulation",
            field=models.ForeignKey(
                help_text="what the buyer agreed to with this yes, by ticking a box",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="regulations.regulationversion",
            ),
        ),
        migrations.AddField(
            model_name="standingorder",
            name="consent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="standingorder",
            name="regulation",
            field=models.ForeignKey(
                help_text="what the buyer agreed to, for every order of it; empty: nobody asked when it was set up",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="regulations.regulationversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("consent_at__isnull", True), ("regulation__isnull", True)),
                    models.Q(("consent_at__isnull", False), ("regulation__isnull", False)),
                    _connector="OR",
                ),
                name="wholesale_standing_agreed_to_something",
            ),
        ),
    ]
