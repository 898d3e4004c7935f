"""Lines that differ are booked later or entered by two people; payouts are measured at the tables that they are for.

What a gateway took stands beside what it was asked to take. Before, both were the same.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("gateways", "0002_what_was_heard_is_never_changed")]
    operations = [
        migrations.RemoveConstraint(model_name="attempt", name="gateways_attempt_never_back_twice"),
        migrations.RemoveConstraint(model_name="attempt", name="gateways_attempt_back_only_if_paid"),
        migrations.AddField(
            model_name="attempt",
            name="came_vnd",
            field=models.BigIntegerField(db_default=0, default=0, help_text="what the gateway took, once it is paid"),
        ),
        migrations.RunSQL(
            "UPDATE gateways_attempt SET came_vnd = amount_vnd WHERE status = 'paid'", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=Q(back_vnd__gte=0, back_vnd__lte=F("came_vnd")), name="gateways_attempt_never_back_twice"
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=Q(status="paid") ^ Q(came_vnd=0), name="gateways_attempt_came_if_paid"
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="source",
            field=models.CharField(
                choices=[
                    ("start", "Answer to the beginning"),
                    ("notice", "Message of the gateway"),
                    ("return", "The buyer's return"),
                    ("query", "Answer to a question"),
                    ("refund", "Answer to money going back"),
                    ("table", "The gateway's own table"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="repayment",
            name="why",
            field=models.CharField(
                choices=[
                    ("refund", "A refund"),
                    ("twice", "Nothing was awaited any more"),
                    ("surplus", "More came than was awaited."),
                    ("decided", "Somebody of the market decided so."),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("gateway", models.CharField(choices=[("vnpay", "VNPay"), ("momo", "MoMo")], max_length=8)),
                ("came_vnd", models.BigIntegerField(help_text="by the bank's transfers")),
                ("expected_vnd", models.BigIntegerField(help_text="by the lines of its tables that are booked")),
                (
                    "borne_vnd",
                    models.BigIntegerField(
                        default=0, help_text="of the difference: the market bears it; below zero keeps"
                    ),
                ),
                ("said_by", models.CharField(max_length=60)),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["said_at", "id"],
                        condition=~Q(came_vnd=F("expected_vnd") - F("borne_vnd")),
                        name="gateways_payout_differs",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="PayoutTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line_code",
                    models.CharField(help_text="of the line of the bank's statement", max_length=20, unique=True),
                ),
                ("amount_vnd", models.BigIntegerField()),
                ("said_by", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="gateways.payout"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="payoff",
            name="payout",
            field=models.ForeignKey(
                help_text="by which its money came",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tables",
                to="gateways.payout",
            ),
        ),
        migrations.AddField(
            model_name="payoffline",
            name="placed_at",
            field=models.DateTimeField(help_text="since then it is booked", null=True),
        ),
        migrations.RunSQL(
            """
            UPDATE gateways_payoffline AS line SET placed_at = payoff.sent_at FROM gateways_payoff AS payoff
            WHERE payoff.id = line.payoff_id AND line.difference = ''
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="payoffline",
            index=models.Index(condition=Q(placed_at__isnull=True), fields=["id"], name="gateways_payoff_not_placed"),
        ),
        migrations.AddConstraint(
            model_name="payoffline",
            constraint=models.CheckConstraint(
                condition=~Q(difference="") | Q(placed_at__isnull=False), name="gateways_payoff_fits_and_booked"
            ),
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("book", "Booked as the gateway's table says"),
                            ("assign", "It is for another payment"),
                            ("bear", "The market bears the difference"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        blank=True, help_text="the payment or repayment that the line is for", max_length=60
                    ),
                ),
                ("amount_vnd", models.BigIntegerField(help_text="of the line, or what the market bears")),
                ("reason", models.CharField(max_length=300)),
                ("proposed_by", models.CharField(max_length=60)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("accepted", models.BooleanField(null=True)),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="gateways.payoffline",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="gateways.payout",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(line__isnull=True) ^ Q(payout__isnull=True), name="gateways_entry_about_one"
                    ),
                    models.CheckConstraint(
                        condition=Q(decided_at__isnull=True) ^ Q(accepted__isnull=False),
                        name="gateways_entry_decided_one_way",
                    ),
                    models.CheckConstraint(
                        condition=~Q(decided_by=F("proposed_by")) | Q(accepted=False),
                        name="gateways_entry_seen_by_two",
                    ),
                    models.UniqueConstraint(
                        fields=["line"], condition=Q(decided_at__isnull=True), name="gateways_entry_open_once"
                    ),
                    models.UniqueConstraint(
                        fields=["payout"], condition=Q(decided_at__isnull=True), name="gateways_entry_open_once_payout"
                    ),
                ]
            },
        ),
    ]
