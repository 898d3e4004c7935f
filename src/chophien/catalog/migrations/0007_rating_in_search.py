"""What buyers rate goods stands beside what else decides their place. A column at the end: no row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_price_tiers")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="rating",
            field=models.SmallIntegerField(
                default=0, help_text="tenths of a mark; 0 while too few buyers have rated it"
            ),
        ),
    ]
