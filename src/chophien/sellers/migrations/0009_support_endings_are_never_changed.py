from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("sellers", "0008_support_by_number_funder_and_ending"),
        ("audit", "0002_rows_that_are_never_changed"),
    ]
    operations = [
        migrations.RunSQL(
            "SELECT audit_keep('sellers_supportending')", "SELECT audit_release('sellers_supportending')"
        ),
    ]
