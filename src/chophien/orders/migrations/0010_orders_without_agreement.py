"""What nobody was asked is agreed to by nobody: sales elsewhere, standing orders, deliveries of contracts.

These orders were written as though their buyers had ticked the box of the regulations when they were placed. Other
goods sent for an earlier order rest on what was agreed to there, but the row does not say so; they say nothing either.
What was joined together was agreed to on joining: that moment is known.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def unclaim(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    """Take back what was never said. Orders out of a cart, before a harvest and together stay agreed to."""
    groups = apps.get_model("orders", "OrderGroup")
    asked = apps.get_model("orders", "Order").objects.filter(group=models.OuterRef("pk"))
    unasked = asked.filter(origin__in=["by_hand", "standing", "wholesale", "replace"])
    groups.objects.filter(models.Exists(unasked)).update(regulation=None, consent_at=None)
    joined = apps.get_model("promotions", "Pledge").objects.exclude(group_code="").values_list("group_code", "at")
    for code, at in joined.iterator():
        groups.objects.filter(code=code, consent_at__isnull=False).update(consent_at=at)


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0009_order_disputed"),
        ("promotions", "0002_vouchers_of_a_province"),
        ("regulations", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="ordergroup",
            name="consent_at",
            field=models.DateTimeField(
                help_text="when: before the order, where it rests on an agreement",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="ordergroup",
            name="regulation",
            field=models.ForeignKey(
                help_text="what the buyer agreed to; empty where nobody asked, as for what was sold elsewhere",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="regulations.regulationversion",
            ),
        ),
        migrations.RunPython(unclaim, migrations.RunPython.noop),
    ]
