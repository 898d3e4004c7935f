"""The market pays in what tills rounded up for buyers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("treasury", "0001_money_of_the_markets_own_accounts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="owntransfer",
            name="treasury_own_known",
        ),
        migrations.AlterField(
            model_name="owntransfer",
            name="kind",
            field=models.CharField(
                choices=[
                    ("fees_out", "The market takes out its fees"),
                    ("fees_in", "The market puts back fees that shops got back"),
                    ("fee_tax_out", "VAT on fees goes to the state"),
                    ("fee_tax_in", "VAT on fees that shops got back is put back"),
                    ("carrier_out", "Carriers are paid their shipping"),
                    ("carrier_in", "A carrier gives back what it had kept too much"),
                    ("programme_in", "A programme pays what it takes upon itself"),
                    ("programme_out", "What a programme had paid too much goes back to it"),
                    ("market_in", "The market pays in what it takes upon itself"),
                    ("market_out", "The market takes out what it had paid in too much"),
                    ("interest_in", "The market pays in the interest of late refunds"),
                    ("interest_out", "The market takes out interest that came back"),
                    ("gateway_fees_in", "The market pays in the fees of payment gateways"),
                    ("gateway_fees_out", "The market takes out fees that a gateway gave back"),
                    ("bank_costs_in", "The market pays in the charges of the bank"),
                    ("cash_short_in", "The market pays in what was missing in tills"),
                    ("rounded_in", "The market pays in what tills rounded up for buyers"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="owntransfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "fees_out",
                            "fees_in",
                            "fee_tax_out",
                            "fee_tax_in",
                            "carrier_out",
                            "carrier_in",
                            "programme_in",
                            "programme_out",
                            "market_in",
                            "market_out",
                            "interest_in",
                            "interest_out",
                            "gateway_fees_in",
                            "gateway_fees_out",
                            "bank_costs_in",
                            "cash_short_in",
                            "rounded_in",
                        ],
                    ),
                    ("status__in", ["draft", "approved", "done", "cancelled"]),
                    models.Q(("purpose", ""), _negated=True),
                ),
                name="treasury_own_known",
            ),
        ),
    ]
