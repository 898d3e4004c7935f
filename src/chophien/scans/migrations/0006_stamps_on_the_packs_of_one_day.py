"""A stamp may be on one of the packs of a lot that were packed together, so that its page tells their days."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

PACK = "the packs of that lot that it is on one of; none: nobody said which"


class Migration(migrations.Migration):
    dependencies = [
        ("lots", "0007_last_days_that_follow_how_long_goods_keep"),
        ("scans", "0005_suspicions_of_before_the_marks_still_warn"),
    ]
    operations = [
        migrations.AddField(
            "stamp",
            "pack",
            models.ForeignKey(
                help_text=PACK,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stamps",
                to="lots.pack",
            ),
        ),
        migrations.AddField(
            "stampstep",
            "pack",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lots.pack"),
        ),
        migrations.AddConstraint(
            "stamp",
            models.CheckConstraint(
                condition=Q(pack__isnull=True) | Q(lot__isnull=False), name="scans_stamp_pack_of_lot"
            ),
        ),
    ]
