from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_search_table")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="withdrawn_at",
            field=models.DateTimeField(null=True, help_text="it was taken back or refused: it waits for nobody"),
        ),
        migrations.AddField(
            model_name="certificate",
            name="withdrawn_reason",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("verified_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"),
                name="catalog_certificate_verified_or_withdrawn",
            ),
        ),
    ]
