import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seller",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
                ("slug", models.CharField(max_length=120, unique=True)),
                ("name", models.CharField(max_length=160)),
                ("folded_name", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("individual", "Individual"),
                            ("household_business", "Household business"),
                            ("cooperative", "Cooperative"),
                            ("cooperative_group", "Cooperative group"),
                            ("enterprise", "Enterprise"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("needs_changes", "Needs changes"),
                            ("approved", "Approved"),
                            ("suspended", "Suspended"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, help_text="E.164; shown to buyers who ordered, never publicly", max_length=16
                    ),
                ),
                ("hamlet", models.CharField(blank=True, max_length=120)),
                ("landmark", models.CharField(blank=True, max_length=200)),
                ("about", models.TextField(blank=True)),
                (
                    "free_shipping_from_vnd",
                    models.BigIntegerField(help_text="shipping is free from this subtotal on", null=True),
                ),
                ("created_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(help_text="when it was last sent in", null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "suspension_due_at",
                    models.DateTimeField(help_text="announced suspension takes effect then", null=True),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sellers", to="places.commune"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PayoutAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bank_bin", models.CharField(help_text="the bank's number at NAPAS", max_length=6)),
                ("sealed_account", models.BinaryField(help_text="account number, encrypted")),
                ("account_tail", models.CharField(help_text="last digits, to recognise it by", max_length=4)),
                ("owner_name", models.CharField(max_length=120)),
                (
                    "confirmed_at",
                    models.DateTimeField(help_text="an operator compared it; money goes there from then on", null=True),
                ),
                ("updated_at", models.DateTimeField()),
                (
                    "seller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="payout_account", to="sellers.seller"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SellerDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("id_front", "Identity card, front"),
                            ("id_back", "Identity card, back"),
                            ("business_registration", "Business registration"),
                            ("cooperation_contract", "Cooperation contract of the group"),
                            ("authorisation", "Letter of authorisation"),
                            ("other", "Other paper"),
                        ],
                        max_length=24,
                    ),
                ),
                ("file_code", models.CharField(max_length=24)),
                ("sent_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="sellers.seller"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SellerIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.BinaryField(help_text="JSON of the identity fields, encrypted")),
                ("updated_at", models.DateTimeField()),
                (
                    "seller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identity", to="sellers.seller"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SellerStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=20)),
                ("from_status", models.CharField(max_length=16)),
                ("to_status", models.CharField(max_length=16)),
                ("actor_code", models.CharField(max_length=60)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "authority_order",
                    models.CharField(blank=True, help_text="number of an authority's order, if any", max_length=120),
                ),
                ("at", models.DateTimeField()),
                ("effective_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="sellers.seller"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="seller",
            index=models.Index(fields=["status", "-created_at"], name="sellers_seller_status"),
        ),
        migrations.AddIndex(
            model_name="seller",
            index=models.Index(fields=["commune"], name="sellers_seller_commune"),
        ),
        migrations.AddIndex(
            model_name="seller",
            index=models.Index(
                condition=models.Q(("status", "in_review")), fields=["submitted_at"], name="sellers_seller_queue"
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "in_review", "needs_changes", "approved", "suspended", "closed"])
                ),
                name="sellers_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["individual", "household_business", "cooperative", "cooperative_group", "enterprise"])
                ),
                name="sellers_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "approved"), _negated=True), ("approved_at__isnull", False), _connector="OR"
                ),
                name="sellers_approved_at_set_once_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "in_review"), _negated=True), ("submitted_at__isnull", False), _connector="OR"
                ),
                name="sellers_submitted_at_set_in_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(("suspension_due_at__isnull", True), ("status", "approved"), _connector="OR"),
                name="sellers_suspension_announced_while_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("free_shipping_from_vnd__isnull", True), ("free_shipping_from_vnd__gte", 0), _connector="OR"
                ),
                name="sellers_free_shipping_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="sellerdocument",
            constraint=models.UniqueConstraint(fields=("seller", "kind", "file_code"), name="sellers_document_once"),
        ),
        migrations.AddConstraint(
            model_name="sellerdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "id_front",
                            "id_back",
                            "business_registration",
                            "cooperation_contract",
                            "authorisation",
                            "other",
                        ],
                    )
                ),
                name="sellers_document_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sellerstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("effective_at__gte", models.F("at"))), name="sellers_step_never_counts_earlier"
            ),
        ),
    ]
