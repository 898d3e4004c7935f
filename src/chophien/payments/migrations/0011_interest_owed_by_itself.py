import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_refunds_that_come_back")]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="interest_apart_vnd",
            field=models.BigIntegerField(
                db_default=0,
                default=0,
                help_text="for days late, what the buyer had apart before the bank sent the amount back",
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="interest_vnd",
            field=models.BigIntegerField(
                db_default=0, default=0, help_text="for days late, what of it went back with it in one sum"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("interest_apart_vnd__gte", 0)),
                name="payments_refund_interest_apart_not_negative",
            ),
        ),
        migrations.CreateModel(
            name="InterestOwed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="interests", to="payments.refund"
                    ),
                ),
                ("code", models.CharField(max_length=16, unique=True)),
                ("amount_vnd", models.BigIntegerField()),
                ("in_books", models.BooleanField(help_text="the market pays it; else the shop does, past the books")),
                ("owed_at", models.DateTimeField()),
                (
                    "came_home",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, help_text="how often it was transferred and the bank sent it back"
                    ),
                ),
                ("paid_at", models.DateTimeField(null=True)),
                ("paid_by", models.CharField(blank=True, max_length=60)),
                ("reference", models.CharField(blank=True, max_length=80)),
                (
                    "ended_at",
                    models.DateTimeField(help_text="counts with its refund since then, and not by itself", null=True),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True), ("paid_at__isnull", True)),
                        fields=["owed_at", "id"],
                        name="payments_interest_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_vnd__gt", 0)), name="payments_interest_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_at__isnull", True),
                            models.Q(
                                models.Q(("paid_by", ""), _negated=True), models.Q(("reference", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="payments_interest_paid_by_somebody",
                    ),
                ],
            },
        ),
    ]
