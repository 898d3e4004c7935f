"""How a recall ended, and what went out of stock with which lot, so that a lot that two recalls hold is let go by the
last of them only. What was known per recall is put to the lot that was named; whether a recall that ended was harmless
is told by the audit trail."""

from django.db import migrations, models

TELL = """
UPDATE traceability_recalledlot reached SET out_of_stock = recall.out_of_stock
FROM traceability_lotrecall recall WHERE recall.id = reached.recall_id AND recall.lot_id = reached.lot_id;
UPDATE traceability_lotrecall recall SET was_harmless = coalesce(
    (SELECT (entry.facts ->> 'harmless')::boolean FROM audit_entry entry
     WHERE entry.what = 'traceability.recall_ended' AND entry.subject_code = recall.code ORDER BY entry.id LIMIT 1),
    (SELECT lot.stopped_at IS NULL FROM lots_lot lot WHERE lot.id = recall.lot_id))
WHERE recall.status = 'ended';
UPDATE traceability_recalledlot reached SET back_at = recall.ended_at
FROM traceability_lotrecall recall WHERE recall.id = reached.recall_id AND recall.was_harmless;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_rows_that_are_never_changed"),
        ("traceability", "0005_events_found_by_step_and_place_and_sealed_by_day"),
    ]
    operations = [
        migrations.AddField(
            model_name="lotrecall",
            name="was_harmless",
            field=models.BooleanField(help_text="it ended and nothing was wrong; empty while it runs", null=True),
        ),
        migrations.AddField(
            model_name="recalledlot",
            name="out_of_stock",
            field=models.JSONField(
                default=dict, help_text="units of this lot that went out of stock by it, by the variant's code"
            ),
        ),
        migrations.AddField(
            model_name="recalledlot",
            name="back_at",
            field=models.DateTimeField(help_text="when they were in stock again", null=True),
        ),
        migrations.RunSQL(TELL, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="lotrecall", name="out_of_stock"),
    ]
