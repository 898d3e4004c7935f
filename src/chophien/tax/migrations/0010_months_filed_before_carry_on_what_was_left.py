"""What was given back beyond what was withheld is carried on, also out of months whose returns were made before that was
done.

A filed return stays as the tax office has it: what came from months before and was not set off in it is left for the
months after. A return that waits to be filed is made anew by the clock and sets it off.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef, Sum

TAXES = ("vat", "pit")


def carry(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Go through the newest return of each month, the first first, with what months before left of each tax."""
    returns = apps.get_model("tax", "MonthlyReturn")
    newer = returns.objects.filter(month=OuterRef("month"), number__gt=OuterRef("number"))
    left, before = dict.fromkeys(TAXES, 0), date.min
    for one in returns.objects.exclude(Exists(newer)).order_by("month"):
        for sums in _months(apps, after=before, until=one.month):
            left = {tax: max(left[tax] - sums[tax], 0) for tax in TAXES}
        for tax in TAXES:
            carried = getattr(one, f"carried_{tax}_vnd") if one.filed_at is not None else left[tax]
            unused = max(left[tax] - carried, 0)
            setattr(one, f"left_{tax}_vnd", unused)
            left[tax] = max(carried - getattr(one, f"{tax}_vnd"), 0) + unused
        one.save(update_fields=["left_vat_vnd", "left_pit_vnd"])
        before = one.month


def _months(apps: Apps, *, after: date, until: date) -> list[dict[str, int]]:
    """The sums of the months between, of which no return was made."""
    rows = apps.get_model("tax", "Withholding").objects.filter(month__gt=after, month__lt=until)
    return list(rows.values("month").annotate(vat=Sum("vat_vnd"), pit=Sum("pit_vnd")).order_by("month"))


class Migration(migrations.Migration):
    dependencies = [("tax", "0009_what_came_back_is_of_the_year_of_its_sale")]

    operations = [
        migrations.AddField(
            model_name="monthlyreturn",
            name="left_pit_vnd",
            field=models.BigIntegerField(db_default=0, default=0, help_text="the same of income tax"),
        ),
        migrations.AddField(
            model_name="monthlyreturn",
            name="left_vat_vnd",
            field=models.BigIntegerField(
                db_default=0,
                default=0,
                help_text="the same, of which nothing was set off here: it was filed before that was done",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_pit_vnd__gte", 0), ("left_vat_vnd__gte", 0)),
                name="tax_return_leaves_what_is_left",
            ),
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
