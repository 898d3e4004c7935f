import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0002_steps_are_never_changed"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(
                django.db.models.functions.text.Upper(
                    models.Func(
                        models.F("tracking_code"),
                        models.Value("[^A-Za-z0-9]+"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                    ),
                    output_field=models.CharField(),
                ),
                condition=models.Q(("tracking_code", ""), _negated=True),
                name="delivery_shipment_tracking",
            ),
        ),
    ]
