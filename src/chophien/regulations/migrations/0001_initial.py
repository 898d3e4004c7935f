from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RegulationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="regulations, privacy, ranking, returns, delivery, payment …", max_length=40
                    ),
                ),
                ("version", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=160)),
                (
                    "body",
                    models.TextField(
                        help_text="blank lines between paragraphs, '## ' before headings, '- ' before list items"
                    ),
                ),
                ("title_en", models.CharField(blank=True, max_length=160)),
                ("body_en", models.TextField(blank=True)),
                (
                    "change",
                    models.CharField(
                        blank=True, help_text="what is new in this version, in Vietnamese", max_length=300
                    ),
                ),
                ("published_at", models.DateTimeField()),
                ("effective_from", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "version"), name="regulations_version_once"),
                    models.UniqueConstraint(fields=("key", "effective_from"), name="regulations_one_version_a_day"),
                ],
            },
        ),
    ]
