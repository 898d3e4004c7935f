import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Province",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("vintage", models.CharField(max_length=4)),
                ("code", models.CharField(max_length=2)),
                ("name", models.CharField(max_length=80)),
                ("full_name", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=30)),
                ("slug", models.CharField(max_length=100)),
                (
                    "macro_region",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("northern_midlands_and_mountains", "Northern midlands and mountains"),
                            ("red_river_delta", "Red River Delta"),
                            ("north_central", "North Central Coast"),
                            ("south_central_coast_and_central_highlands", "South Central Coast and Central Highlands"),
                            ("southeast", "Southeast"),
                            ("mekong_delta", "Mekong Delta"),
                        ],
                        max_length=60,
                    ),
                ),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("folded", models.CharField(max_length=100)),
                ("sort_key", models.CharField(db_collation="C", max_length=300)),
                ("became", models.ManyToManyField(related_name="made_from", to="places.province")),
                ("neighbours", models.ManyToManyField(to="places.province")),
            ],
        ),
        migrations.CreateModel(
            name="Commune",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("vintage", models.CharField(max_length=4)),
                ("code", models.CharField(max_length=5)),
                ("name", models.CharField(max_length=100)),
                ("full_name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=30)),
                ("slug", models.CharField(max_length=120)),
                ("old_district_name", models.CharField(blank=True, max_length=100)),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("folded", models.CharField(max_length=120)),
                ("sort_key", models.CharField(db_collation="C", max_length=300)),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="communes", to="places.province"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RegionClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region_class", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("decision", models.CharField(max_length=120)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="region_classes", to="places.commune"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CommuneChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "extent",
                    models.CharField(
                        choices=[
                            ("whole", "the whole of it"),
                            ("part", "a part of it"),
                            ("area", "some land without people"),
                        ],
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="origins", to="places.commune"
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="places.commune"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("old", "new"), name="places_change_once"),
                    models.CheckConstraint(
                        condition=models.Q(("extent__in", ["whole", "part", "area"])), name="places_extent_known"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="province",
            constraint=models.UniqueConstraint(fields=("vintage", "code"), name="places_province_vintage_code"),
        ),
        migrations.AddConstraint(
            model_name="commune",
            constraint=models.UniqueConstraint(fields=("vintage", "code"), name="places_commune_vintage_code"),
        ),
        migrations.AddConstraint(
            model_name="commune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vintage", "2025"), _negated=True), ("old_district_name", ""), _connector="OR"
                ),
                name="places_no_district_today",
            ),
        ),
        migrations.AddConstraint(
            model_name="regionclass",
            constraint=models.CheckConstraint(
                condition=models.Q(("region_class__in", [1, 2, 3])), name="places_region_class_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="regionclass",
            constraint=models.UniqueConstraint(fields=("commune", "valid_from"), name="places_region_class_once"),
        ),
    ]
