from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messages", "0005_announcements"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                condition=models.Q(("status", "waiting")), fields=["written_at"], name="messages_dispatch_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingsms",
            index=models.Index(
                condition=models.Q(("status", "waiting")), fields=["written_at"], name="messages_sms_waiting"
            ),
        ),
    ]
