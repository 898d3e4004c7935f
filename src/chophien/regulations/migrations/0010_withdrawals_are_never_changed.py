"""That an announced rate was taken back is added and never changed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("regulations", "0009_fees_of_named_goods_and_taken_back"),
        ("audit", "0002_rows_that_are_never_changed"),
    ]
    operations = [
        migrations.RunSQL(
            "SELECT audit_keep('regulations_feewithdrawal')", "SELECT audit_release('regulations_feewithdrawal')"
        ),
    ]
