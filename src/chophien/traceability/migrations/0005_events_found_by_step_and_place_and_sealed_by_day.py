"""Events are found by step and place; each day is sealed; nobody lets others read events, so that no table says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_rows_that_are_never_changed"),
        ("traceability", "0004_what_a_recall_took_out_of_stock"),
    ]
    operations = [
        migrations.DeleteModel(name="EventGrant"),
        migrations.CreateModel(
            name="DaySeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                (
                    "links",
                    models.PositiveIntegerField(help_text="links of chains whose events came in on that day"),
                ),
                ("captures", models.PositiveIntegerField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                (
                    "seal",
                    models.CharField(
                        help_text="SHA-256 of the previous seal, the day and all seals of that day", max_length=64
                    ),
                ),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["owner", "biz_step", "event_time"], name="traceability_event_step"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["owner", "read_point", "event_time"], name="traceability_event_read"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["owner", "biz_location", "event_time"], name="traceability_event_place"),
        ),
        migrations.RunSQL("SELECT audit_keep('traceability_dayseal')", "SELECT audit_release('traceability_dayseal')"),
    ]
