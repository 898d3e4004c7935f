from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("regulations", "0001_initial"), ("audit", "0002_rows_that_are_never_changed")]
    operations = [
        migrations.RunSQL(
            "SELECT audit_keep('regulations_regulationversion')",
            "SELECT audit_release('regulations_regulationversion')",
        ),
    ]
