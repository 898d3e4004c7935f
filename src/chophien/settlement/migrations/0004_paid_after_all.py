from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0003_payouts_that_come_back"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="payout",
            name="settlement_payout_left_out_for_a_reason",
        ),
        migrations.AlterField(
            model_name="payout",
            name="left_out",
            field=models.CharField(
                blank=True,
                choices=[
                    ("owes", "The shop owes money since the batch was drawn up."),
                    ("account", "The shop's account was changed since the batch was drawn up."),
                    ("arrived", "The bank had paid after all what this line was to pay again."),
                ],
                help_text="why it fell out of its batch",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_out", ""),
                    models.Q(("left_out__in", ["owes", "account", "arrived"]), ("status", "cancelled")),
                    _connector="OR",
                ),
                name="settlement_payout_left_out_for_a_reason",
            ),
        ),
    ]
