import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tax", "0005_invoices_are_replaced_never_changed"),
    ]

    operations = [
        migrations.AddField(
            model_name="withholding",
            name="instead_of",
            field=models.OneToOneField(
                help_text="whose class was not known",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instead",
                to="tax.withholding",
            ),
        ),
        migrations.RemoveConstraint(model_name="withholding", name="tax_given_back_is_negative"),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("base_vnd__gte", 0),
                        ("pit_vnd__gte", 0),
                        ("reverses__isnull", True),
                        ("vat_vnd__gte", 0),
                        models.Q(
                            models.Q(("cause", ""), ("instead_of__isnull", True)),
                            models.Q(models.Q(("cause", ""), _negated=True), ("instead_of__isnull", False)),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        models.Q(("cause", ""), _negated=True),
                        ("base_vnd__lte", 0),
                        ("instead_of__isnull", True),
                        ("pit_vnd__lte", 0),
                        ("reverses__isnull", False),
                        ("vat_vnd__lte", 0),
                    ),
                    _connector="OR",
                ),
                name="tax_given_back_is_negative",
            ),
        ),
    ]
