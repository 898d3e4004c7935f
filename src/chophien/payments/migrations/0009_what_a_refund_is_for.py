"""What a refund is for: the shipping, the market's fee for the buyer, and how much of which line."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_rows_that_are_never_changed"),
        ("payments", "0008_paid_through_gateways"),
    ]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="shipping_vnd",
            field=models.BigIntegerField(db_default=0, default=0, help_text="of the amount: for the shipping"),
        ),
        migrations.AddField(
            model_name="refund",
            name="fee_vnd",
            field=models.BigIntegerField(
                db_default=0,
                default=0,
                help_text="of the amount: the market's fee for the buyer; the rest is for goods",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    shipping_vnd__gte=0, fee_vnd__gte=0, amount_vnd__gte=models.F("shipping_vnd") + models.F("fee_vnd")
                ),
                name="payments_refund_told_apart",
            ),
        ),
        migrations.CreateModel(
            name="RefundLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_key", models.CharField(max_length=60)),
                ("amount_vnd", models.BigIntegerField()),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="payments.refund"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("refund", "line_key"), name="payments_refund_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_vnd__gt", 0)), name="payments_refund_line_positive"
                    ),
                ],
            },
        ),
        migrations.RunSQL("SELECT audit_keep('payments_refundline')", "SELECT audit_release('payments_refundline')"),
    ]
