"""Who follows a shop may be told of its offers; who followed before hears of those that came since the day on which this was written."""

from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("follows", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="follow",
            name="offers_looked_at",
            field=models.DateTimeField(
                default=datetime(2026, 11, 22, tzinfo=UTC), help_text="offers of before were told, or not welcome"
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(fields=["seller", "offers_looked_at"], name="follows_offers_to_tell"),
        ),
    ]
