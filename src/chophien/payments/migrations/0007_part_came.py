from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_payments_in_the_books"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartCame",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group_code", models.CharField(help_text="as the payments have it", max_length=16, unique=True)),
                ("amount_vnd", models.BigIntegerField()),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_vnd__gt", 0)), name="payments_part_positive"),
                ],
            },
        ),
    ]
