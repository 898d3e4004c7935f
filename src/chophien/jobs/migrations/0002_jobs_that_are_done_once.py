"""Which jobs are done that may be done once only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="JobDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job_id", models.BigIntegerField(help_text="of the queue's own row", unique=True)),
                ("done_at", models.DateTimeField()),
            ],
        ),
    ]
