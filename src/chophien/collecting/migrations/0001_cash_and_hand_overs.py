import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CarrierFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("layout", models.CharField(help_text="key in data/layouts.csv", max_length=40)),
                ("name", models.CharField(max_length=160)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("file_code", models.CharField(help_text="the sealed file", max_length=24)),
                ("lines_read", models.PositiveIntegerField()),
                ("sent_by", models.CharField(max_length=60)),
                ("sent_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(help_text="when all of its lines were taken in", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Cash",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order_code", models.CharField(max_length=16, unique=True)),
                ("seller_code", models.CharField(max_length=60)),
                ("amount_vnd", models.BigIntegerField(help_text="as the buyer paid it")),
                ("hand_vnd", models.BigIntegerField(help_text="of it: still to be handed over, or arrived")),
                ("fee_vnd", models.BigIntegerField(default=0, help_text="what the carrier keeps as its fee")),
                (
                    "holder_kind",
                    models.CharField(
                        choices=[("carrier", "Carrier"), ("helper", "Helper"), ("seller", "Shop or cooperative")],
                        max_length=8,
                    ),
                ),
                ("holder_code", models.CharField(max_length=60)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("in_hand", "In hand"),
                            ("offered", "Being handed over"),
                            ("own", "With the shop itself"),
                            ("arrived", "On the market's account"),
                            ("written_off", "Given up"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "cleared",
                    models.BooleanField(
                        default=False, help_text="taken off what the shop has to come, as it has it already"
                    ),
                ),
                (
                    "agreed",
                    models.BooleanField(
                        default=False, help_text="the carrier's file and the market say the same of it"
                    ),
                ),
                ("collected_by", models.CharField(max_length=60)),
                ("collected_at", models.DateTimeField()),
                ("since", models.DateTimeField(help_text="when who holds it got it")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("in_hand", "offered"))),
                        fields=["holder_kind", "holder_code", "id"],
                        name="collecting_cash_in_hand",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("in_hand", "offered"))),
                        fields=["seller_code"],
                        name="collecting_cash_away",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("in_hand", "offered"))),
                        fields=["since"],
                        name="collecting_cash_oldest",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_vnd__gt", 0)), name="collecting_cash_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("fee_vnd__gte", 0), ("hand_vnd__gte", 0)),
                        name="collecting_cash_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["in_hand", "offered", "own", "arrived", "written_off"])),
                        name="collecting_cash_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "own"), _negated=True),
                            models.Q(("holder_code", models.F("seller_code")), ("holder_kind", "seller")),
                            _connector="OR",
                        ),
                        name="collecting_cash_own_is_the_shops",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cleared", False), ("status", "own"), _connector="OR"),
                        name="collecting_cash_cleared_is_own",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CarrierLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="as the file counts its lines")),
                ("tracking_code", models.CharField(blank=True, max_length=60)),
                ("order_code", models.CharField(blank=True, help_text="as the file has it", max_length=40)),
                ("amount_vnd", models.BigIntegerField()),
                ("fee_vnd", models.BigIntegerField(default=0)),
                ("delivered_on", models.DateField(null=True)),
                (
                    "said",
                    models.CharField(
                        blank=True, help_text="the carrier's word for how the parcel stands", max_length=60
                    ),
                ),
                ("returned", models.BooleanField(default=False)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("agreed", "Agrees"),
                            ("differs", "Another amount"),
                            ("unknown", "No such parcel"),
                            ("not_theirs", "Its money is not with this carrier"),
                            ("twice", "Told before"),
                            ("returned", "Parcel came back, with money"),
                            ("missing", "Not told by the carrier"),
                            ("fee_only", "A fee without money"),
                            ("nothing", "No money, as it should be"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="collecting.carrierfile"
                    ),
                ),
                (
                    "cash",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="collecting.cash",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("agreed", "Agrees"),
                            ("differs", "Another amount"),
                            ("unknown", "No such parcel"),
                            ("not_theirs", "Its money is not with this carrier"),
                            ("twice", "Told before"),
                            ("returned", "Parcel came back, with money"),
                            ("missing", "Not told by the carrier"),
                            ("fee_only", "A fee without money"),
                            ("nothing", "No money, as it should be"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ours_vnd", models.BigIntegerField(help_text="in the carrier's hands, as the market knows it")),
                ("theirs_vnd", models.BigIntegerField(help_text="as the carrier says")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Somebody has to decide"),
                            ("asked", "The carrier is asked"),
                            ("to_return", "To be given back to the buyer"),
                            ("settled", "Decided"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "bearer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("market", "The market"),
                            ("seller", "The shop"),
                            ("buyer", "The buyer gets it back"),
                            ("nobody", "Nobody yet: it is kept as unexplained"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "counts",
                    models.BooleanField(
                        default=False, help_text="money or a fee beside all cash, for the next paying in"
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "cash",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="collecting.cash",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finding",
                        to="collecting.carrierline",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FindingStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("accept", "The carrier's amount counts"),
                            ("insist", "Our amount counts"),
                            ("ask", "Ask the carrier"),
                            ("write_off", "The market bears all of it"),
                            ("dismiss", "Nothing is expected for it"),
                            ("given_back", "Given back to the buyer"),
                            ("told", "The carrier told it later"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "bearer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("market", "The market"),
                            ("seller", "The shop"),
                            ("buyer", "The buyer gets it back"),
                            ("nobody", "Nobody yet: it is kept as unexplained"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount_vnd", models.BigIntegerField(default=0, help_text="what moved in the books")),
                ("from_status", models.CharField(max_length=12)),
                ("to_status", models.CharField(max_length=12)),
                ("actor_code", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="collecting.finding"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                (
                    "giver_kind",
                    models.CharField(
                        choices=[("carrier", "Carrier"), ("helper", "Helper"), ("seller", "Shop or cooperative")],
                        max_length=8,
                    ),
                ),
                ("giver_code", models.CharField(max_length=60)),
                (
                    "receiver",
                    models.CharField(
                        choices=[
                            ("shop", "The shop whose money it is"),
                            ("cooperative", "A cooperative, for its households"),
                            ("market", "The market's account, by transfer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("receiver_code", models.CharField(blank=True, help_text="of the shop or cooperative", max_length=60)),
                ("amount_vnd", models.BigIntegerField(help_text="all of the cash, the carrier's fee among it")),
                ("fee_vnd", models.BigIntegerField(default=0, help_text="of it: kept by the carrier")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("offered", "Waits for the receiver's yes"),
                            ("confirmed", "Received"),
                            ("disputed", "The receiver says no"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="offered",
                        max_length=12,
                    ),
                ),
                ("offered_by", models.CharField(max_length=60)),
                ("offered_at", models.DateTimeField()),
                ("ended_by", models.CharField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "reference",
                    models.CharField(blank=True, help_text="the bank's number of the transfer", max_length=80),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["giver_kind", "giver_code", "-id"], name="collecting_handover_giver"),
                    models.Index(fields=["receiver_code", "-id"], name="collecting_handover_receiver"),
                    models.Index(
                        condition=models.Q(("status__in", ["offered", "disputed"])),
                        fields=["offered_at"],
                        name="collecting_handover_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_vnd__gt", models.F("fee_vnd")), ("fee_vnd__gte", 0)),
                        name="collecting_handover_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["offered", "confirmed", "disputed", "withdrawn"])),
                        name="collecting_handover_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("receiver", "market"), ("receiver_code", "")),
                            models.Q(
                                models.Q(("receiver", "market"), _negated=True),
                                models.Q(("receiver_code", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="collecting_handover_receiver_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "confirmed"), _negated=True),
                            models.Q(
                                models.Q(("ended_by", ""), _negated=True),
                                models.Q(("ended_by", models.F("offered_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="collecting_handover_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOverLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_vnd", models.BigIntegerField()),
                ("fee_vnd", models.BigIntegerField(default=0)),
                (
                    "cash",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="collecting.cash",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="collecting.finding",
                    ),
                ),
                (
                    "hand_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="collecting.handover"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandOverStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=12)),
                ("from_status", models.CharField(blank=True, max_length=12)),
                ("to_status", models.CharField(max_length=12)),
                ("actor_code", models.CharField(max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "hand_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="collecting.handover"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SettlingCarrier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=16, unique=True)),
                ("slug", models.CharField(help_text="names the carrier in the books", max_length=40)),
                ("name", models.CharField(max_length=60)),
                (
                    "also",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="slugs of what else stands on parcels",
                        size=None,
                    ),
                ),
                ("contract", models.CharField(help_text="number of the contract", max_length=80)),
                (
                    "settle_days",
                    models.PositiveSmallIntegerField(help_text="days after delivery in which it tells and pays"),
                ),
                ("limit_vnd", models.BigIntegerField(help_text="unset: `collecting.carrier_limit_vnd`", null=True)),
                (
                    "fee_bearer",
                    models.CharField(
                        choices=[
                            ("seller", "The shop, which has the shipping that buyers pay"),
                            ("market", "The market"),
                        ],
                        max_length=8,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="the last day", null=True)),
                ("added_by", models.CharField(max_length=60)),
                ("added_at", models.DateTimeField()),
                ("ended_by", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["slug", "starts_on"], name="collecting_carrier_slug")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None)), fields=("slug",), name="collecting_carrier_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="collecting_carrier_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit_vnd", None), ("limit_vnd__gt", 0), _connector="OR"),
                        name="collecting_carrier_limit_positive",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="carrier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="collecting.settlingcarrier"
            ),
        ),
        migrations.AddField(
            model_name="carrierfile",
            name="carrier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="collecting.settlingcarrier"
            ),
        ),
        migrations.AddIndex(
            model_name="carrierline",
            index=models.Index(fields=["tracking_code"], name="collecting_line_tracking"),
        ),
        migrations.AddConstraint(
            model_name="carrierline",
            constraint=models.UniqueConstraint(fields=("file", "number"), name="collecting_carrierline_once"),
        ),
        migrations.AddConstraint(
            model_name="carrierline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "agreed",
                            "differs",
                            "unknown",
                            "not_theirs",
                            "twice",
                            "returned",
                            "missing",
                            "fee_only",
                            "nothing",
                        ],
                    )
                ),
                name="collecting_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="carrierline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_vnd__gte", 0), ("fee_vnd__gte", 0)), name="collecting_told_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverline",
            constraint=models.UniqueConstraint(fields=("hand_over", "cash"), name="collecting_line_once"),
        ),
        migrations.AddConstraint(
            model_name="handoverline",
            constraint=models.CheckConstraint(
                condition=models.Q(("cash", None), ("finding", None), _connector="XOR"),
                name="collecting_line_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_vnd__gte", 0), ("fee_vnd__gte", 0)), name="collecting_line_not_negative"
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("status__in", ("open", "asked", "to_return"))),
                fields=["found_at", "id"],
                name="collecting_finding_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "missing"), ("status__in", ("open", "asked", "to_return"))),
                fields=("cash",),
                name="collecting_missing_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "asked", "to_return", "settled"])),
                name="collecting_finding_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(("ours_vnd__gte", 0), ("theirs_vnd__gte", 0)), name="collecting_finding_not_negative"
            ),
        ),
    ]
