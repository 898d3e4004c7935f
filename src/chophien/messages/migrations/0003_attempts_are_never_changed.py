from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("messages", "0002_messages_by_every_way"),
        ("audit", "0002_rows_that_are_never_changed"),
    ]
    operations = [
        migrations.RunSQL(
            "SELECT audit_keep('messages_attempt')",
            "SELECT audit_release('messages_attempt')",
        ),
    ]
