from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lots", "0006_fields_of_lots_and_days_of_packs"),
    ]

    operations = [
        migrations.AddField(
            model_name="pack",
            name="follows_since",
            field=models.DateTimeField(
                help_text="its last day follows from how long the goods keep; none: it was told for the pack itself",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(("follows_since__isnull", True), ("best_before__isnull", False), _connector="OR"),
                name="lots_pack_what_follows_is_there",
            ),
        ),
    ]
