"""A lot that is called back is stopped: nothing of it is packed, processed or drawn any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lots", "0003_a_phone_counts_once_its_owner_says_so")]
    operations = [
        migrations.AddField(
            model_name="lot",
            name="stopped_at",
            field=models.DateTimeField(help_text="called back: nothing of it is packed, processed or sent", null=True),
        ),
    ]
