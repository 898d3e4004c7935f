from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sellers", "0006_support_decided_on_evidence"), ("audit", "0002_rows_that_are_never_changed")]
    operations = [
        migrations.RunSQL(
            "SELECT audit_keep('sellers_supportdecision')", "SELECT audit_release('sellers_supportdecision')"
        ),
    ]
