import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_discounts_are_never_changed")]
    operations = [
        migrations.AddField(
            model_name="cart",
            name="voucher_codes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                default=list,
                help_text="as they were entered, the first one first",
                size=None,
            ),
        ),
    ]
