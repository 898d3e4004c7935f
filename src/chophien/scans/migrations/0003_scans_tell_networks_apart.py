"""Scans of one stamp that came from two places of the net can be told apart; a warning for everybody needs two."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scans", "0002_what_was_done_with_stamps_stays")]
    operations = [
        migrations.AddField(
            model_name="scan",
            name="network",
            field=models.PositiveSmallIntegerField(help_text="one of 64 marks; of stamps only", null=True),
        ),
        migrations.AddField(
            model_name="suspicion",
            name="networks",
            field=models.PositiveSmallIntegerField(default=0, help_text="from how many networks it was scanned"),
        ),
    ]
