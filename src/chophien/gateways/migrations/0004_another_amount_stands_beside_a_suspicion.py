"""What a gateway told of in another amount stands until somebody decides, whatever is heard besides.

Before, one person's note ended it, and a message that it is held back as suspicious took its place: both come before
somebody again. Money that was decided about, or that was never told of with an amount, stays as it is.
"""

from django.db import migrations, models

MEND = """
    WITH other AS (
        SELECT attempt.id FROM gateways_attempt AS attempt
        WHERE attempt.status <> 'paid' AND attempt.odd IN ('amount', 'suspicious') AND EXISTS (
            SELECT 1 FROM gateways_notice AS told
            WHERE told.attempt_id = attempt.id AND told.genuine AND told.outcome = 'paid' AND told.source <> 'return'
              AND told.amount_vnd > 0 AND told.amount_vnd <> attempt.amount_vnd
        )
    )
    UPDATE gateways_attempt AS attempt
    SET odd = 'amount', looked_at = NULL,
        suspected_at = CASE WHEN odd = 'suspicious' AND looked_at IS NULL THEN began_at END,
        suspicion_seen_at = CASE WHEN odd = 'suspicious' THEN looked_at END
    FROM other WHERE other.id = attempt.id AND (attempt.odd = 'suspicious' OR attempt.looked_at IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("gateways", "0003_open_lines_and_payouts_are_explained")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="suspected_at",
            field=models.DateTimeField(
                help_text="beside another amount: since when it is held back as suspicious and nobody has looked",
                null=True,
            ),
        ),
        migrations.AddField(model_name="attempt", name="suspicion_seen_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(MEND, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("suspected_at__isnull", False)),
                fields=["began_at", "id"],
                name="gateways_attempt_suspected",
            ),
        ),
    ]
