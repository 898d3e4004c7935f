"""Buyers fetch in cash what goes back of an order that was paid in cash; which refunds that were is never changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cashpoints", "0006_who_brings_cash_says_yes_too"),
        ("audit", "0002_rows_that_are_never_changed"),
    ]

    operations = [
        migrations.CreateModel(
            name="CashBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("refund_code", models.CharField(max_length=16)),
                ("amount_vnd", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="cashorder",
            name="cashpoints_order_says_what_for",
        ),
        migrations.RemoveConstraint(
            model_name="cashorder",
            name="cashpoints_order_payer_pays_in",
        ),
        migrations.AlterField(
            model_name="cashorder",
            name="group_code",
            field=models.CharField(
                blank=True,
                help_text="the group of orders, or the contract, that cash is taken for or goes back of",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="cashorder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("cash_out", "Earned money in cash"),
                    ("cash_in_order", "Cash for an order"),
                    ("cash_back", "Money back in cash"),
                ],
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="cashorder",
            name="of_contract",
            field=models.BooleanField(db_default=False, default=False, help_text="it is about a contract's deposit"),
        ),
        migrations.AlterField(
            model_name="cashorder",
            name="payer_phone",
            field=models.CharField(
                blank=True,
                help_text="E.164; where the code goes of who pays, or gets back what they paid. Gone once this is over",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="cashorder",
            name="payer_shown",
            field=models.CharField(blank=True, help_text="that number, masked: for the receipt", max_length=16),
        ),
        migrations.AddConstraint(
            model_name="cashorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("group_code", ""), ("kind", "cash_out"), models.Q(("seller_code", ""), _negated=True)),
                    models.Q(
                        ("kind__in", ["cash_in_order", "cash_back"]),
                        ("seller_code", ""),
                        models.Q(("group_code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cashpoints_order_says_what_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "cash_in_order"),
                    models.Q(("kind", "cash_back"), ("payer_code", "")),
                    models.Q(("of_contract", False), ("payer_code", ""), ("payer_phone", ""), ("payer_shown", "")),
                    _connector="OR",
                ),
                name="cashpoints_order_payer_pays_in",
            ),
        ),
        migrations.AddField(
            model_name="cashback",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="cashpoints.cashorder"
            ),
        ),
        migrations.AddConstraint(
            model_name="cashback",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_vnd__gt", 0)), name="cashpoints_back_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="cashback",
            constraint=models.UniqueConstraint(fields=("order", "refund_code"), name="cashpoints_back_once"),
        ),
        migrations.RunSQL("SELECT audit_keep('cashpoints_cashback')", "SELECT audit_release('cashpoints_cashback')"),
    ]
