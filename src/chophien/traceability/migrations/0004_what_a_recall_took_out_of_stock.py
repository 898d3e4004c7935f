from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lots", "0004_lots_that_are_stopped"),
        ("traceability", "0003_identifiers_are_found_letter_by_letter"),
    ]
    operations = [
        migrations.AddField(
            model_name="lotrecall",
            name="out_of_stock",
            field=models.JSONField(default=dict, help_text="units that went out of stock by it, by the variant's code"),
        ),
    ]
