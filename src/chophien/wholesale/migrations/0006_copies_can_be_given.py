"""A shop can give copies of its approved papers too. What it gave before names none, so nobody gets any."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wholesale", "0005_buyers_agree_to_regulations")]

    operations = [
        migrations.AlterField(
            model_name="packconsent",
            name="papers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("certificates", "List of the certificates in force"),
                        ("copies", "Copies of the certificates and papers of goods that the market approved"),
                        ("labels", "The goods with what stands on their labels"),
                        ("invoices", "What invoices the shop gives"),
                    ],
                    max_length=14,
                ),
                default=list,
                size=None,
            ),
        ),
    ]
