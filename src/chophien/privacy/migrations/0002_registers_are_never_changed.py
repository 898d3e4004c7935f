"""Consents, steps and what was forgotten are history: added and never changed."""

from django.db import migrations

KEPT = ("privacy_consentstep", "privacy_requeststep", "privacy_breachstep", "privacy_retentionrun", "privacy_purpose")


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_rows_that_are_never_changed"),
        ("privacy", "0001_register_of_consents_requests_and_breaches"),
    ]
    operations = [
        migrations.RunSQL(f"SELECT audit_keep('{table}')", f"SELECT audit_release('{table}')") for table in KEPT
    ]
