from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        help_text="made from the content, unguessable; names the files", max_length=24, unique=True
                    ),
                ),
                ("owner_code", models.CharField(help_text="the seller's code", max_length=60)),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "Being prepared"), ("ready", "Ready"), ("refused", "Refused")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("original", models.CharField(help_text="path below the private folder", max_length=200)),
                ("digest", models.CharField(help_text="SHA-256 of the bytes as sent", max_length=64)),
                ("width", models.PositiveIntegerField(default=0, help_text="of the largest copy, upright")),
                ("height", models.PositiveIntegerField(default=0)),
                ("widths", models.JSONField(default=list, help_text="the widths made, such as [160, 320, 640]")),
                ("colour", models.CharField(blank=True, help_text="dominant colour, #rrggbb", max_length=7)),
                ("sent_by", models.CharField(max_length=60)),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waiting", "ready", "refused"])), name="uploads_photo_status"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "ready"), _negated=True),
                            models.Q(("height__gt", 0), ("width__gt", 0)),
                            _connector="OR",
                        ),
                        name="uploads_photo_measured_once_ready",
                    ),
                    models.UniqueConstraint(fields=("owner_code", "digest"), name="uploads_photo_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivateFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, unique=True)),
                ("owner_code", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(help_text="SHA-256 of the bytes as sent", max_length=64)),
                ("path", models.CharField(max_length=200)),
                ("sent_by", models.CharField(max_length=60)),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner_code", "kind", "digest"), name="uploads_file_once")
                ],
            },
        ),
    ]
