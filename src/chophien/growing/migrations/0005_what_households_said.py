import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NAMING = [("not_asked", "Not asked yet"), ("agreed", "Wants to be named"), ("unnamed", "Does not want to be named")]
WAYS = [
    ("", "It has not said so"),
    ("paper", "On paper, signed"),
    ("witness", "Aloud, before a witness"),
    ("code", "By the code on its phone"),
    ("own", "On its own page"),
]
HEARD = [
    ("asked", "Waits for the witness"),
    ("heard", "The witness heard it"),
    ("not_so", "The witness did not hear it"),
    ("dropped", "Asked no more"),
]


def number() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("growing", "0004_lines_of_the_diary_are_never_changed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="growingarea",
            name="given_up_on",
            field=models.DateField(help_text="the day from which nothing is grown on it", null=True),
        ),
        migrations.AlterField(
            model_name="growingarea",
            name="variety",
            field=models.CharField(blank=True, help_text="free words: for the shop and officers alone", max_length=80),
        ),
        migrations.AddField(
            model_name="diaryentry",
            name="is_sure",
            field=models.BooleanField(
                default=False, help_text="more than such land brings, and said to be right when asked"
            ),
        ),
        migrations.AlterField(
            model_name="areahousehold",
            name="naming_way",
            field=models.CharField(blank=True, choices=WAYS, max_length=8),
        ),
        migrations.CreateModel(
            name="HouseholdWord",
            fields=[
                ("id", number()),
                ("naming", models.CharField(choices=NAMING, max_length=10)),
                ("way", models.CharField(blank=True, choices=WAYS, max_length=8)),
                ("said_on", models.DateField()),
                ("is_shown", models.BooleanField(default=True)),
                ("file_code", models.CharField(blank=True, help_text="the signed paper, sealed", max_length=24)),
                ("witness_name", models.CharField(blank=True, help_text="as it was then", max_length=100)),
                ("taken_by", models.CharField(blank=True, help_text="who wrote it down", max_length=60)),
                ("on_behalf_of", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="words", to="growing.areahousehold"
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["household", "-at"], name="growing_word_last")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(naming__in=["not_asked", "agreed", "unnamed"]),
                        name="growing_word_naming_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(way__in=["", "paper", "witness", "code", "own"]),
                        name="growing_word_way_known",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(naming="agreed")
                        | models.Q(is_shown=False)
                        | models.Q(way__in=["code", "own"])
                        | (models.Q(way="paper") & ~models.Q(file_code=""))
                        | models.Q(way="witness", witness__isnull=False),
                        name="growing_word_yes_is_shown",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="areahousehold",
            name="word",
            field=models.ForeignKey(
                help_text="what shows how it stands",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="growing.householdword",
            ),
        ),
        migrations.CreateModel(
            name="WitnessAsk",
            fields=[
                ("id", number()),
                ("code", models.CharField(max_length=16, unique=True)),
                ("said_on", models.DateField(help_text="the day on which the household said it")),
                ("status", models.CharField(choices=HEARD, default="asked", max_length=8)),
                ("asked_by", models.CharField(max_length=60)),
                ("on_behalf_of", models.CharField(blank=True, max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="witness_asks",
                        to="growing.areahousehold",
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="witness_asks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["witness", "-asked_at"], name="growing_witness_asked")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(status__in=["asked", "heard", "not_so", "dropped"]),
                        name="growing_heard_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(status="asked"), fields=("household",), name="growing_witness_one_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NamingCode",
            fields=[
                ("id", number()),
                ("digest", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("wrong_tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="growing.areahousehold"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        help_text="whose phone got it",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
