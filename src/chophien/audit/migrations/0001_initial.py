from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(help_text="app and past participle: orders.confirmed", max_length=60)),
                ("actor_code", models.CharField(max_length=60)),
                ("on_behalf_of", models.CharField(blank=True, max_length=60)),
                ("subject_code", models.CharField(max_length=60)),
                ("facts", models.JSONField(default=dict, help_text="codes and figures only, never personal data")),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_code", "-at", "-id"], name="audit_entry_subject"),
                    models.Index(fields=["actor_code", "-at", "-id"], name="audit_entry_actor"),
                    models.Index(fields=["what", "-at", "-id"], name="audit_entry_what"),
                    models.Index(fields=["-at", "-id"], name="audit_entry_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SensitiveLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_code", models.CharField(max_length=60)),
                ("subject_code", models.CharField(max_length=60)),
                ("what", models.CharField(max_length=60)),
                ("purpose", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_code", "-at", "-id"], name="audit_look_subject"),
                    models.Index(fields=["actor_code", "-at", "-id"], name="audit_look_actor"),
                    models.Index(fields=["-at", "-id"], name="audit_look_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose", ""), _negated=True), name="audit_look_has_purpose"
                    )
                ],
            },
        ),
    ]
