"""A certificate is found by its number, which may be one of GS1 (GDTI) in a code on the paper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_certificates_for_areas_and_their_reminders")]
    operations = [
        migrations.AddIndex("certificate", models.Index(fields=["number"], name="catalog_certificate_number")),
    ]
