from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0011_interest_owed_by_itself")]

    operations = [
        migrations.CreateModel(
            name="AccountAsked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "about",
                    models.CharField(
                        help_text="code of the refund, the interest, the surplus or the difference", max_length=16
                    ),
                ),
                (
                    "group_code",
                    models.CharField(help_text="as the payments have it: its buyer is asked", max_length=16),
                ),
                ("amount_vnd", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("bank_bin", models.CharField(blank=True, max_length=6)),
                ("sealed_account", models.BinaryField(help_text="account number, encrypted", null=True)),
                ("account_tail", models.CharField(blank=True, max_length=4)),
                ("owner_name", models.CharField(blank=True, max_length=120)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["group_code"], name="payments_asked_group")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_vnd__gt", 0)), name="payments_asked_positive"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("about",), name="payments_asked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sealed_account__isnull", True), ("answered_at__isnull", False), _connector="OR"
                        ),
                        name="payments_asked_answered_at_a_moment",
                    ),
                ],
            },
        ),
    ]
