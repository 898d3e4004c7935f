from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("regulations", "0004_acceptances_of_versions"), ("audit", "0002_rows_that_are_never_changed")]
    operations = [
        migrations.RunSQL(
            "SELECT audit_keep('regulations_acceptance')", "SELECT audit_release('regulations_acceptance')"
        ),
    ]
