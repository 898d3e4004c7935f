"""Movements that went out were only kept. From now on they are matched: those that are there wait to be."""

from django.db import migrations

AGAIN = "UPDATE reconciliation_bankline SET status = 'new', outcome = '' WHERE status = 'out'"
BACK = "UPDATE reconciliation_bankline SET status = 'out', outcome = 'outgoing' WHERE NOT incoming AND status = 'new'"


class Migration(migrations.Migration):
    dependencies = [
        ("reconciliation", "0003_line_status_in_words"),
    ]

    operations = [migrations.RunSQL(AGAIN, BACK)]
