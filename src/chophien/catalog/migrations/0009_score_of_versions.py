"""The score with which a version came on sale stays with it, so that one sees what a change brought."""

from django.db import migrations, models

OF_LIVE = """
UPDATE catalog_listingversion version SET score = listing.score
FROM catalog_listing listing WHERE listing.live_id = version.id AND listing.score IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_season_by_the_moon")]

    operations = [
        migrations.AddField(
            model_name="listingversion",
            name="score",
            field=models.PositiveSmallIntegerField(
                help_text="0 to 100 by the rules of the day when it came on sale", null=True
            ),
        ),
        migrations.RunSQL(OF_LIVE, migrations.RunSQL.noop),
    ]
