"""A season may be said by the moon; its days by the sun stand beside it and are moved on each year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_rating_in_search")]

    operations = [
        migrations.AddField(
            model_name="listingversion",
            name="season_lunar",
            field=models.CharField(
                blank=True,
                default="",
                help_text="MM-DD/MM-DD of the lunar year, whose days by the sun stand beside it",
                max_length=11,
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="listingversion",
            index=models.Index(
                condition=models.Q(("season_lunar", ""), _negated=True),
                fields=["season_lunar"],
                name="catalog_version_by_the_moon",
            ),
        ),
    ]
