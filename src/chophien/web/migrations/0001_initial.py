from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="RateCount",
            fields=[
                (
                    "key",
                    models.CharField(
                        help_text="digest of the bucket and the caller",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("free_at", models.DateTimeField(help_text="when the whole allowance is free again")),
            ],
            options={"indexes": [models.Index(fields=["free_at"], name="web_ratecount_free_at")]},
        ),
    ]
