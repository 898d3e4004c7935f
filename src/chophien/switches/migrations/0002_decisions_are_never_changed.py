from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("switches", "0001_decisions"),
        ("audit", "0002_rows_that_are_never_changed"),
    ]
    operations = [
        migrations.RunSQL(
            "SELECT audit_keep('switches_decision')",
            "SELECT audit_release('switches_decision')",
        ),
    ]
