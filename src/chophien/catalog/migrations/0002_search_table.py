"""The search table, its dictionary, and how they lie on disk."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

STORAGE = """
-- What is long lies outside the row, as it is: rows stay narrow and one page holds some fifty of them.
ALTER TABLE catalog_searchentry ALTER COLUMN words SET STORAGE EXTERNAL;
-- Room in each page, so that a changed row stays among its neighbours in rank.
ALTER TABLE catalog_searchentry SET (toast_tuple_target = 128, fillfactor = 85);
-- Without statistics on the words the planner always takes the index, which is always right here.
ALTER TABLE catalog_searchentry ALTER COLUMN words SET STATISTICS 0;
ALTER TABLE catalog_searchentry ALTER COLUMN card SET STATISTICS 0;
"""

# `packed` as it stands on a day, for rows of which a certificate has ended since they were written. The bits are those
# of catalog/search/packing.py.
PACKED_ON = """
CREATE FUNCTION catalog_packed_on(packed bigint, until smallint[], day integer) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  FOR place IN 1 .. array_length(until, 1) LOOP
    IF until[place] < day THEN
      packed := packed & ~(1::bigint << (15 + place));
      IF place = 1 THEN
        packed := packed & ~(255::bigint << 24);
      END IF;
    END IF;
  END LOOP;
  RETURN packed;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words_edition",
                    models.BigIntegerField(default=0, help_text="grows when all words have been counted anew"),
                ),
                (
                    "ranked_on",
                    models.DateField(help_text="the day whose seasons and certificates `rank` counts", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=90, unique=True)),
                ("in_titles", models.IntegerField(default=0)),
                ("in_names", models.IntegerField(default=0, help_text="in titles, producers and places")),
                ("anywhere", models.IntegerField(default=0, help_text="in any text, the story too")),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="catalog.listing",
                    ),
                ),
                (
                    "packed",
                    models.BigIntegerField(
                        help_text="category, province, kind of seller, stars, certificates, price: a byte each"
                    ),
                ),
                ("price_vnd", models.BigIntegerField(help_text="the lowest price of what is left")),
                ("published_at", models.DateTimeField()),
                (
                    "rank",
                    models.IntegerField(
                        help_text="points of the listing itself: stock, season, stars, certificates, popularity"
                    ),
                ),
                ("popularity", models.IntegerField(default=0, help_text="how often it was bought lately")),
                ("season_from", models.SmallIntegerField(default=0, help_text="month * 100 + day; 0: all year")),
                ("season_to", models.SmallIntegerField(default=0)),
                ("available", models.BooleanField(default=False)),
                (
                    "stale_on",
                    models.DateField(
                        help_text="the first day on which a certificate counted in `packed` is over", null=True
                    ),
                ),
                (
                    "until",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        help_text="last day of each kind of certificate, as days since 2000",
                        null=True,
                        size=None,
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="words with the class of text they stand in, and one token for each filter"
                    ),
                ),
                ("card", models.TextField(help_text="JSON: what a card on a list page and an item of the API show")),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="catalog_search_words"),
                    models.Index(fields=["-rank", "-listing"], name="catalog_search_rank"),
                    models.Index(fields=["price_vnd", "listing"], name="catalog_search_price"),
                    models.Index(fields=["-published_at", "-listing"], name="catalog_search_newest"),
                ],
            },
        ),
        migrations.RunSQL(STORAGE, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(PACKED_ON, reverse_sql="DROP FUNCTION catalog_packed_on(bigint, smallint[], integer)"),
    ]
