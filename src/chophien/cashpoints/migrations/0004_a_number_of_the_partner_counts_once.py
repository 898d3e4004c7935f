"""A transport of cash has one number of the partner: at one till and one way it is written down once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cashpoints", "0003_which_transfer_sets_it_aside"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="floatmove",
            constraint=models.UniqueConstraint(
                fields=("till", "kind", "reference"), name="cashpoints_float_reference_once"
            ),
        ),
    ]
