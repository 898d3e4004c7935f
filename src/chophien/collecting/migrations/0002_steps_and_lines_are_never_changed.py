"""What was handed over, what a carrier told and what was decided is history: added and never changed."""

from django.db import migrations

TABLES = ("handoverstep", "handoverline", "carrierline", "findingstep")


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_rows_that_are_never_changed"),
        ("collecting", "0001_cash_and_hand_overs"),
    ]
    operations = [
        migrations.RunSQL(f"SELECT audit_keep('collecting_{name}')", f"SELECT audit_release('collecting_{name}')")
        for name in TABLES
    ]
